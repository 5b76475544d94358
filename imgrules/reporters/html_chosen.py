"""Which pictures the page shows, in which order, and their thumbnails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import filterfalse, islice

from imgrules.model import ImageResult, Result, Verdict
from imgrules.reporters import Thumbnail, View, Wanted
from imgrules.reporters.labels import label, needs_attention

_SIDE, _SIDE_OF_MANY = 640, 480
_PASSING, _PASSING_OF_MANY = 320, 240
_MANY = 100
_ORDER = (Verdict.FAIL, Verdict.UNCHECKED, Verdict.REVIEW, Verdict.WARN, Verdict.PASS)

Shown = tuple[ImageResult, Thumbnail | None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """``attention``: pictures of which something is to be said; ``passing``: the others."""

    attention: tuple[Shown, ...]
    passing: tuple[Shown, ...]
    total: int

    @property
    def count(self) -> int:
        return len(self.attention) + len(self.passing)

    @property
    def left_out(self) -> int:
        return self.total - self.count


def choose(result: Result, view: View) -> Chosen:
    """Take the worst pictures, as many as the page may hold; those that pass come last."""
    most = view.html_max or len(result.images)
    attention = nsmallest(most, filter(_speaks, result.heads()), key=_gravity)
    passing = list(islice(filterfalse(_speaks, result.heads()), most - len(attention)))
    wanted = [
        *_wanted(attention, _SIDE, _SIDE_OF_MANY),
        *_wanted(passing, _PASSING, _PASSING_OF_MANY),
    ]
    made: Sequence[Thumbnail | None] = [None] * len(wanted)
    if view.pictures is not None:
        made = list(view.pictures.thumbnails(wanted))
    shown = list(zip((*attention, *passing), made, strict=True))
    return Chosen(
        tuple(shown[: len(attention)]), tuple(shown[len(attention) :]), len(result.images)
    )


def _wanted(images: Sequence[ImageResult], side: int, side_of_many: int) -> list[Wanted]:
    longest = side if len(images) <= _MANY else side_of_many
    return [Wanted(image.path, image.sha256, longest) for image in images]


def _speaks(image: ImageResult) -> bool:
    return image.verdict is not Verdict.PASS or any(map(needs_attention, image.findings))


def _gravity(image: ImageResult) -> tuple[int, int]:
    """By verdict, then by the gravest finding; equals stay in the order of their names."""
    ranks = [label(each).rank for each in image.findings if needs_attention(each)]
    return _ORDER.index(image.verdict), min(ranks, default=9)
