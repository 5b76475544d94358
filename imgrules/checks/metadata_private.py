from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext
from imgrules.images.metadata import read_metadata

WORDS = {"gps": "GPS position", "serial": "serial number", "owner": "owner's name"}


class MetadataPrivate:
    """Private data in the file.

    What it measures: whether the file gives away a place (GPS), a serial number of camera or lens,
    or the camera owner's name.

    How: from EXIF and XMP. Only whether something is there is kept, never what it is: results get
    shared.

    Parameters: ``forbid``, any of ``gps``, ``serial``, ``owner``.

    Limits: makers' own data blocks in EXIF, and text visible in the picture, are not read. Metadata
    that cannot be read goes to review.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "metadata.private"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """What must not be there."""

        forbid: Annotated[
            list[Literal["gps", "serial", "owner"]],
            Field(min_length=1, description="Kinds of private data that must not be there."),
            ext.Stricter.MORE,
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        metadata = read_metadata(image.header)
        damaged = [each for each in image.header.warnings if "EXIF" in each]
        values: dict[str, ext.Value] = {
            **{kind: metadata.private[kind] for kind in ("gps", "serial", "owner")},
            "problem": metadata.problem or "; ".join(damaged),
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        found = [WORDS[kind] for kind in params.forbid if measurement.values[kind]]
        required = "no " + " or ".join(WORDS[kind] for kind in params.forbid)
        if found:
            return ext.Judgement(ext.Outcome.FAIL, " and ".join(found), required)
        if measurement.text("problem"):
            note = f"the metadata cannot be read: {measurement.text('problem')}"
            return ext.Judgement(ext.Outcome.REVIEW, "unreadable metadata", required, note)
        return ext.Judgement(ext.Outcome.PASS, "none found", required)
