from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._metadata import FieldName, forms
from imgrules.images.metadata import read_metadata


class MetadataRequired:
    """Metadata a shop asks for.

    What it measures: the values of one metadata field.

    How: XMP properties are named ``xmp:prefix:Name`` with the usual prefixes (``xmp:dc:subject``),
    IPTC fields ``iptc:Name`` (``iptc:DigitalSourceType``, ``iptc:Keywords``), EXIF texts
    ``exif:Name`` (``exif:Copyright``). Values compare without regard to case; of a web address its
    last part suffices.

    Parameters: ``field``; ``values``, any one of which suffices (without it the field must just be
    there).

    Limits: of XMP that continues in further JPEG segments the first is read. Metadata that cannot
    be read goes to review.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "metadata.required"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER

    class Options(ext.Options):
        """Which field to read."""

        field: str = "xmp:dc:subject"

    class Params(ext.Params):
        """The field demanded."""

        field: Annotated[
            FieldName,
            Field(description="Name of the field, such as xmp:dc:subject."),
            ext.Directionless("another field asks for another fact"),
        ]
        values: Annotated[
            list[str] | None,
            Field(min_length=1, description="Values, any one of which suffices."),
            ext.Stricter.FEWER,
        ] = None

    def measure(self, image: ext.Image, options: Options) -> ext.Measurement:
        metadata = read_metadata(image.header)
        values: dict[str, ext.Value] = {
            "field": options.field,
            "values": list(metadata.get(options.field)),
            "problem": metadata.problem,
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        found = measurement.values["values"]
        held = [str(each) for each in found] if isinstance(found, list) else []
        required = params.field
        if params.values is not None:
            required += " with " + " or ".join(params.values)
        measured = ", ".join(held) or "absent"
        wanted = {value.casefold() for value in params.values or ()}
        if held and (params.values is None or any(forms(each) & wanted for each in held)):
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        if measurement.text("problem"):
            note = f"the metadata cannot be read: {measurement.text('problem')}"
            return ext.Judgement(ext.Outcome.REVIEW, measured, required, note)
        return ext.Judgement(ext.Outcome.FAIL, measured, required)
