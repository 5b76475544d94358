from __future__ import annotations

from typing import ClassVar

from imgrules import ext

_TURNS = {
    2: "mirrored",
    3: "turned by 180°",
    4: "flipped upside down",
    5: "mirrored and turned by 90°",
    6: "turned by 90°",
    7: "mirrored and turned by 270°",
    8: "turned by 270°",
}


class OrientationExif:
    """Picture stored upright.

    What it measures: the EXIF orientation tag, by which viewers turn or mirror the picture.

    How: from the file's header; no pixel is decoded. AVIF's own rotation counts as well.

    Parameters: none.

    Limits: an orientation stated only in XMP is ignored, as browsers do. Whether an upright file
    shows an upright product cannot be known.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "orientation.exif"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """No parameters."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"orientation": image.header.orientation})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        tag = measurement.values["orientation"]
        required = "stored upright"
        if tag is None or tag == 1:
            return ext.Judgement(ext.Outcome.PASS, "upright", required)
        words = _TURNS.get(tag) if isinstance(tag, int) else None
        if words is None:
            note = "the orientation tag has a value without meaning; most programs ignore it"
            return ext.Judgement(ext.Outcome.REVIEW, f"tag {tag}", required, note)
        note = "software that ignores the tag shows the picture wrongly"
        return ext.Judgement(ext.Outcome.FAIL, f"{words} by a tag ({tag})", required, note)
