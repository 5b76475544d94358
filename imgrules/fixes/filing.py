"""Planning the file a picture ends as: format, limits, name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from imgrules.fixes.constraints import Constraints, Words, file_conflicts, file_spec
from imgrules.fixes.model import FileSpec
from imgrules.fixes.naming import refused_by, with_format
from imgrules.fixes.reframing import MUST, separately

_LEAST_BYTES = 0.15
"""Bytes a pixel below which a product shot shows compression; a mere wish does not go there."""
_NEW_FILE = ("alpha.transparency", "color.bit_depth", "file.frames")
"""Rules that the same format, taken over as it is, would fail again."""


@dataclass(slots=True)
class Filed:
    """``spec``: None where ``stops`` says why no file satisfies all. ``given_up``: rule to why."""

    spec: FileSpec | None = None
    output: str = ""
    stops: list[str] = field(default_factory=list)
    given_up: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the file: its format, name below its folder, pixels of the result."""

    format: str
    name: PurePosixPath
    pixels: int
    failing: Collection[str]
    untouched: bool
    """True where the picture itself stays as it is."""


def file_picture(made: Constraints, wanted: Wanted) -> Filed:
    """Choose format, limits and name."""
    filed = Filed()
    for one, other, about in file_conflicts(made):
        if not {one.rule, other.rule} & filed.given_up.keys():
            _decide(filed, one, other, about)
    filed.given_up |= _too_small(made, wanted.pixels)
    spec = file_spec(made, without=frozenset(filed.given_up))
    if not spec.formats:
        filed.stops.append("the rules leave no format that can be written")
    if filed.stops:
        return filed
    filed.spec = replace(spec, formats=_formats(made, spec, wanted))
    filed.output = _named(made, filed, filed.spec, wanted)
    return filed


def _decide(filed: Filed, one: Words, other: Words, about: str) -> None:
    """Let the graver rule win within a rulebook; anything else is a person's to decide."""
    lesser = min(one, other, key=lambda each: each.rank)
    books = [each.rule.rpartition("/")[0] for each in (one, other)]
    same = books[0] == books[1]
    words = f"{one.rule} and {other.rule} contradict on the {about}"
    if one.rank == other.rank or not (same or lesser.rank == 0):
        filed.stops.append(words if same else f"{words}: export them separately "
                           f"({separately(books)})")  # fmt: skip
    filed.given_up[lesser.rule] = words


def _too_small(made: Constraints, pixels: int) -> dict[str, str]:
    """Give up a mere wish for fewer bytes than the pixels need."""
    return {
        each.rule: f"{pixels / 1e6:.1f} megapixels in {each.value:g} bytes would show compression"
        for each in made.demands
        if each.field == "max_bytes" and each.rank < MUST and each.value < pixels * _LEAST_BYTES
    }


def _formats(made: Constraints, spec: FileSpec, wanted: Wanted) -> tuple[str, ...]:
    """Put the file's own format first where its pixels may stay as they are."""
    failing = {made.rules[rule].check for rule in wanted.failing if rule in made.rules}
    others = tuple(each for each in spec.formats if each != wanted.format)
    if failing & set(_NEW_FILE) and others:
        return others
    if wanted.untouched and wanted.format in spec.formats:
        return (wanted.format, *others)
    return spec.formats


def _named(made: Constraints, filed: Filed, spec: FileSpec, wanted: Wanted) -> str:
    """Return the name of the result: that of the first format no rule on names refuses."""
    refusals = []
    for file_format in spec.formats:
        name = with_format(wanted.name, file_format)
        refused = [rule for rule in refused_by(name.name, made.rules) if rule not in wanted.failing]
        if not refused:
            return str(name)
        refusals.append(f"{' and '.join(refused)} would refuse the name {name.name}")
    filed.stops.append(refusals[0])
    return str(with_format(wanted.name, spec.formats[0]))
