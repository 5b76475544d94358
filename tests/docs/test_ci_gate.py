"""What the page on CI tells a reader to do does what it says; its files are valid."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from imgrules.cli.options import today
from tests.docs.samples import draw_samples

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "ci-gate.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", PAGE, re.DOTALL))


def imgrules(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "imgrules", *shlex.split(line)[1:]],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_from_nothing_to_a_gate(tmp_path: Path) -> None:
    """All commands in their order: red at first, green once what is known is known."""
    draw_samples(tmp_path / "shots", "B0CHAIN006.MAIN.jpg")
    lines = re.findall(r"^imgrules .*$", PAGE, re.MULTILINE)
    done = [imgrules(tmp_path, line) for line in lines]
    said = "\n".join(f"{line}: {each.stdout}{each.stderr}" for line, each in zip(lines, done))  # noqa: B905
    assert [each.returncode for each in done] == [1, 0, 0, 0, 0, 0], said
    for name in ("imgrules.yaml", "imgrules.lock", "imgrules-baseline.json", "report.html"):
        assert (tmp_path / name).is_file()
    assert "photo-studio" in (tmp_path / "imgrules-waivers.yaml").read_text("utf-8")
    assert today().isoformat() in (tmp_path / "result.json").read_text("utf-8")
    (tmp_path / "shots" / "B0NEW00001.MAIN.jpg").write_bytes(b"no picture")
    assert imgrules(tmp_path, lines[4]).returncode == 1


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (".github/workflows/pictures.yml", ("vendor.github-workflows",)),
        (".gitlab-ci.yml", ("vendor.gitlab-ci", "--data-transform", "gitlab-ci")),
    ],
)
def test_the_files_keep_to_the_public_schemas(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    (tmp_path / "file.yml").write_text(FILES[name], encoding="utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "check_jsonschema", "--builtin-schema", *options, "file.yml"),
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_pre_commit_takes_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "file.yml").write_text(FILES[".pre-commit-config.yaml"], encoding="utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "pre_commit", "validate-config", "file.yml"),
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_what_is_named_exists() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    step = yaml.safe_load(FILES[".github/workflows/pictures.yml"])["jobs"]["gate"]["steps"][1]
    assert set(step["with"]) <= set(action["inputs"])
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    config = yaml.safe_load(FILES[".pre-commit-config.yaml"])
    named = {hook["id"] for hook in config["repos"][0]["hooks"]}
    assert named <= {hook["id"] for hook in hooks}
    template = yaml.safe_load((ROOT / "templates" / "imgrules.gitlab-ci.yml").read_text("utf-8"))
    assert set(yaml.safe_load(FILES[".gitlab-ci.yml"])["variables"]) <= set(template["variables"])
