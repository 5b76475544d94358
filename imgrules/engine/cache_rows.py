"""What the cache's rows hold of a picture, and how each measurement in them is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from imgrules import plugins
from imgrules.document import dump, speakable, to_data
from imgrules.engine.measure import MeasureKey
from imgrules.model import ImageResult, Region, StoredMeasurement, Value

KeptBy = Callable[[str], str]
"""Returns how a row names a measurement, given the file's name."""
FACTS = ("bytes", "format", "width", "height")
"""Of the picture, beside its measurements: names of ``ImageResult``'s fields."""


def broken(image: ImageResult) -> bool:
    """Say whether anything on the picture could not be measured or judged."""
    return any(finding.rulebook == "imgrules" for finding in image.findings) or any(
        finding.outcome == "unchecked" for finding in image.findings
    )


def kept_by_name(key: MeasureKey) -> KeptBy:
    """Return how a measurement is named, given the file's name; most do not depend on that."""
    name = f"{key.check} {_version(key.check)} {key.options}"
    if looks_at_the_name(key.check):
        return lambda file_name: f"{name} {speakable(file_name)}"
    return lambda _: name


@cache
def looks_at_the_name(check: str) -> bool:
    """Say whether a check may measure a file otherwise under another name."""
    from imgrules.ext import Need

    # What a plug-in looks at nobody here knows.
    return plugins.load_check(check).needs is Need.FILE or bool(plugins.provenance("check", check))


@cache
def _version(check: str) -> str:
    return f"{plugins.load_check(check).version} {plugins.provenance('check', check)}".strip()


def key_of(made: StoredMeasurement) -> MeasureKey:
    """Return what was asked for when it was measured."""
    return MeasureKey(made.check, json.dumps(dict(made.options), sort_keys=True))


def pack(made: StoredMeasurement) -> str:
    """Return a measurement as a row keeps it; boxes in full-size pixels."""
    boxes = [[each.x, each.y, each.width, each.height, each.label] for each in made.regions]
    return dump([made.version, to_data(made.values), to_data(boxes)], indent=None)


def unpack(key: MeasureKey, text: str) -> StoredMeasurement:
    """Return what ``pack`` made a text of."""
    version, values, boxes = json.loads(text)
    regions = tuple(Region(*box) for box in boxes)
    return StoredMeasurement(key.check, version, _options(key), values, regions)


@cache
def _options(key: MeasureKey) -> dict[str, Value]:
    options: dict[str, Value] = json.loads(key.options)
    return options
