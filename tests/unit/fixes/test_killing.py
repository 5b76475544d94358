"""Killed before every durable step in turn, and before every step of putting that in order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def place() -> Iterator[str]:
    """A folder in memory where there is one: a kill loses what was not written, not the disk."""
    memory = Path("/dev/shm")  # noqa: S108
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("scenario", "least_steps"),
    [("buying", 40), ("writing", 50), ("recovering", 40), ("undoing", 15)],
)
def test_a_kill_at_any_step_loses_nothing(place: str, scenario: str, least_steps: int) -> None:
    # A process of its own: forking one that has threads is asking for trouble.
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.unit.fixes.killing", scenario, place],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode(errors="backslashreplace")
    assert int(done.stdout) >= least_steps
