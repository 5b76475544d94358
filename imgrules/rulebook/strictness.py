"""Whether a parameter's new value is stricter than its old one, as its check declares it."""

from __future__ import annotations

from typing import Literal

from imgrules.checks._ratio import long_by_short, parse_ratio
from imgrules.ext import Directionless, Ladder, Params, Stricter

Direction = Stricter | Ladder | Directionless
Turn = Literal["tightened", "loosened", "changed"]


def direction(params: type[Params], name: str) -> Direction | None:
    """Return what a check declares about one of its parameters; None where it says nothing."""
    field = params.model_fields[name]
    return next((each for each in field.metadata if isinstance(each, Direction)), None)


def turn(declared: Direction | None, old: object, new: object) -> Turn:
    """Say which way a parameter went; ``changed`` where neither value is the stricter one."""
    if declared is None or isinstance(declared, Directionless):
        return "changed"
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    if declared is Stricter.MORE:
        return _by_entries(old, new)
    if declared is Stricter.FEWER:
        return _by_entries(new, old)
    return _by_place(_place(declared, old), _place(declared, new))


def _by_place(old: float | None, new: float | None) -> Turn:
    if old is None or new is None or old == new:
        return "changed"
    return "tightened" if new > old else "loosened"


def _place(declared: Ladder | Stricter, value: object) -> float | None:
    """Return a number that grows with strictness; None for what the declaration says nothing of."""
    if isinstance(declared, Ladder):
        return declared.rungs.index(value) if value in declared.rungs else None
    sign = 1 if declared is Stricter.UP else -1
    if isinstance(value, str):
        return sign * long_by_short(parse_ratio(value), 1)
    return sign * value if isinstance(value, int | float) else None


def _by_entries(old: object, new: object) -> Turn:
    """Say which way a list went where more entries are stricter."""
    before, after = _entries(old), _entries(new)
    if before < after:
        return "tightened"
    return "loosened" if after < before else "changed"


def _entries(value: object) -> set[str]:
    return {str(entry) for entry in value} if isinstance(value, list | tuple) else {str(value)}
