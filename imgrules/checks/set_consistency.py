from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import dist
from typing import Annotated, ClassVar, cast

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import require_any


class SetConsistency:
    """Pictures of one product that do not look like one series.

    What it measures: how far the aspect ratios and the backdrop colours of a SKU's pictures lie
    from those of most of its pictures.

    How: the usual ratio is the commonest one (to two decimals), the usual backdrop the median of
    the backdrop colours; the largest deviation of each is reported with the picture it belongs to.

    Parameters: ``aspect_tolerance`` (relative), ``background_delta_e`` (CIE76 ΔE between backdrop
    colours); at least one.

    Limits: needs three pictures to say what is usual. Pictures on a real scene have no backdrop
    colour and are left out of that comparison.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "set.consistency"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How far one picture may differ from the others."""

        aspect_tolerance: Annotated[
            float | None,
            Field(ge=0, description="Largest relative difference of aspect ratio."),
            ext.Stricter.DOWN,
        ] = None
        background_delta_e: Annotated[
            float | None,
            Field(ge=0, description="Largest difference of backdrop colour, ΔE."),
            ext.Stricter.DOWN,
        ] = None

        _any = require_any("aspect_tolerance", "background_delta_e")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        backdrop = image.subject.backdrop
        lab: ext.Value = None if backdrop.kind == "real" else [*_lab(backdrop.rgb)]
        ratio = round(image.header.width / image.header.height, 4)
        return ext.Measurement(self.name, self.version, {"ratio": ratio, "backdrop_lab": lab})

    def combine(self, members: Sequence[ext.Member]) -> ext.Measurement:
        known = {m.path: m.measurement.values for m in members if m.measurement}
        unmeasured: list[ext.Value] = [m.path for m in members if m.measurement is None]
        values: dict[str, ext.Value] = {"pictures": len(known), "unmeasured": unmeasured}
        values.update(_aspect_outlier(known))
        values.update(_backdrop_outlier(known))
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        if measurement.values["unmeasured"]:
            return ext.Judgement(
                ext.Outcome.UNCHECKED, note="some pictures of the set could not be read"
            )
        if measurement.number("pictures") < 3:
            return ext.Judgement(
                ext.Outcome.PASS, measured="fewer than three pictures, nothing to compare"
            )
        limits = {"aspect": params.aspect_tolerance, "backdrop": params.background_delta_e}
        odd = [
            f"{measurement.text(f'{what}_odd')}: {what} differs by {deviation:g}"
            for what, limit in limits.items()
            if limit is not None and (deviation := measurement.number(f"{what}_deviation")) > limit
        ]
        return ext.Judgement(
            ext.Outcome.FAIL if odd else ext.Outcome.PASS,
            measured=f"{len(odd)} out of line" if odd else "alike",
            required="one series",
            note="; ".join(odd),
        )


def _aspect_outlier(known: Mapping[str, Mapping[str, ext.Value]]) -> dict[str, ext.Value]:
    ratios = {path: float(str(values["ratio"])) for path, values in known.items()}
    if not ratios:
        return {"aspect_deviation": 0.0, "aspect_odd": ""}
    usual = Counter(round(ratio, 2) for ratio in ratios.values()).most_common(1)[0][0]
    odd = max(ratios, key=lambda path: abs(ratios[path] / usual - 1))
    return {"aspect_deviation": round(abs(ratios[odd] / usual - 1), 4), "aspect_odd": odd}


def _backdrop_outlier(known: Mapping[str, Mapping[str, ext.Value]]) -> dict[str, ext.Value]:
    colours = {
        path: cast("list[float]", lab)
        for path, values in known.items()
        if (lab := values["backdrop_lab"]) is not None
    }
    if not colours:
        return {"backdrop_deviation": 0.0, "backdrop_odd": ""}
    from statistics import median

    usual = [median(levels) for levels in zip(*colours.values(), strict=True)]
    distance = {path: dist(lab, usual) for path, lab in colours.items()}
    odd = max(distance, key=lambda path: distance[path])
    return {"backdrop_deviation": round(distance[odd], 2), "backdrop_odd": odd}


def _lab(rgb: tuple[int, int, int]) -> list[float]:
    """Return CIE L*a*b* (D65) of an 8-bit sRGB colour, rounded to two decimals."""
    import cv2
    import numpy as np

    pixel = np.asarray([[rgb]], dtype=np.float32) / np.float32(255)
    return [round(float(value), 2) for value in cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0]]
