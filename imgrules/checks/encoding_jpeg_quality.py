from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.images.quality import estimate_quality

MARGIN = 3
"""How far an estimate may be off."""


class EncodingJpegQuality:
    """Quality a JPEG was saved with.

    What it measures: the quality setting, 1 to 100 on the scale of libjpeg, that the quantisation
    tables stand for.

    How: the tables are compared with those libjpeg makes at each quality. Where an encoder has
    tables of its own (Photoshop, cameras), the nearest quality is an estimate.

    Parameters: ``min_quality``, inclusive. An estimate within 3 of it goes to review.

    Limits: says how the file was last saved, not what earlier savings did to the picture. Other
    formats than JPEG pass.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "encoding.jpeg_quality"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Lower bound."""

        min_quality: Annotated[
            int, Field(ge=1, le=100, description="Least quality, 1 to 100."), ext.Stricter.UP
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        jpeg = image.header.jpeg
        found = estimate_quality(jpeg.tables) if jpeg and not jpeg.lossless else None
        values: dict[str, ext.Value] = {
            "jpeg": jpeg is not None,
            "lossless": jpeg is not None and jpeg.lossless,
            "quality": found.value if found else None,
            "exact": found.exact if found else False,
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"quality {params.min_quality} or better"
        if not measurement.values["jpeg"] or measurement.values["lossless"]:
            words = "lossless JPEG" if measurement.values["jpeg"] else "not a JPEG"
            return ext.Judgement(ext.Outcome.PASS, words, required, words)
        if measurement.values["quality"] is None:
            note = "the file holds no quantisation table"
            return ext.Judgement(ext.Outcome.REVIEW, "unknown", required, note)
        quality, exact = int(measurement.number("quality")), measurement.values["exact"] is True
        measured = f"quality {quality}" if exact else f"quality about {quality}"
        if not exact and abs(quality - params.min_quality) <= MARGIN:
            note = "the encoder's own tables: too near the limit to tell"
            return ext.Judgement(ext.Outcome.REVIEW, measured, required, note)
        outcome = ext.Outcome.PASS if quality >= params.min_quality else ext.Outcome.FAIL
        return ext.Judgement(outcome, measured, required)
