"""The plug-in written out in the documentation works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from imgrules.testing import Recipe, draw

PAGE = Path(__file__).parents[2] / "docs" / "extending" / "check.md"
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """The page's files and an installed distribution that names its entry point."""
    for name, text in BLOCK.findall(PAGE.read_text("utf-8")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    facts = tmp_path / "acme_checks-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-checks\nVersion: 1.0\n")
    toml = re.search(r"\"(acme\.\S+)\" = \"(\S+)\"", PAGE.read_text("utf-8"))
    assert toml
    (facts / "entry_points.txt").write_text(f"[imgrules.checks]\n{toml[1]} = {toml[2]}\n")
    pictures = tmp_path / "shots"
    pictures.mkdir()
    for name, background in (("neutral", "#f0f0f0"), ("tinted", "#fff4e6")):
        recipe = Recipe.model_validate({"canvas": [600, 600], "background": background})
        (pictures / f"{name}.jpg").write_bytes(draw(recipe, name).data)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_plug_in_judges_pictures(acme: Path) -> None:
    done = run(acme, "imgrules", "check", "shots", "-r", "acme.yaml")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "tinted.jpg" in done.stdout
    assert "neutral.jpg" not in done.stdout


def test_plug_in_is_listed(acme: Path) -> None:
    done = run(acme, "imgrules", "plugins")
    assert "acme.colour_cast" in done.stdout
    assert "acme-checks" in done.stdout


def test_missing_plug_in_turns_the_gate_red(acme: Path) -> None:
    (acme / "acme_checks-1.0.dist-info" / "entry_points.txt").unlink()
    done = run(acme, "imgrules", "check", "shots", "-r", "acme.yaml")
    assert done.returncode == 2, done.stdout
    assert "acme.colour_cast" in done.stderr
    assert "install" in done.stderr


def test_tests_of_the_page_pass(acme: Path) -> None:
    done = run(acme, "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "test_acme.py")
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
