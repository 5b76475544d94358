from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import require_any
from imgrules.checks._size import judge_size, limits_of


class DimensionsTrimmed:
    """Size without the white margins.

    What it measures: width and height of the smallest box that holds everything that is not white
    margin, in pixels.

    How: a pixel counts as margin when each of its channels is at least ``white_from`` in the
    picture laid on white. The box encloses all others. In JPEG and other lossy formats the pale
    traces that compression leaves within 7 px (14 px with chroma subsampling) before an abrupt
    edge are margin as well.

    Parameters: ``white_from``, the level (0-255) from which a pixel counts as white; ``min_width``,
    ``min_height``, ``max_width``, ``max_height``, all inclusive; at least one of these four.

    Limits: a single speck on the margin further out widens the box. A picture that is white
    throughout has a box of 0 × 0.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.trimmed"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.PIXELS

    class Options(ext.Options):
        """What counts as margin."""

        white_from: int = 250

    class Params(ext.Params):
        """Bounds of the trimmed size; at least one."""

        white_from: Annotated[
            int,
            Field(ge=1, le=255, description="Level (0-255) from which a pixel is margin."),
            ext.Directionless("what it leaves may be bounded from below and from above"),
        ] = 250
        min_width: Annotated[
            int | None, Field(ge=1, description="Fewest pixels across."), ext.Stricter.UP
        ] = None
        min_height: Annotated[
            int | None, Field(ge=1, description="Fewest pixels down."), ext.Stricter.UP
        ] = None
        max_width: Annotated[
            int | None, Field(ge=1, description="Most pixels across."), ext.Stricter.DOWN
        ] = None
        max_height: Annotated[
            int | None, Field(ge=1, description="Most pixels down."), ext.Stricter.DOWN
        ] = None

        _any = require_any("min_width", "min_height", "max_width", "max_height")

    def measure(self, image: ext.Image, options: Options) -> ext.Measurement:
        from imgrules.images.trim import trim

        box = trim(image.pixels.rgb, image.header, options.white_from)
        size = (box.width, box.height) if box else (0, 0)
        values: dict[str, ext.Value] = {"width": size[0], "height": size[1]}
        return ext.Measurement(self.name, self.version, values, (box,) if box else ())

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        width, height = int(measurement.number("width")), int(measurement.number("height"))
        judged = judge_size(width, height, limits_of(params))
        note = "nothing but white margin" if not width else judged.note
        return replace(judged, note=note, regions=measurement.regions)
