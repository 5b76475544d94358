"""What a script says that starts workers and would be run again by each of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.test_process import environment

SCRIPT = """
import imgrules
{guard}print(len(imgrules.check(["."], rulebooks="amazon", select=["file.*"], workers=2).images))
"""


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    for name in ("a.png", "b.png"):
        Image.new("RGB", (60, 60)).save(tmp_path / name)
    return tmp_path


def run(*words: str, folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=folder, input=text, capture_output=True, text=True,
        timeout=60, check=False, env=environment(),
    )  # fmt: skip


def script(folder: Path, guard: str = "") -> str:
    (folder / "shop.py").write_text(SCRIPT.format(guard=guard), encoding="utf-8")
    return "shop.py"


def test_a_script_without_a_guard_is_told_once(shots: Path) -> None:
    done = run(script(shots), folder=shots)
    assert done.returncode == 1
    *_, last = done.stderr.splitlines()
    assert "the worker processes end while they start; a script with workers over 1" in last
    assert 'below `if __name__ == "__main__":`' in last
    assert done.stderr.count("Traceback") == 1


def test_a_guarded_script_judges(shots: Path) -> None:
    guard = "if __name__ == '__main__': "
    assert run(script(shots, guard), folder=shots).stdout == "2\n"
    assert run("-m", "shop", folder=shots).stdout == "2\n"


def test_a_script_that_is_no_file_is_told_before_workers_start(shots: Path) -> None:
    done = run("-", folder=shots, text=SCRIPT.format(guard=""))
    *_, last = done.stderr.splitlines()
    assert "workers cannot import the script <stdin>; a script with workers over 1" in last
    assert done.stderr.count("Traceback") == 1
