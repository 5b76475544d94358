"""What all rules of all rulebooks that apply to a picture ask of its frame, file and backdrop.

Not only of those that fail today: a fix must break no other rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from imgrules.colours import parse_colour
from imgrules.config import Background
from imgrules.fixes.demands import Demand, demands
from imgrules.fixes.model import BackdropSpec, Bound, FileSpec, FrameSpec
from imgrules.model import Decides
from imgrules.rulebook.model import Rule, Rulebook

FORMATS = ("jpeg", "png", "webp", "tiff", "bmp")
"""Formats that can be written, the preferred one first."""
_FRAME = frozenset(FrameSpec.__dataclass_fields__)
_BYTES = ("max_bytes", "min_bytes", "quality_min", "dpi_min")


@dataclass(frozen=True, slots=True)
class Words:
    """The words (formats, subsamplings) a rule leaves."""

    rule: str
    rank: int
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Constraints:
    """All demands on one kind of picture, with the rule behind each."""

    demands: tuple[Demand, ...] = ()
    formats: tuple[Words, ...] = ()
    subsampling: tuple[Words, ...] = ()
    baseline: bool = False
    """True where a rule refuses progressive JPEG."""
    white: tuple[str, ...] = ()
    """Rules that ask for white."""
    no_shadow: tuple[str, ...] = ()
    """Rules that no shadow on the backdrop satisfies for certain."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """Full id to rule, machine rules only."""


def gather(rulebooks: Iterable[tuple[Rulebook, Iterable[Rule]]], as_of: date) -> Constraints:
    """Collect from each rulebook's rules that apply to a picture those that code can judge."""
    made = Constraints()
    for book, rules in rulebooks:
        for rule in rules:
            if rule.decides is Decides.MACHINE and rule.scope == "image":
                made = _add(made, rule, book.name, as_of)
    return made


def _add(made: Constraints, rule: Rule, book: str, as_of: date) -> Constraints:
    name = f"{book}/{rule.id}"
    upcoming = rule.enforce_from is not None and as_of < rule.enforce_from
    rank = 0 if upcoming else rule.severity.rank
    params: Any = rule.params
    changes: dict[str, Any] = {"rules": {**made.rules, name: rule}}
    changes["demands"] = (*made.demands, *demands(rule, book, upcoming=upcoming))
    match rule.check:
        case "file.format":
            words = Words(name, rank, _formats(params))
            changes["formats"] = (*made.formats, words)
        case "encoding.subsampling":
            words = Words(name, rank, frozenset(params.allowed))
            changes["subsampling"] = (*made.subsampling, words)
        case "encoding.progressive":
            changes["baseline"] = made.baseline or not params.allowed
        case "background.white":
            changes["white"] = (*made.white, name)
            if params.contained_shadow != "allow":
                changes["no_shadow"] = (*made.no_shadow, name)
        case "background.shadow" if params.allowed == "none":
            changes["no_shadow"] = (*made.no_shadow, name)
    return replace(made, **changes)


def _formats(params: Any) -> frozenset[str]:  # noqa: ANN401  (FileFormat.Params)
    allowed = set(FORMATS if params.allowed is None else params.allowed)
    if "mpo" in allowed:
        allowed.add("jpeg")
    return frozenset(allowed - set(params.refused or ()))


# -- frame ----------------------------------------------------------------------------------------

_TIGHTER_IS_MORE = ("_min",)


def frame_spec(wanted: Iterable[Demand], *, aim: float | None = None) -> FrameSpec:
    """Return the tightest of all demands on the frame."""
    kept = [each for each in wanted if each.field in _FRAME]
    bounds: dict[str, Any] = {}
    for each in kept:
        if each.field in ("fill_min", "fill_max"):
            fills = bounds.setdefault(each.field, {})
            fills[each.measure] = _tighter(fills.get(each.measure), each)
        elif each.field != "crop_safe":
            bounds[each.field] = _tighter(bounds.get(each.field), each)
    crops = tuple(dict.fromkeys(each.text for each in kept if each.field == "crop_safe"))
    return FrameSpec(
        **bounds, crop_safe=crops, fill_aim=aim, ratio_exact=any(each.exact for each in kept)
    )


def _tighter(held: Bound | None, other: Demand) -> Bound:
    """Return the stricter of two bounds; of equal ones the graver rule's."""
    if held is None:
        return other.bound
    sign = 1 if other.field.endswith(_TIGHTER_IS_MORE) or other.field.startswith("min_") or (
        other.field in ("quality_min", "dpi_min")
    ) else -1  # fmt: skip
    gain = sign * (other.value - held.value)
    graver = other.severity.value == "error" and held.severity != "error"
    return other.bound if gain > 0 or (gain == 0 and graver) else held


# -- file -----------------------------------------------------------------------------------------


def file_spec(made: Constraints, *, without: frozenset[str] = frozenset()) -> FileSpec:
    """Return what the file must be; rules in ``without`` are given up.

    ``formats`` is empty where no format is left.
    """
    bounds: dict[str, Bound] = {}
    for each in made.demands:
        if each.field in _BYTES and each.rule not in without:
            bounds[each.field] = _tighter(bounds.get(each.field), each)
    formats = _common(made.formats, frozenset(FORMATS), without)
    subsampling = _common(made.subsampling, frozenset(), without)
    return FileSpec(
        formats=tuple(name for name in FORMATS if name in formats),
        max_bytes=bounds.get("max_bytes"),
        min_bytes=bounds.get("min_bytes"),
        quality_min=bounds.get("quality_min"),
        dpi_min=bounds.get("dpi_min"),
        progressive=False if made.baseline else None,
        subsampling=tuple(sorted(subsampling, reverse=True)),
    )


def _common(
    given: tuple[Words, ...], start: frozenset[str], without: frozenset[str]
) -> frozenset[str]:
    left = start
    for each in given:
        if each.rule not in without:
            left = left & each.allowed if left else each.allowed
            if not left:
                return left
    return left


def file_conflicts(made: Constraints) -> Iterator[tuple[Words, Words, str]]:
    """Yield pairs of rules that leave nothing between them, and a word for what it is about."""
    for about, words in (("format", made.formats), ("colour resolution", made.subsampling)):
        for index, one in enumerate(words):
            for other in words[index + 1 :]:
                writable = frozenset(FORMATS) if about == "format" else one.allowed
                if not one.allowed & other.allowed & writable:
                    yield one, other, about
    yield from _byte_conflicts(made)


def _byte_conflicts(made: Constraints) -> Iterator[tuple[Words, Words, str]]:
    least = [each for each in made.demands if each.field == "min_bytes"]
    most = [each for each in made.demands if each.field == "max_bytes"]
    for low in least:
        for high in most:
            if low.value > high.value:
                yield (
                    Words(low.rule, low.rank, frozenset()),
                    Words(high.rule, high.rank, frozenset()),
                    "size of the file",
                )


# -- backdrop -------------------------------------------------------------------------------------


def backdrop_spec(made: Constraints, wanted: Background) -> tuple[BackdropSpec, tuple[str, ...]]:
    """Return what the backdrop becomes, and what of the settings a rule does not let be."""
    colour, shadow = parse_colour(wanted.color), wanted.shadow
    notes = []
    if made.white and colour != (255, 255, 255):
        notes.append(f"the backdrop becomes white, not {wanted.color}: {made.white[0]} asks for it")
        colour = (255, 255, 255)
    if made.no_shadow and shadow != "none":
        notes.append(f"no {shadow} shadow is kept: {made.no_shadow[0]} leaves none for certain")
        shadow = "none"
    return BackdropSpec(colour, shadow, wanted.prompt), tuple(notes)
