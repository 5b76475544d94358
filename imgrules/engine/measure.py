"""Measuring one picture: each distinct measurement once, however many rules ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from imgrules import plugins
from imgrules.engine.contain import Crashed, contained, measurement_flaw
from imgrules.errors import UnreadableError
from imgrules.images.image import Image
from imgrules.model import Measurement, StoredMeasurement, Value
from imgrules.rulebook.model import Rule

if TYPE_CHECKING:
    from imgrules.ext import Check, Need, Options

NO_OPTIONS = "{}"


class MeasureKey(NamedTuple):
    """A check and the options it measures with, as canonical JSON."""

    check: str
    options: str = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The picture could not be read far enough for this check."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A stored result does not hold it; only the picture could tell. Never made by measuring."""

    message: str


Measured = Measurement | Unreadable | Crashed | Unmeasured


def key_for(rule: Rule) -> MeasureKey | None:
    """Return what the rule needs measured; None for rules that only a person can judge."""
    return MeasureKey(rule.check, rule.options) if rule.check else None


def measure_image(image: Image, keys: Iterable[MeasureKey]) -> dict[MeasureKey, Measured]:
    """Make every measurement asked for, cheapest plane first."""
    checks = {key: plugins.load_check(key.check) for key in set(keys)}
    order = sorted(checks, key=lambda key: (_cost(checks[key].needs), key.check, key.options))
    return {key: _measure(image, checks[key], key) for key in order}


@cache
def _cost(need: Need) -> int:
    from imgrules.ext import Need  # it takes long to import, and only workers measure

    return list(Need).index(need)


def _measure(image: Image, check: Check[Any, Any], key: MeasureKey) -> Measured:
    options = _read_options(check.Options, key.options)
    try:
        return contained(lambda: check.measure(image, options), measurement_flaw)
    except UnreadableError as problem:
        return Unreadable(problem.reason, problem.message)


@lru_cache(maxsize=256)
def _read_options(kind: type[Options], written: str) -> Options:
    """Return options, which nobody can change, once for all pictures."""
    return kind.model_validate(json.loads(written))


def stored(measured: Mapping[MeasureKey, Measured]) -> tuple[StoredMeasurement, ...]:
    """Return the measurements as the result keeps them, sorted."""
    return tuple(
        StoredMeasurement(key.check, made.version, _options(key), made.values, made.regions)
        for key, made in sorted(measured.items(), key=lambda item: item[0])
        if isinstance(made, Measurement)
    )


def _options(key: MeasureKey) -> dict[str, Value]:
    if key.options == NO_OPTIONS:
        return {}
    options: dict[str, Value] = json.loads(key.options)
    return options
