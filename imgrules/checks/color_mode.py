from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext
from imgrules.checks._words import MODELS


class ColorMode:
    """Colour model of the file.

    What it measures: how the file stores colour: RGB, grey, CMYK, Lab or a palette.

    How: from the file's header; no pixel is decoded.

    Parameters: ``allowed``, any of ``rgb``, ``grey``, ``cmyk``, ``lab``, ``palette``.

    Limits: an RGB file may hold a picture without colour (``color.greyscale``).
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "color.mode"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The colour models allowed."""

        allowed: Annotated[
            list[Literal["rgb", "grey", "cmyk", "lab", "palette"]],
            Field(min_length=1, description="Colour models allowed."),
            ext.Stricter.FEWER,
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"mode": image.header.colour_model})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        mode = measurement.text("mode")
        outcome = ext.Outcome.PASS if mode in params.allowed else ext.Outcome.FAIL
        return ext.Judgement(
            outcome, MODELS[mode], " or ".join(MODELS[each] for each in params.allowed)
        )
