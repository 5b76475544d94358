"""What one picture can do to the run: nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from imgrules.engine import pool
from imgrules.engine.contain import Crashed, contained, measurement_flaw
from imgrules.engine.job import Picture
from imgrules.engine.limits import Limits
from imgrules.engine.picture import Answer
from imgrules.engine.run import run
from imgrules.engine.workers import spread
from imgrules.model import ImageResult, Measurement, Verdict
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

Save = Callable[..., Path]
_CHECK = pool.check
_POISON = "2.png"


def _killed(picture: Picture) -> Answer:
    if picture.path.name == _POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return _CHECK(picture)


def _leaves(picture: Picture) -> Answer:
    if picture.path.name == _POISON:
        os._exit(3)
    return _CHECK(picture)


def _hangs(picture: Picture) -> Answer:
    if picture.path.name == _POISON:
        time.sleep(600)
    return _CHECK(picture)


def _eats(picture: Picture) -> Answer:
    import numpy as np

    from imgrules.engine import lost

    if picture.path.name == _POISON:
        lost.check_picture = lambda *_: np.ones(2 << 30, np.uint8)  # type: ignore[assignment]
    return _CHECK(picture)


def _answers(save: Save, limits: Limits | None = None) -> list[ImageResult]:
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 20}))
    job = make_job([save(f"{number}.png") for number in range(5)], book)
    result = run(job, workers=2, limits=limits)
    assert [image.path for image in result.images] == [each.name for each in job.pictures]
    lost = [image for image in result.images if image.verdict is Verdict.UNCHECKED]
    assert [problem.path for problem in result.problems] == [image.path for image in lost]
    assert {problem.kind for problem in result.problems} == {"worker-lost"}
    return lost


@pytest.mark.parametrize(
    ("poison", "said"), [(_killed, "(signal 9)"), (_leaves, "(exit 3)")], ids=["killed", "leaves"]
)
def test_a_dead_worker_costs_one_picture(
    save: Save, monkeypatch: pytest.MonkeyPatch, poison: Callable[[Picture], Answer], said: str
) -> None:
    monkeypatch.setattr(pool, "check", poison)
    (lost,) = _answers(save)
    assert lost.path.endswith(_POISON)
    assert said in lost.findings[0].note


def test_a_picture_that_takes_too_long_is_given_up(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "check", _hangs)
    (lost,) = _answers(save, Limits(seconds=8))
    assert "took more than 8 s and was stopped" in lost.findings[0].note


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits memory")
def test_a_picture_that_eats_memory_is_given_up(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "check", _eats)
    # One worker, so that the one that ran out of memory must judge the rest.
    monkeypatch.setattr(pool, "RECYCLED_AFTER", 1)
    (lost,) = _answers(save, Limits(megabytes=1024))
    assert "needs more memory than it may have" in lost.findings[0].note


def test_workers_are_replaced_and_no_picture_is_lost(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "RECYCLED_AFTER", 2)
    monkeypatch.setattr(pool, "AHEAD", 1)
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 20}))
    job = make_job([save(f"{number}.png") for number in range(7)], book)
    answers = list(spread(job, 2))
    assert [image.path for image, _ in answers] == [each.name for each in job.pictures]
    assert {image.verdict for image, _ in answers} == {Verdict.PASS}


@pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be held back")
def test_a_worker_still_starting_when_the_run_ends_says_nothing(save: Save, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.unit.engine.stopped_early", save("0.png")]
    paths = [str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")]
    ended = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


class _Cv2LikeError(Exception):
    code = -4


@pytest.mark.parametrize(
    "problem", [MemoryError(), _Cv2LikeError("x"), RuntimeError("std::bad_alloc")]
)
def test_want_of_memory_is_not_taken_for_a_broken_check(problem: Exception) -> None:
    def measure() -> Measurement:
        raise problem

    with pytest.raises(MemoryError):
        contained(measure, measurement_flaw)


def test_another_error_of_a_library_is_a_broken_check() -> None:
    def measure() -> Measurement:
        raise RuntimeError("the tensor has the wrong shape")

    assert isinstance(contained(measure, measurement_flaw), Crashed)
