from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from imgrules import ext

_REQUIRED = "a whole, undamaged picture"
_STATES = {
    "whole": ("whole", ext.Outcome.PASS),
    "truncated": ("cut off", ext.Outcome.FAIL),
    "corrupt": ("damaged", ext.Outcome.FAIL),
    "empty": ("empty", ext.Outcome.FAIL),
    "unsupported": ("no readable picture", ext.Outcome.FAIL),
    "too-large": ("too large to decode here", ext.Outcome.REVIEW),
}


class FileComplete:
    """Whole, undamaged file.

    What it measures: whether the file is a picture that can be decoded to its last pixel, and
    whether its structure is sound.

    How: the file's parts and checksums are followed to the end, then the picture is decoded. A JPEG
    whose data runs out is found even where decoders fill the rest with grey in silence.

    Parameters: none.

    Limits: data after the end of a picture is no damage. Values changed inside JPEG data cannot be
    told from a picture that looks so. A picture over the size limit is not decoded and goes to
    review, and so does one that is whole but carries damaged metadata, which some shops' software
    refuses.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "file.complete"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """No parameters."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        try:
            _ = image.pixels
        except ext.UnreadableError as problem:
            if problem.reason == "no-access":
                raise
            return self._measured(problem.reason, problem.message, ())
        return self._measured("whole", "", image.header.warnings)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        state = measurement.text("state")
        measured, outcome = _STATES.get(state, (state, ext.Outcome.FAIL))
        oddities = measurement.values["oddities"]
        if state == "whole" and isinstance(oddities, list) and oddities:
            note = "the picture is whole, but " + "; ".join(map(str, oddities))
            return ext.Judgement(ext.Outcome.REVIEW, "damaged metadata", _REQUIRED, note)
        return ext.Judgement(outcome, measured, _REQUIRED, measurement.text("detail"))

    def _measured(self, state: str, detail: str, oddities: Sequence[str]) -> ext.Measurement:
        values: dict[str, ext.Value] = {
            "state": state,
            "detail": detail,
            "oddities": list(oddities),
        }
        return ext.Measurement(self.name, self.version, values)
