"""What may be chosen for two numbers bound by each, their sum and their difference.

Width and height of a frame are bound in ratios: shares of the product, shapes, areas. Taken as
logarithms, every such bound is a half-plane in one of eight directions, and what satisfies all
of them is a convex octagon, perhaps an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import hypot

Point = tuple[float, float]
_CLOSE = 1e-9
_LARGEST = 14.0
"""Logarithm of more pixels than any side has."""


@dataclass(frozen=True, slots=True)
class Half:
    """``across * u + down * v <= limit``; the factors are -1, 0 or 1.

    With both factors 0 it is a statement about numbers alone, false where ``limit`` is negative.
    ``because`` indexes into whatever the caller keeps reasons in. ``gain``: by how much the limit
    moves out for each unit of ease (see ``eased``).
    """

    across: int
    down: int
    limit: float
    because: frozenset[int] = frozenset()
    gain: int = 0

    def holds(self, point: Point) -> bool:
        return self.across * point[0] + self.down * point[1] <= self.limit + _CLOSE


_FRAME = (Half(-1, 0, 0.0), Half(0, -1, 0.0), Half(1, 0, _LARGEST), Half(0, 1, _LARGEST))


def tightest(halves: Iterable[Half]) -> list[Half]:
    """Return the tightest half-plane of each direction."""
    return _least((*halves, *_FRAME), by_gain=False)


def condensed(halves: Iterable[Half]) -> list[Half]:
    """Leave out half-planes that others make superfluous however much they are eased."""
    return _least(halves, by_gain=True)


def _least(halves: Iterable[Half], *, by_gain: bool) -> list[Half]:
    found: dict[tuple[int, int, int], Half] = {}
    for half in halves:
        key = half.across, half.down, half.gain if by_gain else 0
        held = found.get(key)
        if held is None or half.limit < held.limit:
            found[key] = half
    return list(found.values())


def eased(halves: Iterable[Half], ease: float) -> list[Half]:
    """Return the half-planes with those that gain from it moved out."""
    return [
        replace(half, limit=half.limit + half.gain * ease) if half.gain else half
        for half in halves
    ]  # fmt: skip


def corners(halves: list[Half]) -> list[Point]:
    """Return the corners of what satisfies all; empty where nothing does."""
    if any(half.limit < -_CLOSE for half in halves if not half.across and not half.down):
        return []
    lines = [half for half in halves if half.across or half.down]
    bounds = [(half.across, half.down, half.limit + _CLOSE) for half in lines]
    found = []
    for one, other in combinations(lines, 2):
        point = _crossing(one, other)
        if point is None:
            continue
        u, v = point
        for across, down, limit in bounds:
            if across * u + down * v > limit:
                break
        else:
            found.append(point)
    return found


def _crossing(one: Half, other: Half) -> Point | None:
    turn = one.across * other.down - one.down * other.across
    if not turn:
        return None
    u = (one.limit * other.down - one.down * other.limit) / turn
    v = (one.across * other.limit - one.limit * other.across) / turn
    return u, v


def feasible(halves: Iterable[Half]) -> bool:
    """Say whether any point satisfies all."""
    return bool(corners(tightest(halves)))


def nearest(halves: Iterable[Half], wanted: Point) -> Point | None:
    """Return the point next to ``wanted`` that satisfies all; None where none does."""
    kept = tightest(halves)
    ends = corners(kept)
    if not ends:
        return None
    if all(half.holds(wanted) for half in kept):
        return wanted
    return min((*ends, *_feet(kept, wanted)), key=lambda point: distance(point, wanted))


def _feet(halves: list[Half], wanted: Point) -> Iterator[Point]:
    """Yield where the plumb lines from ``wanted`` meet the sides."""
    for half in halves:
        if half.across or half.down:
            length = half.across**2 + half.down**2
            beyond = (half.across * wanted[0] + half.down * wanted[1] - half.limit) / length
            foot = wanted[0] - beyond * half.across, wanted[1] - beyond * half.down
            if all(each.holds(foot) for each in halves):
                yield foot


def distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def conflict(halves: Iterable[Half]) -> list[Half]:
    """Return few of the half-planes that cannot hold together, for a set that cannot."""
    kept = tightest(halves)
    for half in list(kept):
        fewer = [each for each in kept if each is not half]
        if not feasible(fewer):
            kept = fewer
    return kept
