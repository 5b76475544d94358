"""What the accuracy benchmark asks: a check, the pictures it is asked about, and the truth.

A truth of None leaves a picture out: the manifest does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from imgrules.model import Judgement, Measurement, Outcome
from tests.benchmarks.corpus import Row

Truth = Callable[[Row], str | None]
Answer = Callable[[Judgement, Measurement | None], str]

BAD, GOOD, NONE = "refuse", "accept", "not measured"
PHOTOS = (
    "white-bg", "off-white-bg", "plain-bg", "cluttered-bg", "blur", "borders",
    "clean-for-watermark", "watermarked",
)  # fmt: skip
FILES = (*PHOTOS, "formats", "profiles", "orientation")


@dataclass(frozen=True)
class Question:
    """``positive`` is the answer that precision and recall are about; None: all alike."""

    name: str
    check: str
    folders: tuple[str, ...]
    truth: Truth
    answer: Answer
    params: Mapping[str, Any] = field(default_factory=dict)
    positive: str | None = BAD


def refused(judgement: Judgement, measurement: Measurement | None) -> str:
    """Anything but a pass keeps a picture from going out unseen."""
    if measurement is None:
        return NONE
    return GOOD if judgement.outcome is Outcome.PASS else BAD


def value(name: str) -> Answer:
    """Answer with the measured value of that name."""

    def answer(judgement: Judgement, measurement: Measurement | None) -> str:
        if measurement is None:
            return NONE
        return str(measurement.values[name])

    return answer


def _border(row: Row) -> str | None:
    fact = row.facts.get("border_all_pure_white")
    return {"yes": GOOD, "no": BAD}.get(fact or "")


def _border_share(row: Row) -> str | None:
    return row.facts.get("border_pure255")


def _band_verdict(judgement: Judgement, measurement: Measurement | None) -> str:
    """Look at the border band alone, as the facts do."""
    share = _band_share(judgement, measurement)
    return GOOD if share == "1.0000" else share if share == NONE else BAD


def _band_share(_: Judgement, measurement: Measurement | None) -> str:
    if measurement is None:
        return NONE
    band = cast("dict[str, Any]", measurement.values["areas"])["band"]
    dark = sum(band["below_white"].values())
    return f"{1 - dark / band['pixels']:.4f}" if band["pixels"] else "all product"


def _orientation(row: Row) -> str | None:
    tag = row.facts.get("exif_orientation", "")
    if row.folder != "orientation" or not tag.isdigit():
        return None
    return BAD if 2 <= int(tag) <= 8 else GOOD


def _container(row: Row) -> str | None:
    if "container" not in row.facts or "pillow13_open" in row.facts:
        return None
    name = row.facts.get("container", "").removeprefix("isobmff:")
    return {"avis": "avif"}.get(name, name)


def _mode(row: Row) -> str | None:
    models = {"RGB": "rgb", "RGBA": "rgb", "L": "grey", "LA": "grey", "1": "grey", "CMYK": "cmyk",
              "LAB": "lab", "P": "palette", "PA": "palette"}  # fmt: skip
    return models.get(row.columns["mode"])


def _frames(row: Row) -> str | None:
    if "megapixels" not in row.facts:
        return None
    return row.facts.get("frames", "1")


def _mark(*kinds: str) -> Truth:
    """Ask about marks of these kinds; pictures with another kind of mark are left out."""

    def truth(row: Row) -> str | None:
        seen = row.columns["visible_watermark"]
        return BAD if seen in kinds else GOOD if seen == "no" else None

    return truth


_PROFILES = {
    "Display P3": "display-p3", "sRGB": "srgb", "Adobe RGB": "adobe-rgb",
    "ColorMatch": "colormatch", "FOGRA27": "cmyk", "SWOP": "cmyk", "Gray": "grey",
}  # fmt: skip
"""Words of a description, the first that occurs wins → the profile it claims to be."""


def _profile(row: Row) -> str | None:
    """The description is a claim; it is the truth only where the manifest doubts nothing."""
    if row.folder != "profiles" or row.name.endswith(".icc"):
        return None
    if row.facts.get("icc") == "none":
        return "none"
    described = row.columns["icc_description"]
    return next((name for word, name in _PROFILES.items() if word in described), None)


def _frame(row: Row) -> str | None:
    if row.folder == "borders":
        return BAD
    return GOOD if row.folder in ("white-bg", "off-white-bg", "plain-bg") else None


def _mismatch(row: Row) -> str | None:
    if _container(row) is None or row.folder == "profiles":
        return None
    return BAD if row.facts.get("extension_mismatch") else GOOD


QUESTIONS = (
    Question("the background is white, as Amazon asks", "background.white", PHOTOS, _border,
             refused, {"contained_shadow": "allow"}),
    Question("the border is exactly white", "background.white", PHOTOS, _border, _band_verdict),
    Question("share of the border that is white", "background.white", PHOTOS, _border_share,
             _band_share, positive=None),
    Question("orientation is baked in", "orientation.exif", ("orientation",), _orientation,
             refused),
    Question("profile by its primaries and curve", "color.profile", ("profiles",), _profile,
             value("name"), {"allowed": ["srgb"]}, positive=None),
    Question("colour model", "color.mode", FILES, _mode, value("mode"),
             {"allowed": ["rgb"]}, positive=None),
    Question("format by content", "file.format", FILES, _container, value("format"),
             {"allowed": ["jpeg"]}, positive=None),
    Question("extension fits the content", "file.extension", (*FILES, "hostile"), _mismatch,
             refused),
    Question("frames", "file.frames", FILES, _frames, value("frames"), positive=None),
    Question("an added frame or bars", "frame.border", ("borders", "white-bg", "off-white-bg",
             "plain-bg"), _frame, refused),
    Question("text laid over the picture", "overlay.text", (*PHOTOS, "orientation"),
             _mark("yes (text overlay)"), refused),
    Question("a watermark or logo", "overlay.watermark", (*PHOTOS, "orientation"), _mark("yes"),
             refused),
)  # fmt: skip

ANY_MARK = tuple(
    Question(f"any mark, by {check}", check, (*PHOTOS, "orientation"),
             _mark("yes", "yes (text overlay)"), refused)
    for check in ("overlay.text", "overlay.watermark")
)  # fmt: skip
"""What the two overlay checks find together: a mark counts as found when either does not pass."""
