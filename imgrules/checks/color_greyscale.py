from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from imgrules import ext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE, FAINT = 1.0, 4.0
"""Chroma up to which there is no colour, and up to which there may be none."""
PLAINLY = 2 * FAINT
"""Chroma from which the picture at working scale says enough."""
SIDE = 512
ROUNDING = 4.0
"""Chroma by which a colour rounded to eight bits may be off, and more."""


class ColorGreyscale:
    """Picture without colour.

    What it measures: how much colour the content has, whatever the file's colour model: the chroma
    (CIE Lab) that one pixel in a thousand exceeds.

    How: on the picture laid on white, brought to at most 512 px; by way of the working scale
    where there is colour enough.

    Parameters: none. Chroma up to 1 counts as no colour; up to 4 a person decides.

    Limits: a black, white or grey product photographed in colour can have next to no chroma; it
    goes to review, or fails when a program has removed every trace of colour.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "color.greyscale"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """No parameters."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        found = _strongest_chroma(image.work.rgb)
        if found <= PLAINLY:
            found = _strongest_chroma(image.pixels.rgb)
        chroma = round(found, 2)
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
    import cv2
    import numpy as np

    height, width = rgb.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = rgb if scale == 1.0 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    red, green, blue = cv2.split(small)
    # Greys have no chroma, and on a white backdrop they are most of the picture.
    grey = cv2.max(cv2.absdiff(red, green), cv2.absdiff(green, blue)) == 0
    coloured = small[~grey].reshape(1, -1, 3)
    if not coloured.size:
        return 0.0
    lab = cv2.cvtColor(_strongest(coloured, grey.size).astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[
        0
    ]
    return _exceeded(np.sort(np.hypot(lab[:, 1], lab[:, 2])), grey.size)


def _strongest(colours: NDArray[np.uint8], pixels: int) -> NDArray[np.uint8]:
    """Keep the colours that may be among the strongest; rounded, Lab costs a tenth."""
    import cv2
    import numpy as np

    wanted = pixels // 1000 + 2
    if colours.shape[1] <= 4 * wanted:
        return colours
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2Lab)[0].astype(np.float32) - 128
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    least = np.partition(chroma, -wanted)[-wanted] - ROUNDING
    return colours[:, chroma >= least]


def _exceeded(chroma: NDArray[np.float32], pixels: int) -> float:
    """Return what one pixel in a thousand exceeds, those not given having none."""
    import numpy as np

    rank = (pixels - 1) * 0.999 - (pixels - len(chroma))
    return float(np.interp(rank, np.arange(-1, len(chroma)), np.append(np.float32(0), chroma)))
