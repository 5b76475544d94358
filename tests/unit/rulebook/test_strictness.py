"""Every threshold says which way is stricter, and both ways are told apart."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from imgrules import ext, plugins
from imgrules.checks import CHECKS
from imgrules.rulebook.strictness import direction, turn

FIELDS = [
    (name, field)
    for name in sorted(CHECKS)
    for field in plugins.load_check(name).Params.model_fields
]


@pytest.mark.parametrize(("check", "field"), FIELDS, ids=[f"{c}-{f}" for c, f in FIELDS])
def test_every_parameter_has_a_direction_or_says_why_it_has_none(check: str, field: str) -> None:
    params = plugins.load_check(check).Params
    declared = direction(params, field)
    assert declared is not None
    annotation = params.model_fields[field].annotation
    if isinstance(declared, ext.Directionless):
        assert declared.reason
    if isinstance(declared, ext.Ladder):
        known = getattr(annotation, "__args__", (True, False))
        assert sorted(map(str, declared.rungs)) == sorted(map(str, known))
    if declared in {ext.Stricter.MORE, ext.Stricter.FEWER}:
        assert "list" in str(annotation)


UP, DOWN, MORE, FEWER = ext.Stricter
LADDER = ext.Ladder(("allow", "review", "refuse"))


@pytest.mark.parametrize(
    ("declared", "lenient", "strict"),
    [
        (UP, 500, 1000),
        (UP, 0.98, 1.0),
        (UP, None, 1),
        (DOWN, 10, 9),
        (DOWN, None, 10_000),
        (DOWN, "5:1", "4:1"),
        (DOWN, "1:5", "4:1"),
        (MORE, ["gps"], ["gps", "owner"]),
        (MORE, None, ["gps"]),
        (FEWER, ["jpeg", "png"], ["jpeg"]),
        (FEWER, None, ["jpeg"]),
        (LADDER, "allow", "review"),
        (ext.Ladder((True, False)), True, False),
    ],
)
def test_both_ways(declared: Any, lenient: object, strict: object) -> None:
    assert turn(declared, lenient, strict) == "tightened"
    assert turn(declared, strict, lenient) == "loosened"


@pytest.mark.parametrize(
    ("declared", "old", "new"),
    [
        (None, 1, 2),
        (ext.Directionless("why"), 1, 2),
        (ext.Directionless("why"), None, 2),
        (FEWER, ["jpeg", "png"], ["jpeg", "gif"]),
        (MORE, ["a", "b"], ["b", "a"]),
        (DOWN, "5:1", "1:5"),
        (UP, [1], [2]),
        (LADDER, "allow", "something else"),
    ],
)
def test_neither_way(declared: Any, old: object, new: object) -> None:
    assert turn(declared, old, new) == "changed"


class Params(ext.Params):
    declared: Annotated[int, ext.Stricter.UP] = 1
    silent: int = 1


def test_a_plug_ins_parameter_may_say_nothing() -> None:
    assert direction(Params, "declared") is UP
    assert direction(Params, "silent") is None
