from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, cast

from pydantic import Field

from imgrules import ext
from imgrules.checks._trust import TRUSTED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from imgrules.images.regions import Mask

STEP = 0.25
"""ΔE to one bin of the histogram."""
BINS = 200
SAMPLES = 20_000
ROUND = 4
"""Levels to which colours are rounded before they are compared; far under what is seen."""


class BackgroundUniform:
    """Background of one colour.

    What it measures: the background's median colour and lightness (L*), and how far (ΔE,
    CIEDE2000) the rest of the background is from it.

    How: the product and a rim round it are left out; shadows count as background. Colours are
    compared at reduced size. A drawn frame round a white picture counts as background of another
    colour, and is never passed.

    Parameters: ``max_delta_e``, how far from the median colour still counts as the same (in
    steps of 0.25); ``min_share`` of the background that must be within it; ``min_lightness``,
    the least L* of the median colour (0-100).

    Limits: where the product cannot be told from a patterned backdrop the whole picture is
    measured, which then fails as a real backdrop.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "background.uniform"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How even and how light the background must be."""

        max_delta_e: Annotated[float, ext.Stricter.DOWN] = Field(
            default=3.0, gt=0, le=50, description="Colour difference (ΔE00) still the same."
        )
        min_lightness: Annotated[float | None, ext.Stricter.UP] = Field(
            default=None, ge=0, le=100, description="Least lightness (L*) of the background."
        )
        min_share: Annotated[float, ext.Stricter.UP] = Field(
            default=0.98, gt=0, le=1, description="Least share of the background, 0-1."
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        import numpy as np

        from imgrules.images.delta_e import srgb_to_lab
        from imgrules.images.rim import rim_px
        from imgrules.images.subject import working_picture
        from imgrules.images.working import grow

        subject, rgb = image.subject, image.pixels.rgb
        work = working_picture(subject, rgb)
        real = subject.backdrop.kind == "real"
        rim = -(-rim_px(image.header) // work.factor) + 1
        area = np.ones(work.shape, np.bool_) if real else ~grow(subject.mask, rim)
        area = area if area.any() else np.ones(work.shape, np.bool_)
        colours = work.rgb[area]
        framed = bool(subject.frame)
        median = _median(work.rgb[subject.background] if framed else colours)
        differences = _histogram(colours, median)
        away = area & (np.abs(work.rgb.astype(np.int16) - median).max(axis=2) > 3 * ROUND)
        size = (rgb.shape[1], rgb.shape[0])
        values: dict[str, ext.Value] = {
            "rgb": list(median),
            "lightness": round(srgb_to_lab(median)[0], 2),
            "delta_e_step": STEP,
            "delta_e_counts": cast("ext.Value", differences),
            "backdrop": subject.backdrop.kind,
            "confidence": subject.confidence,
            "product_found": subject.box is not None,
            "framed": framed,
        }
        return ext.Measurement(self.name, self.version, values, _regions(away, work.factor, size))

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        counts = cast("list[int]", measurement.values["delta_e_counts"])
        within = int(params.max_delta_e / measurement.number("delta_e_step") + 1e-9)
        share = sum(counts[:within]) / max(1, sum(counts))
        lightness = measurement.number("lightness")
        dark = params.min_lightness is not None and lightness < params.min_lightness
        fails = dark or share < params.min_share
        outcome, note = ext.Outcome.PASS, ""
        why = _doubt(measurement)
        if why:
            outcome, note = ext.Outcome.REVIEW, why
        if fails:
            outcome, note = ext.Outcome.FAIL, "too dark" if dark else _kind(measurement)
        return ext.Judgement(
            outcome,
            measured=f"{100 * share:.1f} % one colour, L* {lightness:.0f}",
            required=_require(params),
            note=note,
            regions=measurement.regions if outcome is not ext.Outcome.PASS else (),
        )


def _doubt(measurement: ext.Measurement) -> str:
    if measurement.values["framed"]:
        return "a drawn frame lies round the picture"
    real = measurement.values["backdrop"] == "real"
    if real or measurement.number("confidence") < TRUSTED:
        return "the background could not be told from the product"
    return ""


def _kind(measurement: ext.Measurement) -> str:
    if measurement.values["framed"]:
        return "a drawn frame lies round the picture"
    return "a real backdrop" if measurement.values["backdrop"] == "real" else "not one colour"


def _require(params: BackgroundUniform.Params) -> str:
    words = f"{100 * params.min_share:g} % within ΔE {params.max_delta_e:g}"
    return (
        words if params.min_lightness is None else f"{words}, L* {params.min_lightness:g} or more"
    )


def _median(colours: NDArray[np.uint8]) -> tuple[int, int, int]:
    import numpy as np

    red, green, blue = np.median(colours[:: max(1, len(colours) // SAMPLES)], axis=0)
    return int(red), int(green), int(blue)


def _histogram(colours: NDArray[np.uint8], median: tuple[int, int, int]) -> list[int]:
    """Count pixels by ΔE from the median; the last bin holds all that is further."""
    import numpy as np

    from imgrules.images.delta_e import ciede2000, srgb_to_lab

    sample = colours[:: max(1, len(colours) // SAMPLES)].astype(np.int32)
    offset = np.round((sample - median) / ROUND).astype(np.int32) * ROUND
    found, counts = np.unique(np.clip(offset + median, 0, 255), axis=0, return_counts=True)
    middle = srgb_to_lab(median)
    bins = [0] * (BINS + 1)
    for colour, count in zip(found.tolist(), counts.tolist(), strict=True):
        away = ciede2000(middle, srgb_to_lab((colour[0], colour[1], colour[2])))
        bins[min(BINS, int(away / STEP))] += count
    return _trim(bins)


def _trim(bins: list[int]) -> list[int]:
    while len(bins) > 1 and not bins[-1]:
        bins.pop()
    return bins


def _regions(away: Mask, factor: int, size: tuple[int, int]) -> tuple[ext.Region, ...]:
    from imgrules.images.regions import boxes_of

    return boxes_of(away, factor, size, "another colour", most=10, least=8)
