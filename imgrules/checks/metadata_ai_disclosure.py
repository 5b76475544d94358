from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._metadata import GENERATED
from imgrules.images.metadata import KEYWORDS, SOURCE_TYPE, read_metadata


class MetadataAiDisclosure:
    """Disclosure of generated pictures.

    What it measures: the keywords (XMP ``dc:subject``) and the IPTC digital source type.

    How: from the metadata; the picture itself is not looked at. Source types that name generated or
    partly generated media count as generated.

    Parameters: ``keyword``, the keyword a shop wants in pictures that show generated people.

    Limits: says only what the file declares. A generated picture without any declaration passes,
    with a note; a person must know. Metadata that cannot be read goes to review.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "metadata.ai_disclosure"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The keyword demanded."""

        keyword: Annotated[
            str,
            Field(min_length=1, description="Keyword that discloses a generated person."),
            ext.Directionless("another word asks for another declaration"),
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        metadata = read_metadata(image.header)
        source = metadata.get(SOURCE_TYPE)
        values: dict[str, ext.Value] = {
            "keywords": list(metadata.get(KEYWORDS)),
            "source_type": source[0].rpartition("/")[2] if source else None,
            "problem": metadata.problem,
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        found = measurement.values["keywords"]
        held = {str(each).casefold() for each in found} if isinstance(found, list) else set()
        source = measurement.values["source_type"]
        required = f"the keyword {params.keyword} where a generated person is shown"
        if params.keyword.casefold() in held:
            return ext.Judgement(ext.Outcome.PASS, "keyword present", required)
        if measurement.text("problem"):
            note = f"the metadata cannot be read: {measurement.text('problem')}"
            return ext.Judgement(ext.Outcome.REVIEW, "unreadable metadata", required, note)
        if isinstance(source, str) and source.casefold() in GENERATED:
            note = "declared as generated; if it shows a person, the keyword is missing"
            return ext.Judgement(ext.Outcome.REVIEW, f"source type {source}", required, note)
        note = "nothing declared" if source is None else ""
        measured = f"source type {source}" if source else "no declaration"
        return ext.Judgement(ext.Outcome.PASS, measured, required, note)
