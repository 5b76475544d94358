"""The processor written out in the documentation works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from imgrules.testing import Recipe, draw

PAGE = (Path(__file__).parents[2] / "docs" / "extending" / "processor.md").read_text("utf-8")
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """The page's files and an installed distribution that names its entry point."""
    for name, text in BLOCK.findall(PAGE):
        (tmp_path / name).write_text(text, encoding="utf-8")
    facts = tmp_path / "acme_screen-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-screen\nVersion: 1.0\n")
    toml = re.search(r"\"(acme\.\S+)\" = \"(\S+)\"", PAGE)
    assert toml
    (facts / "entry_points.txt").write_text(f"[imgrules.processors]\n{toml[1]} = {toml[2]}\n")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_listed_and_keeps_the_contract(acme: Path) -> None:
    listed = run(acme, "-m", "imgrules", "plugins").stdout
    assert "acme.green_screen" in listed
    assert "acme-screen" in listed
    done = run(acme, "-m", "imgrules", "plugins", "--probe")
    assert done.returncode == 0, done.stdout + done.stderr


def test_tests_of_the_page_pass(acme: Path) -> None:
    options = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-W", "error")
    done = run(acme, "-m", "pytest", *options, "test_acme.py")
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


MAKE = """
from pathlib import Path
from imgrules.config import load_config
from imgrules.fixes.processors import make_processors
made = make_processors(load_config(Path("imgrules.yaml")))
print(list(made), made["acme.green_screen"].options.clear)
"""


def test_its_settings_make_it(acme: Path) -> None:
    done = run(acme, "-c", MAKE)
    assert done.stdout.strip() == "['built-in', 'acme.green_screen', 'local'] 100", done.stderr


BOOK = """\
schema: 1
rulebook: acme
edition: "2026-01-01"
title: Acme shop pictures
sources: {house: {title: "Acme house style"}}
roles: []
unmatched: main
rules:
  - id: white-background
    title: The backdrop is white
    check: background.white
    severity: error
    basis: judgement
    source: {ref: house}
    remedy: Put it on white.
    fix: {operation: background.replace, params: {color: "#ffffff"}}
"""


def test_it_fixes_a_picture(acme: Path) -> None:
    shots = acme / "shots"
    shots.mkdir()
    (acme / "acme.yaml").write_text(BOOK, "utf-8")
    recipe = {"canvas": [600, 600], "background": "#20c040", "subject": {"color": "#a02020"}}
    (shots / "ball.jpg").write_bytes(draw(Recipe.model_validate(recipe)).data)
    done = run(
        acme, "-m", "imgrules", "fix", "shots", "-r", "acme.yaml", "--out", "ready", "--apply"
    )
    assert (acme / "ready" / "ball.jpg").is_file(), done.stdout + done.stderr


def test_missing_it_is_said_with_what_to_install(acme: Path) -> None:
    (acme / "acme_screen-1.0.dist-info" / "entry_points.txt").unlink()
    done = run(acme, "-c", MAKE)
    assert "no installed plug-in provides the processor acme.green_screen" in done.stderr
