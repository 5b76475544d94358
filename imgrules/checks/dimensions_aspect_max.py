from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._ratio import Ratio, long_by_short, parse_ratio


class DimensionsAspectMax:
    """Not too long and narrow.

    What it measures: the longer side divided by the shorter.

    How: from the file's header; no pixel is decoded.

    Parameters: ``ratio``, the longest shape allowed, longer to shorter side, as ``"5:1"``.

    Limits: none known.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.aspect_max"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The longest shape allowed."""

        ratio: Annotated[
            Ratio,
            Field(description='Longer to shorter side at most, such as "5:1".'),
            ext.Stricter.DOWN,
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        return ext.Measurement(
            self.name,
            self.version,
            {
                "width": header.width,
                "height": header.height,
                "ratio": round(long_by_short(header.width, header.height), 6),
            },
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        width, height = measurement.number("width"), measurement.number("height")
        wanted = parse_ratio(params.ratio)
        limit = max(wanted, 1 / wanted)
        fits = long_by_short(width, height) <= limit + 1e-9
        return ext.Judgement(
            ext.Outcome.PASS if fits else ext.Outcome.FAIL,
            f"{long_by_short(width, height):.3g}:1",
            f"at most {params.ratio}",
        )
