"""Planning a picture's frame: all rules at once, giving up the lesser ones where they clash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imgrules.fixes.constraints import Constraints, frame_spec
from imgrules.fixes.demands import Demand
from imgrules.fixes.frame import (
    Contradiction,
    Frame,
    NeedsLarger,
    NoFrame,
    ProductUnknown,
    solve,
)
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.model import Region

MUST = 2
"""Rank of a demand the picture may not be used without."""
_PRODUCT = ("fill_min", "fill_max", "crop_safe", "trimmed_min", "trimmed_max")
_LEAST = (
    "width_min", "height_min", "long_min", "short_min", "megapixels_min", "trimmed_min",
)  # fmt: skip
_MOST = (
    "width_max", "height_max", "long_max", "short_max", "sum_max", "megapixels_max",
    "trimmed_max",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A picture as its frame is planned: size and product's box, pixels of its outline."""

    size: tuple[int, int]
    product: Region | None
    area: float | None = None
    found_later: bool = False
    """True where a cut-out will say where the product is."""
    failing: frozenset[str] = frozenset()
    """Full ids of rules that fail today."""


@dataclass(frozen=True, slots=True)
class Framed:
    """``frame``: None where it is found only once the product is. ``given_up``: rule to why."""

    spec: FrameSpec
    frame: Frame | None
    given_up: dict[str, str]


class Unframed(Exception):
    """No frame; the message says why in words for the review list."""


def plan_frame(
    made: Constraints,
    given: Given,
    *,
    aim: float | None = None,
    may_enlarge: bool = False,
    may_reduce: bool = True,
) -> Framed:
    """Find the frame, giving up demands that weigh less than those they clash with.

    Raises Unframed.
    """
    wanted = list(made.demands)
    given_up: dict[str, str] = {}
    if not may_reduce:
        wanted = _drop(wanted, _weak(wanted, _MOST), "not allowed to reduce", given_up)
    if given.product is None and given.found_later:
        _refuse_clash(wanted, given, may_enlarge=may_enlarge)
        # No padding makes a picture larger: what it lacks today it lacks then.
        missed = [each for each in _weak(wanted, _LEAST) if each.rule in given.failing]
        wanted = _drop(wanted, missed, "the picture is too small", given_up)
        return Framed(frame_spec(wanted, aim=aim), None, given_up)
    if given.product is None:
        wanted = _without_product(wanted, given, given_up)
    return _relaxed(wanted, given, aim, given_up, may_enlarge)


def _without_product(wanted: list[Demand], given: Given, given_up: dict[str, str]) -> list[Demand]:
    """Return what can be asked for without knowing where the product is."""
    why = "nobody knows where the product is"
    about = [each for each in wanted if each.field in _PRODUCT]
    failing = [each for each in about if each.rule in given.failing]
    if must := [each.rule for each in failing if each.rank >= MUST]:
        raise Unframed(f"{must[0]} cannot be met: {why}")
    kept = [each for each in wanted if each not in about]
    return _drop(kept, failing, why, given_up)


def _refuse_clash(wanted: list[Demand], given: Given, *, may_enlarge: bool) -> None:
    """Say at once which rules contradict wherever the product turns out to be."""
    anyway = [each for each in wanted if each.field not in _PRODUCT]
    try:
        _relaxed(anyway, given, None, {}, may_enlarge)
    except Unframed as problem:
        if isinstance(problem.__cause__, Contradiction):
            raise


def _weak(wanted: Iterable[Demand], fields: tuple[str, ...]) -> list[Demand]:
    return [each for each in wanted if each.rank < MUST and each.field in fields]


def _drop(
    wanted: list[Demand], dropped: list[Demand], why: str, given_up: dict[str, str]
) -> list[Demand]:
    for each in dropped:
        given_up.setdefault(each.rule, why)
    return [each for each in wanted if each not in dropped]


def _relaxed(
    wanted: list[Demand],
    given: Given,
    aim: float | None,
    given_up: dict[str, str],
    may_enlarge: bool,
) -> Framed:
    """Solve; drop the least demand in the way, one conflict after the other."""
    while True:
        spec = frame_spec(wanted, aim=aim)
        try:
            frame = solve(
                spec, given.product, given.size, mask_area=given.area, may_enlarge=may_enlarge
            )
        except ProductUnknown as problem:
            raise Unframed(problem.message) from problem
        except NoFrame as problem:
            victims = _victims(problem, wanted, given)
            if not victims:
                raise Unframed(_refusal(problem)) from problem
            wanted = _drop(wanted, victims, problem.message, given_up)
        else:
            return Framed(spec, frame, given_up)


def _victims(problem: NoFrame, wanted: list[Demand], given: Given) -> list[Demand]:
    """Choose what gives way; nothing where a person must decide."""
    clash = [each for each in wanted if any(_is(each, bound) for bound in problem.rules)]
    if not clash:
        return []
    least, most = min(each.rank for each in clash), max(each.rank for each in clash)
    graver = {_book(each.rule) for each in clash if each.rank > least}
    weaker = [each for each in clash if each.rank == least < most]
    weaker = [each for each in weaker if least == 0 or _book(each.rule) in graver]
    if weaker:
        return weaker
    if isinstance(problem, NeedsLarger):
        return _too_large_a_wish(problem, clash, given)
    # A size merely recommended, and not reached today, is no reason to refuse another's limit.
    missed = [each for each in _weak(clash, _LEAST) if each.rule in given.failing]
    if missed:
        return missed
    alone = len({each.rule for each in clash}) == 1
    return clash if alone and most < MUST else []


def _too_large_a_wish(problem: NeedsLarger, clash: list[Demand], given: Given) -> list[Demand]:
    """Give up the pixels, unless they are there today and would go for what weighs no more."""
    pixels = [each for each in clash if _is(each, problem.rule) and each.rank < MUST]
    if any(each.rule in given.failing for each in pixels):
        return pixels
    others = [
        each for each in clash
        if each.rule in given.failing and pixels and each.rank <= pixels[0].rank
    ]  # fmt: skip
    return others or pixels


def _is(demand: Demand, bound: Bound) -> bool:
    return demand.rule == bound.rule and demand.value == bound.value


def _book(rule: str) -> str:
    return rule.rpartition("/")[0]


def _refusal(problem: NoFrame) -> str:
    books = list(dict.fromkeys(_book(bound.rule) for bound in problem.rules))
    if isinstance(problem, Contradiction) and len(books) > 1:
        return f"{problem.message}: export them separately ({separately(books)})"
    return problem.message


def separately(books: Iterable[str]) -> str:
    """Say how to run rulebooks one by one, as in ``-r amazon, -r google``."""
    return ", ".join(f"-r {book}" for book in books)
