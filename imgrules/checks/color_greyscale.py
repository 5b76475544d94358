from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from imgrules import ext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE, FAINT = 1.0, 4.0
"""Chroma up to which there is no colour, and up to which there may be none."""
SIDE = 512
EXCEEDED = 99.9
"""Percent of the pixels that have no more chroma than what is measured."""


class ColorGreyscale:
    """Picture without colour.

    What it measures: how much colour the content has, whatever the file's colour model: the chroma
    (CIE Lab) that one pixel in a thousand exceeds.

    How: on the picture laid on white, averaged over whole blocks of pixels until it is at most
    512 px wide and high.

    Parameters: none. Chroma up to 1 counts as no colour; up to 4 a person decides.

    Limits: a black, white or grey product photographed in colour can have next to no chroma; it
    goes to review, or fails when a program has removed every trace of colour.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "color.greyscale"
    version: ClassVar[int] = 3
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """No parameters."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        chroma = round(_strongest_chroma(image.work.rgb), 2)
        values: dict[str, ext.Value] = {"chroma": chroma, "mode": image.header.colour_model}
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        chroma = measurement.number("chroma")
        measured = f"chroma {chroma:.1f}"
        if chroma > FAINT:
            return ext.Judgement(ext.Outcome.PASS, measured, "a colour picture")
        if chroma > NONE:
            note = "almost no colour: a black-and-white picture, or a colourless product"
            return ext.Judgement(ext.Outcome.REVIEW, measured, "a colour picture", note)
        note = "a black-and-white picture"
        if measurement.text("mode") != "grey":
            note += " in a colour file"
        return ext.Judgement(ext.Outcome.FAIL, measured, "a colour picture", note)


def _strongest_chroma(rgb: NDArray[np.uint8]) -> float:
    """Return what one pixel in a thousand exceeds."""
    from imgrules.images.chroma import chroma
    from imgrules.images.ranks import high_percentile
    from imgrules.images.working import average

    factor = min(-(-max(rgb.shape[:2]) // SIDE), *rgb.shape[:2])
    found = chroma(rgb if factor == 1 else average(rgb, factor))
    return high_percentile(found, EXCEEDED)
