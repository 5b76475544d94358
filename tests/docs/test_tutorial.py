"""What the tutorial tells a reader to do does what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from imgrules.resources import rules_dir

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text("utf-8")


def imgrules(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "imgrules", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    command = [sys.executable, "-m", "imgrules.testing.samples", "shots"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    block = re.search(r"<!-- file: acme.yaml -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    (folder / "acme.yaml").write_text(block[1], encoding="utf-8")
    edition = (rules_dir() / "amazon" / "2026-07-22.yaml").read_text("utf-8")
    (folder / "my-amazon.yaml").write_text(edition, encoding="utf-8")
    return folder


def commands() -> list[str]:
    blocks = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("imgrules ")]


@pytest.mark.parametrize("command", commands())
def test_every_command_runs(shop: Path, command: str) -> None:
    done = imgrules(shop, *shlex.split(command)[1:])
    assert done.returncode in (0, 1), done.stderr


def test_edited_threshold_changes_the_verdict(shop: Path) -> None:
    copy = shop / "edited.yaml"
    text = (shop / "my-amazon.yaml").read_text("utf-8")
    assert "params: {min_px: 500}" in text
    select = ("--select", "longest-side-min")
    before = imgrules(shop, "check", "shots/B0WATCH001.MAIN.jpg", "-r", "my-amazon.yaml", *select)
    copy.write_text(text.replace("params: {min_px: 500}", "params: {min_px: 2500}", 1), "utf-8")
    after = imgrules(shop, "check", "shots/B0WATCH001.MAIN.jpg", "-r", "edited.yaml", *select)
    assert (before.returncode, after.returncode) == (0, 1), after.stderr
    assert "Amazon takes no picture under 2500 px" in " ".join(after.stdout.split())


@pytest.mark.parametrize(
    ("typo", "right", "said"),
    [
        ("min_pix: 500", "min_px: 500", "min_px"),
        ("min_px: 500, min_px: 600", "min_px: 500", "min_px"),
        ("min_px: 1:1", "min_px: 500", "quote"),
        ("check: dimensions.long_egde", "check: dimensions.long_edge", "dimensions.long_edge"),
    ],
)
def test_typo_is_refused_with_its_place(shop: Path, typo: str, right: str, said: str) -> None:
    copy = shop / "typo.yaml"
    lines = (shop / "my-amazon.yaml").read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if right in line)
    lines[at] = lines[at].replace(right, typo, 1)
    copy.write_text("\n".join(lines), encoding="utf-8")
    done = imgrules(shop, "check", "shots", "-r", "typo.yaml")
    assert done.returncode == 2
    assert re.search(rf"typo\.yaml:{at + 1}:\d+: ", done.stderr), done.stderr
    assert said in done.stderr
