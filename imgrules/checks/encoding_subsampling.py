from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext


class EncodingSubsampling:
    """Colour resolution of a JPEG.

    What it measures: the chroma subsampling: whether colour is stored at full resolution (4:4:4) or
    less.

    How: from the sampling factors in the file's header; no pixel is decoded. A grey JPEG has no
    colour to subsample and passes.

    Parameters: ``allowed``, names such as ``4:4:4``, ``4:2:2``, ``4:2:0``.

    Limits: other formats than JPEG pass, though lossy WebP always stores colour as 4:2:0.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "encoding.subsampling"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The subsamplings allowed."""

        allowed: Annotated[
            list[Literal["4:4:4", "4:4:0", "4:2:2", "4:2:0", "4:1:1", "4:1:0"]],
            Field(min_length=1, description="Subsamplings allowed."),
            ext.Stricter.FEWER,
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        jpeg = image.header.jpeg
        found = jpeg.subsampling if jpeg else None
        return ext.Measurement(self.name, self.version, {"subsampling": found})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = " or ".join(params.allowed)
        found = measurement.values["subsampling"]
        if found is None or found == "4:0:0":
            words = "grey JPEG" if found else "not a JPEG"
            return ext.Judgement(ext.Outcome.PASS, words, required, words)
        outcome = ext.Outcome.PASS if found in params.allowed else ext.Outcome.FAIL
        return ext.Judgement(outcome, str(found), required)
