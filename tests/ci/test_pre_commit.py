"""pre-commit installs the hooks from a commit and runs them on staged files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.ci.conftest import call, draw, offline

CONFIG = """\
repos:
  - repo: {product}
    rev: {rev}
    hooks:
      - id: imgrules-check
        args: [--rules=rules/2026-01-01.yaml]
      - id: imgrules-rules-lint
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installed: once for all tests here."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def hooked(product: Path, project: Path) -> Path:
    rev = call("git", "rev-parse", "HEAD", cwd=product, env=offline()).stdout.strip()
    text = CONFIG.format(product=product, rev=rev)
    (project / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    return project


def run(project: Path, home: Path, *arguments: str):
    env = {**offline(), "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
    assert call("git", "add", "-A", cwd=project, env=env).returncode == 0
    return call(sys.executable, "-m", "pre_commit", "run", *arguments, cwd=project, env=env)


def test_staged_pictures_are_judged(hooked: Path, home: Path) -> None:
    draw(hooked / "shots" / "NEW.MAIN.png", 50)
    draw(hooked / "shots" / "FINE.MAIN.jpg", 300)
    (hooked / "notes.txt").write_text("no picture", encoding="utf-8")
    done = run(hooked, home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "shots/NEW.MAIN.png" in done.stdout
    assert "50 px" in done.stdout
    # Only what is staged, and no rule about whole sets.
    assert "SMALL" not in done.stdout
    assert "two-pictures" not in done.stdout
    assert "2 pictures" in done.stdout


def test_a_commit_without_pictures_is_not_held_up(hooked: Path, home: Path) -> None:
    (hooked / "notes.txt").write_text("no picture", encoding="utf-8")
    done = run(hooked, home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Skipped") == 2


def test_a_faulty_rulebook_fails_both_hooks(hooked: Path, home: Path) -> None:
    edition = hooked / "rules" / "2026-01-01.yaml"
    text = edition.read_text("utf-8").replace("min_px", "min_pixels")
    edition.write_text(text, encoding="utf-8")
    draw(hooked / "shots" / "FINE.MAIN.png", 300)
    done = run(hooked, home)
    assert done.returncode == 1
    assert done.stdout.count("exit code: 2") == 2
    assert "2026-01-01.yaml:13:14: unknown key min_pixels" in done.stdout


def test_all_files(hooked: Path, home: Path) -> None:
    shutil.rmtree(hooked / "shots")
    draw(hooked / "pictures" / "with a space; $(touch pwned).png", 300)
    done = run(hooked, home, "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (hooked / "pwned").exists()
