from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import judge_bounds, require_any


class ColorBitDepth:
    """Bits a colour channel.

    What it measures: bits each colour channel is stored with.

    How: from the file's header; no pixel is decoded.

    Parameters: ``min_bits`` and ``max_bits``, both inclusive; at least one.

    Limits: a palette counts by the bits of its index, though its colours have eight.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "color.bit_depth"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Bounds; at least one."""

        min_bits: Annotated[
            int | None, Field(ge=1, description="Fewest bits a channel."), ext.Stricter.UP
        ] = None
        max_bits: Annotated[
            int | None, Field(ge=1, description="Most bits a channel."), ext.Stricter.DOWN
        ] = None

        _any = require_any("min_bits", "max_bits")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"bits": image.header.bit_depth})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        return judge_bounds(
            measurement.number("bits"),
            low=params.min_bits,
            high=params.max_bits,
            unit="bits a channel",
        )
