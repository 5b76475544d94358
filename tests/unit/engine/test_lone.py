"""The worker forked first of all: one picture costs it no more than it costs a pool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Save = Callable[..., Path]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere no worker is forked first of all"
)


@pytest.fixture
def names(save: Save) -> list[str]:
    return [str(save(f"{number}.png")) for number in range(5)]


def judged(harm: str, names: list[str], *, seconds: float = 60) -> Any:
    """Run the program and return what it says."""
    root = Path(__file__).parents[3]
    paths = [str(root), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.engine.judged_first", harm, str(seconds), *names],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_few_pictures_are_judged_without_a_pool(names: list[str]) -> None:
    said = judged("none", names)
    assert said["pictures"] == [[f"{number}.png", "pass"] for number in range(5)]
    assert not said["problems"]
    assert not said["pool"]
    assert not said["numpy"]


def test_many_pictures_go_to_the_pool(names: list[str]) -> None:
    said = judged("none", [*names, *(f"./{name}" for name in ["a.png"]), *names])
    assert len(said["pictures"]) == 11
    assert said["pool"]


@pytest.mark.parametrize(
    ("harm", "seconds", "note"),
    [
        ("killed", 60, "judging this picture ended the worker process (signal 9)"),
        ("leaves", 60, "judging this picture ended the worker process (exit 3)"),
        ("hangs", 3, "judging this picture took more than 3 s and was stopped"),
    ],
)
def test_what_ends_the_worker_costs_one_picture(
    names: list[str], harm: str, seconds: float, note: str
) -> None:
    said = judged(harm, names, seconds=seconds)
    verdicts = ["pass", "pass", "unchecked", "pass", "pass"]
    assert said["pictures"] == [[f"{at}.png", each] for at, each in enumerate(verdicts)]
    assert said["notes"] == [note]
    assert said["problems"] == [["worker-lost", "2.png"]]


def test_a_picture_that_eats_memory_is_given_up(names: list[str]) -> None:
    said = judged("eats", names[:3])
    assert said["pictures"] == [["0.png", "pass"], ["1.png", "pass"], ["2.png", "unchecked"]]
    assert said["notes"] == ["judging this picture needs more memory than it may have"]


def test_a_worker_gone_before_it_began_costs_no_picture(names: list[str]) -> None:
    said = judged("early", names)
    assert said["pictures"] == [[f"{number}.png", "pass"] for number in range(5)]
    assert not said["problems"]
    assert said["pool"]


def test_what_breaks_in_the_worker_breaks_the_run(names: list[str]) -> None:
    with pytest.raises(AssertionError, match="something nobody thought of"):
        judged("breaks", names)
