"""A run that was asked to stop: what was judged is told, and nothing passes for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from imgrules.engine.interrupted import INTERRUPTED, interruption, was_interrupted
from imgrules.engine.limits import Limits
from imgrules.engine.run import run
from imgrules.engine.weights import Weight
from imgrules.model import Severity
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

Save = Callable[..., Path]


def shop() -> object:
    return make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": 50}),
        make_rule("count", "set.count", params={"min": 2}),
    )


@pytest.mark.parametrize("limits", [None, Limits()])
def test_the_pictures_judged_so_far_are_told(save: Save, limits: Limits | None) -> None:
    job = make_job([save(f"{number}.png") for number in range(60)], shop())
    seen: list[str] = []
    result = run(
        job,
        limits=limits,
        on_image=lambda image: seen.append(image.path),
        stop=lambda: len(seen) >= 2,
    )
    judged = [image.path for image in result.images]
    assert judged == seen == [f"{number}.png" for number in range(len(seen))]
    assert 2 <= len(seen) < 60
    (problem,) = result.problems
    assert problem == interruption(len(seen), 60)
    assert was_interrupted(result)


def test_a_run_that_is_stopped_at_once_judges_nothing(save: Save) -> None:
    result = run(make_job(save("a.png"), shop(), sku="S1"), stop=lambda: True)
    assert (result.images, result.sets) == ((), ())
    assert result.problems[0].message == (
        "interrupted after 0 of 1 picture; the other was not judged"
    )


def test_a_run_that_was_done_before_is_whole(save: Save) -> None:
    seen: list[str] = []
    job = make_job([save("a.png"), save("b.png")], shop())
    result = run(
        job,
        limits=Limits(),
        on_image=lambda image: seen.append(image.path),
        stop=lambda: len(seen) == 2,
    )
    assert not was_interrupted(result)


def test_sets_with_pictures_that_were_not_judged_are_left_out(save: Save) -> None:
    job = make_job([save(f"{number}.png") for number in range(4)], shop())
    skus = ("S1", "S1", "S2", "S2")
    pictures = tuple(
        replace(picture, sku=sku) for picture, sku in zip(job.pictures, skus, strict=True)
    )
    asked = count()
    result = run(replace(job, pictures=pictures), stop=lambda: next(asked) >= 3)
    assert len(result.images) == 3
    assert [group.sku for group in result.sets] == ["S1"]


def test_what_only_a_whole_run_knows_is_not_told(save: Save) -> None:
    book = shop()
    job = make_job([save("a.png"), save("b.png")], book)
    where = "imgrules.yaml:3:5"
    weight = Weight("b.png", save("x.png").parent, "shop/long", Severity.ERROR, Severity.WARNING,
                    where)  # fmt: skip
    job = replace(job, weights=(weight,))
    assert run(job).notices
    asked = count()
    assert run(job, stop=lambda: next(asked) >= 1).notices == ()


@pytest.mark.parametrize(
    ("judged", "of", "said"),
    [
        (412, 1000, "interrupted after 412 of 1,000 pictures; the others were not judged"),
        (1, 2, "interrupted after 1 of 2 pictures; the other was not judged"),
    ],
)
def test_the_problem_counts(judged: int, of: int, said: str) -> None:
    problem = interruption(judged, of)
    assert (problem.kind, problem.message) == (INTERRUPTED, said)
