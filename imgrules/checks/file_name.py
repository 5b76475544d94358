from __future__ import annotations

from functools import cache
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from imgrules import ext
from imgrules.checks._gtin import begins_with_gtin
from imgrules.patterns import Bounded, pattern_flaw


def _compiles(pattern: str) -> str:
    if flaw := pattern_flaw(pattern, whole=True):
        raise ValueError(f"no regular expression: {flaw}")
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


@cache
def _bounded(pattern: str) -> Bounded:
    return Bounded(pattern, whole=True)


class FileName:
    """Name of the file.

    What it measures: the file's name without its folders.

    How: the whole name must match a regular expression. With ``check_digit: gtin`` the digits it
    begins with must also be a GTIN (8, 12, 13 or 14 digits) whose last digit is right.

    Parameters: ``pattern``, a regular expression that must match the whole name; ``check_digit``,
    ``none`` or ``gtin``.

    Limits: whether the GTIN is this product's cannot be known.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "file.name"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.FILE
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The pattern demanded."""

        pattern: Annotated[
            Pattern,
            Field(description="Regular expression that must match the whole name."),
            ext.Directionless("which of two patterns accepts more names cannot be read off them"),
        ]
        check_digit: Annotated[
            Literal["none", "gtin"],
            Field(description="Check digit the leading digits must have."),
            ext.Ladder(("none", "gtin")),
        ] = "none"

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"name": image.file.name})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        name = measurement.text("name")
        if _bounded(params.pattern).find(name) is None:
            note = "the name does not follow the pattern"
            return ext.Judgement(ext.Outcome.FAIL, name, f"named like {params.pattern}", note)
        if params.check_digit == "gtin" and not begins_with_gtin(name):
            note = "the leading digits are no valid GTIN: mistyped or not padded"
            return ext.Judgement(ext.Outcome.FAIL, name, "a GTIN with a right check digit", note)
        return ext.Judgement(ext.Outcome.PASS, name, f"named like {params.pattern}")
