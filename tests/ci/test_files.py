"""The files that others' tools read keep to those tools' published schemas and to safe habits."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from imgrules.images.magic import EXTENSIONS
from tests.ci.conftest import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]


@pytest.mark.parametrize(
    ("file", "options"),
    [
        ("action.yml", ("vendor.github-actions",)),
        (
            "templates/imgrules.gitlab-ci.yml",
            ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
        ),
    ],
)
def test_public_schema(file: str, options: tuple[str, ...]) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "check_jsonschema", "--builtin-schema", *options, str(ROOT / file)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_pre_commit_takes_the_hooks() -> None:
    """pre-commit's own reader, which is stricter than the published schema."""
    done = subprocess.run(
        (sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_no_input_is_pasted_into_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")


def test_actions_are_pinned_to_commits() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    page = (ROOT / "docs" / "how-to" / "ci-gate.md").read_text("utf-8")
    used += [each for each in re.findall(r"uses: (\S+)", page) if "your-organisation/" not in each]
    assert used
    for action in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action), action


def test_every_input_is_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    assert [name for name in ACTION["inputs"] if f"inputs.{name}" not in text] == []


def test_the_hook_takes_pictures_and_nothing_else() -> None:
    files = re.compile(HOOKS[0]["files"])
    left_out = {"ai", "eps", "ico", "pdf", "pnm", "svg"}  # documents and drawings of a project
    for format_, endings in EXTENSIONS.items():
        for ending in endings:
            assert bool(files.search(f"a/b.{ending.upper()}")) is (format_ not in left_out), ending
    assert not files.search("a/jpg")
    assert not files.search("a.png.txt")


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("rules/acme/2026-01-01.yaml", True),
        ("2026-01-01.2.yaml", True),
        ("rules/acme/tests/cases.yaml", False),
        ("docs/2026-01-01.yaml.md", False),
    ],
)
def test_the_lint_hook_takes_editions(name: str, taken: bool) -> None:
    assert bool(re.search(HOOKS[1]["files"], name)) is taken
