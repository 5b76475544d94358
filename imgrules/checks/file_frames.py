from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext


class FileFrames:
    """Number of pictures in the file.

    What it measures: pictures a viewer shows from the file: frames of an animation (GIF, WebP, PNG,
    AVIF), pages of a TIFF, views of a stereo or panorama JPEG.

    How: from the file's structure; no pixel is decoded. Thumbnails, layers, and the gain maps
    phones add to JPEG are no pictures of their own.

    Parameters: ``max``, inclusive.

    Limits: all other checks look at the first picture only.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "file.frames"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Upper bound."""

        max: Annotated[int, Field(ge=1, description="Most pictures."), ext.Stricter.DOWN] = 1

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"frames": image.header.frames})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        frames = int(measurement.number("frames"))
        outcome = ext.Outcome.PASS if frames <= params.max else ext.Outcome.FAIL
        note = "animated or with several pages" if frames > 1 else ""
        measured = "1 picture" if frames == 1 else f"{frames} pictures"
        return ext.Judgement(outcome, measured, f"at most {params.max}", note)
