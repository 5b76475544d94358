from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import require_any
from imgrules.checks._formats import FormatName, say_formats


class FileFormat:
    """Format of the file by its content.

    What it measures: which picture format the file's first bytes announce.

    How: by the formats' signatures; the name plays no part (``file.extension`` compares the two). A
    JPEG with several pictures (MPO) counts as JPEG.

    Parameters: ``allowed`` and ``refused``, names of formats; at least one of the two.

    Limits: vector and document formats (SVG, EPS, PDF) are recognised but cannot be measured
    further.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "file.format"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.FILE
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Formats allowed or refused; at least one list."""

        allowed: Annotated[
            list[FormatName] | None,
            Field(min_length=1, description="Formats allowed."),
            ext.Stricter.FEWER,
        ] = None
        refused: Annotated[
            list[FormatName] | None,
            Field(min_length=1, description="Formats refused."),
            ext.Stricter.MORE,
        ] = None

        _any = require_any("allowed", "refused")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"format": image.file.format})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        found = measurement.values["format"]
        allowed, refused = params.allowed, params.refused or []
        required = say_formats(allowed) if allowed else f"not {say_formats(refused)}"
        if not isinstance(found, str):
            return ext.Judgement(
                ext.Outcome.FAIL, "no known picture format", required, "the content is no picture"
            )
        accepted = found not in refused and (
            allowed is None or found in allowed or (found == "jpeg" and "mpo" in allowed)
        )
        outcome = ext.Outcome.PASS if accepted else ext.Outcome.FAIL
        return ext.Judgement(outcome, say_formats([found]), required)
