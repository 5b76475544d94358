"""Pictures with the same plan, or the same outcome, told once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from imgrules.fixes.model import Candidate, Decision, ImageFix, ImagePlan
from imgrules.reporters.ink import prose

T = TypeVar("T")

NAMED = 6
"""Pictures of a group that are named; the rest is counted."""


MOST = 30
"""Groups told apart; of more, pictures with the same operations are told together."""


def same_plan(images: Iterable[ImagePlan]) -> list[list[ImagePlan]]:
    """Group pictures for which the same is done for the same reasons, in order of appearance.

    Where that leaves too many groups, what was measured on single pictures is left out.
    """
    groups = _grouped((_plan_key(image), image) for image in images)
    if len(groups) <= MOST:
        return groups
    plain = [_plain(image) for group in groups for image in group]
    return _grouped((_plan_key(image), image) for image in plain)


def _plain(image: ImagePlan) -> ImagePlan:
    if image.decision is Decision.REVIEW:
        return image  # its reasons are all there is to say
    return replace(image, reasons=(), steps=tuple(replace(one, note="") for one in image.steps))


def same_outcome(fixes: Iterable[ImageFix]) -> list[list[ImageFix]]:
    """Group pictures left to a person for the same reasons."""
    return _grouped(((fix.reasons, bool(fix.rejected)), fix) for fix in fixes)


def _grouped(pairs: Iterable[tuple[Hashable, T]]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _plan_key(image: ImagePlan) -> Hashable:
    steps = tuple(
        (step.operation, tuple(map(_candidate_key, step.candidates)), step.note)
        for step in image.steps
    )
    return image.decision, steps, image.failing, image.reasons


def _candidate_key(candidate: Candidate) -> Hashable:
    return candidate.processor, candidate.operation, candidate.safety, candidate.credits


def title(names: Sequence[str]) -> str:
    """Return what a group is called: its picture, or how many there are."""
    return names[0] if len(names) == 1 else f"{len(names)} pictures alike"


def members(names: Sequence[str], *, every: bool) -> str:
    """Return the names in a group of several, the first few unless all are wanted."""
    if len(names) == 1:
        return ""
    shown = names if every else names[:NAMED]
    more = f" and {len(names) - len(shown)} more (-v names them)" if len(shown) < len(names) else ""
    return ", ".join(shown) + more


def credits(amount: float) -> str:
    """Return an amount of credits in words, whole where it is whole."""
    said = f"{amount:.2f}".rstrip("0").rstrip(".")
    return f"{said} credit{'' if said == '1' else 's'}"


def line(text: str) -> str:
    """Return a reason on one line."""
    return prose(text)
