from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from operator import sub
from typing import Annotated, ClassVar, cast

from pydantic import Field

from imgrules import ext

COLOUR_STEP = 12.0
"""Mean colours further apart than this (0-255, per channel) are two variants, not one picture."""


class SetNearDuplicates:
    """The same picture twice in one product's set.

    What it measures: for every two pictures of a SKU, in how many of 64 bits their perceptual
    hashes differ; 0 is the same picture, scaled or saved again.

    How: the lowest frequencies of the grey picture (discrete cosine transform of a 32 × 32
    reduction), each against their median. Two pictures whose mean colours differ clearly are
    colour variants and no duplicates.

    Parameters: ``max_distance``: this many differing bits or fewer count as the same picture.

    Limits: two shots of the same angle on the same backdrop can come out as near duplicates; a
    mirrored or strongly cropped copy is not noticed.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "set.near_duplicates"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How alike two pictures may be."""

        max_distance: Annotated[
            int,
            Field(ge=0, le=32, description="Bits of 64 that may differ in a duplicate."),
            ext.Stricter.UP,
        ] = 4

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        import cv2
        import numpy as np

        rgb = image.pixels.rgb
        small = cv2.resize(rgb, (32, 32), interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
        low = cv2.dct(grey)[:8, :8].flatten()[1:]
        bits = "".join("1" if value > np.median(low) else "0" for value in low)
        mean = [round(float(value), 1) for value in small.reshape(-1, 3).mean(axis=0)]
        values: dict[str, ext.Value] = {"hash": f"{int(bits, 2):016x}", "mean_rgb": [*mean]}
        return ext.Measurement(self.name, self.version, values)

    def combine(self, members: Sequence[ext.Member]) -> ext.Measurement:
        known = [(member.path, member.measurement) for member in members if member.measurement]
        pairs: list[ext.Value] = [
            {"first": one, "second": two, "distance": distance}
            for (one, first), (two, second) in combinations(known, 2)
            if (distance := _distance(first, second)) is not None
        ]
        unmeasured: list[ext.Value] = [m.path for m in members if m.measurement is None]
        return ext.Measurement(self.name, self.version, {"pairs": pairs, "unmeasured": unmeasured})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        pairs = measurement.values["pairs"]
        alike = [
            f"{pair['first']} and {pair['second']}"
            for pair in (pairs if isinstance(pairs, list) else [])
            if isinstance(pair, dict) and _at_most(pair["distance"], params.max_distance)
        ]
        if alike:
            return ext.Judgement(
                ext.Outcome.FAIL,
                measured=f"{len(alike)} alike",
                required="every picture different",
                note="; ".join(alike),
            )
        if measurement.values["unmeasured"]:
            return ext.Judgement(
                ext.Outcome.UNCHECKED, note="some pictures of the set could not be read"
            )
        return ext.Judgement(ext.Outcome.PASS, measured="none alike")


def _at_most(distance: ext.Value, limit: int) -> bool:
    return isinstance(distance, int) and distance <= limit


def _distance(first: ext.Measurement, second: ext.Measurement) -> int | None:
    """Return the differing bits; None for pictures of clearly different colour."""
    one, two = (cast("list[float]", made.values["mean_rgb"]) for made in (first, second))
    if max(map(abs, map(sub, one, two))) > COLOUR_STEP:
        return None
    return (int(first.text("hash"), 16) ^ int(second.text("hash"), 16)).bit_count()
