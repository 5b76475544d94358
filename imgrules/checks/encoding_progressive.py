from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext


class EncodingProgressive:
    """Progressive JPEG.

    What it measures: whether a JPEG is stored in passes of growing detail (progressive) or from top
    to bottom (baseline).

    How: from the file's header; no pixel is decoded.

    Parameters: ``allowed``, whether a progressive JPEG may be used.

    Limits: other formats than JPEG pass.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "encoding.progressive"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Whether progressive is allowed."""

        allowed: Annotated[
            bool,
            Field(description="Whether a progressive JPEG may be used."),
            ext.Ladder((True, False)),
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        jpeg = image.header.jpeg
        found = jpeg.progressive if jpeg else None
        return ext.Measurement(self.name, self.version, {"progressive": found})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        found = measurement.values["progressive"]
        required = "baseline or progressive" if params.allowed else "baseline"
        if found is None:
            return ext.Judgement(ext.Outcome.PASS, "not a JPEG", required, "not a JPEG")
        outcome = ext.Outcome.FAIL if found and not params.allowed else ext.Outcome.PASS
        return ext.Judgement(outcome, "progressive" if found else "baseline", required)
