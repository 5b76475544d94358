"""The kit must catch each breach of the contract; a kit that always agrees is worthless."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import ConfigDict, Field

from imgrules import ext
from imgrules.testing import Recipe, assert_check, assert_check_contract, draw


class Brightness(ext.Params):
    minimum: Annotated[float, Field(description="Least mean level."), ext.Stricter.UP] = 10.0
    step: int = Field(1, description="Look at every n-th pixel.")


class Sampling(ext.Options):
    step: int = 1


class MeanLevel:
    """Mean level of the picture.

    What it measures: the mean of all channels.

    How: from every n-th pixel.

    Parameters: ``minimum`` and ``step``.

    Limits: says nothing about contrast.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "acme.mean-level"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = Sampling
    Params: ClassVar[type[ext.Params]] = Brightness

    def measure(self, image: ext.Image, options: Any) -> ext.Measurement:
        mean = float(image.pixels.rgb[:: options.step, :: options.step].mean())
        region = ext.Region(0, 0, 10, 10)
        return ext.Measurement(self.name, self.version, {"mean": round(mean, 3)}, (region,))

    def judge(self, measurement: ext.Measurement, params: Any) -> ext.Judgement:
        mean = measurement.number("mean")
        outcome = ext.Outcome.PASS if mean >= params.minimum else ext.Outcome.FAIL
        note = "" if outcome is ext.Outcome.PASS else "too dark"
        return ext.Judgement(outcome, f"{mean:.0f}", "", note, measurement.regions)


def test_a_sound_check_keeps_the_contract() -> None:
    assert_check_contract(MeanLevel)


def broken(**changes: Any) -> type[Any]:
    changes.setdefault("__doc__", MeanLevel.__doc__)
    return type("Broken", (MeanLevel,), changes)


class Loose(ext.Params):
    model_config = ConfigDict(strict=False)
    step: int = Field(1, description="Step.")


class Silent(ext.Params):
    step: int = 1


class Stepless(ext.Params):
    minimum: float = Field(10.0, description="Least mean level.")


_counter = itertools.count()


def measured(value: Any, **named: Any) -> Any:
    def measure(self: Any, image: ext.Image, options: ext.Options) -> ext.Measurement:
        _ = image.pixels
        given = value() if callable(value) else value
        return ext.Measurement(**{"check": self.name, "version": 1, "values": given, **named})

    return measure


def swallowing(self: Any, image: ext.Image, options: ext.Options) -> ext.Measurement:
    try:
        _ = image.pixels
    except ext.UnreadableError:
        return ext.Measurement(self.name, 1, {"mean": 255})
    return ext.Measurement(self.name, 1, {"mean": 255})


def judged(*answers: ext.Judgement) -> Any:
    turn = itertools.cycle(answers)
    return lambda self, measurement, params: next(turn)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"api": 2}, "api must be 1"),
        ({"name": "MeanLevel"}, "is not family.name"),
        ({"version": 0}, "version counts from 1"),
        ({"needs": "pixels!"}, "needs is one of"),
        ({"__doc__": "Mean."}, "no paragraph 'What it measures:'"),
        ({"__doc__": (MeanLevel.__doc__ or "").replace("Limits: ", "But ")}, "'Limits:'"),
        ({"Params": Loose}, "Params loosens strict"),
        ({"Params": Silent}, "no description of step"),
        ({"Params": Stepless}, "Params lacks the options step"),
        ({"measure": measured({})}, "nothing was measured"),
        ({"measure": measured(lambda: {"mean": next(_counter)})}, "measuring differs"),
        ({"measure": measured({"mean": (1, 2)})}, "change on their way through JSON"),
        ({"measure": measured({"mean": object})}, "not plain JSON"),
        ({"measure": measured({"mean": float("inf")})}, "not plain JSON"),
        ({"measure": measured({"mean": 1}, check="acme.other")}, "another name or version"),
        ({"measure": measured({"mean": 1}, version=2)}, "another name or version"),
        ({"measure": swallowing}, "passes a picture that is cut short"),
        ({"judge": judged(ext.Judgement(ext.Outcome.FAIL))}, "says in words"),
        (
            {
                "judge": judged(
                    ext.Judgement(ext.Outcome.FAIL, "1"), ext.Judgement(ext.Outcome.PASS, "1")
                )
            },
            "not pure",
        ),
    ],
)
def test_each_breach_is_caught(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_check_contract(broken(**changes))


DARK = {"canvas": [60, 60], "background": "#000000", "subject": {"shape": "none"}}


def test_a_recipe_is_measured_and_judged() -> None:
    judgement = assert_check(
        MeanLevel,
        {**DARK, "background": "#808080"},
        outcome="pass",
        values={"mean": 128.0},
        region_overlaps=(5, 5, 20, 20),
    )
    assert judgement.measured == "128"
    assert_check(MeanLevel(), Recipe.model_validate(DARK), outcome="fail", note="dark")


def test_a_file_is_measured_and_judged(tmp_path: Path) -> None:
    path = tmp_path / "dark.jpg"
    path.write_bytes(draw(Recipe.model_validate(DARK)).data)
    assert_check(MeanLevel, path, outcome=ext.Outcome.FAIL, params={"minimum": 1.0})


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"outcome": "pass"}, "expected pass, got fail"),
        ({"outcome": "fail", "values": {"mean": 1.0}}, "mean is 0.0, expected 1.0"),
        ({"outcome": "fail", "note": "too bright"}, "does not say 'too bright'"),
        ({"outcome": "fail", "region_overlaps": (10, 0, 5, 5)}, "no region touches"),
    ],
)
def test_disagreement_is_said(expected: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_check(MeanLevel, DARK, **expected)
