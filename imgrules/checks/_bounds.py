"""Holding one number against a lower and an upper bound, in words."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, model_validator

from imgrules.model import Judgement, Outcome


def judge_bounds(
    value: float, *, low: float | None, high: float | None, unit: str, digits: int = 0
) -> Judgement:
    """Pass when ``low <= value <= high``; a bound of None does not bind."""
    fails = (low is not None and value < low) or (high is not None and value > high)
    return Judgement(
        Outcome.FAIL if fails else Outcome.PASS,
        measured=_say(value, unit, digits),
        required=_say_bounds(low, high, unit, digits),
    )


def _say(value: float, unit: str, digits: int) -> str:
    return f"{value:.{digits}f} {unit}".rstrip()


def _say_bounds(low: float | None, high: float | None, unit: str, digits: int) -> str:
    if low is None and high is not None:
        return f"at most {_say(high, unit, digits)}"
    if high is None and low is not None:
        return f"at least {_say(low, unit, digits)}"
    if low is None or high is None:
        return ""
    return f"{low:.{digits}f} to {_say(high, unit, digits)}"


def require_any(*names: str) -> Any:  # noqa: ANN401  (pydantic's decorator has no public type)
    """Return a model validator that refuses params with none of ``names`` given."""

    def check(self: BaseModel) -> BaseModel:
        if all(getattr(self, name) is None for name in names):
            raise ValueError(f"give at least one of {', '.join(names)}")
        return self

    return model_validator(mode="after")(check)
