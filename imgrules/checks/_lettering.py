"""Which lines of text were laid over the photograph, and how sure that is.

Beside a product on a clean backdrop every line is an overlay; on the product it is print. In a
real scene it depends on how the line looks: exact, level, one colour, near an edge of the frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.checks._ink import Ink, examine
from imgrules.checks._stickers import Stickers
from imgrules.images.image import Image
from imgrules.images.overlaid import UPON, is_clean
from imgrules.images.subject import Subject
from imgrules.images.text import TextBox, TextMap
from imgrules.model import Region

TOLD_APART = 0.4
"""Down to this confidence what lies wholly beside the product mostly does."""
BESIDE = 0.3
"""Share of a line within the product's outline up to which it stands beside it."""
NEAR_EDGE = (0.004, 0.10)
"""Distance from the frame, as a share of its shorter side, at which marks are put."""
LEVEL = 1.5
EXACT, EVEN = 1.5, 5.0
"""Unevenness in ΔE up to which ink is one exact colour, or roughly one."""
ROUND = frozenset("0OoDQ1lI")
SURE_READING = 0.9
LARGE = 0.25
"""Height of a line, as a share of the picture, from which on its letters may be things."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """One line. ``place``: ``background``, ``sticker``, ``across``, ``product`` or ``scene``."""

    text: str
    confidence: float
    """How sure the reading is, 0-1."""
    region: Region
    place: str
    overlay: float
    """How sure it is that the line was laid over the photograph, 0-1."""
    slant: float


def lettering_of(image: Image) -> list[Lettering]:
    """Judge the lines that may have been laid over the picture, surest overlay first."""
    return image.shared("lettering", lambda: _lettering(image, image.overlaid))


def all_lettering_of(image: Image) -> list[Lettering]:
    """Judge every legible line of text in the picture, print on the product as well."""
    return image.shared("all lettering", lambda: _lettering(image, image.text))


def _lettering(image: Image, text: TextMap) -> list[Lettering]:
    rgb, subject = image.pixels.rgb, image.subject
    height, width = rgb.shape[:2]
    legible = [box for box in text.boxes if _is_legible(box)]
    if not legible:
        return []
    stickers = Stickers(subject)
    lines = []
    for box in legible:
        ink = examine(rgb, box)
        place = "sticker" if stickers.holds(box, ink) else _place(box, subject)
        looks = _looks(box, ink, width, height)
        share = _likelihood(box, place, is_clean(subject), looks)
        if len(legible) == 1 and place == "across" and _is_alike(box, height):
            share = 0.0
        slant = ink.slant if ink else 0.0
        lines.append(Lettering(box.text, box.confidence, box.region, place, round(share, 2), slant))
    return sorted(lines, key=lambda line: (-line.overlay, line.region))


def _is_legible(box: TextBox) -> bool:
    # Handles, straps, wheels and lenses are read as single letters and as rings and strokes.
    letters = [letter for letter in box.text if letter.isalnum()]
    return len(letters) >= 2 and not set(letters) <= ROUND


def _is_alike(box: TextBox, height: int) -> bool:
    """Say whether a line is a row of like things: two shirts are read as TT, two balls as 99.

    ``height``: of the picture. Words are hardly ever of one letter, and that large.
    """
    letters = {letter.casefold() for letter in box.text if letter.isalnum()}
    return len(letters) == 1 and box.region.height >= LARGE * height


def _place(box: TextBox, subject: Subject) -> str:
    if subject.confidence < TOLD_APART:
        return "scene"
    if box.on_subject < BESIDE:
        return "background"
    return "product" if box.on_subject >= UPON else "across"


def _likelihood(box: TextBox, place: str, clean: bool, looks: float) -> float:
    if place in ("background", "sticker"):
        return box.confidence * (1.0 if clean else 0.9)
    if place == "across" and clean:
        return 0.75 * box.confidence
    if place == "product" and clean:
        return 0.0
    reading = box.confidence if box.confidence >= SURE_READING else 0.6 * box.confidence
    return min(1.0, looks + (0.2 if place == "across" else 0.0)) * reading


def _looks(box: TextBox, ink: Ink | None, width: int, height: int) -> float:
    """How much a line in a real scene looks laid over."""
    if ink is None or ink.slant >= LEVEL:
        return 0.2
    looks = 0.2 + (0.5 if ink.unevenness < EXACT else 0.2 if ink.unevenness < EVEN else 0.0)
    if ink.through is not None and 0.15 <= ink.through <= 0.95:
        looks += 0.3
    distance = _to_edge(box.region, width, height)
    exact_at_edge = distance < NEAR_EDGE[0] and ink.unevenness < EVEN and ink.slant < 0.5
    if NEAR_EDGE[0] <= distance <= NEAR_EDGE[1] or exact_at_edge:
        looks += 0.35
    huge = box.region.height >= 0.3 * height and box.region.width >= 0.5 * width
    return max(looks, 0.65) if huge else looks


def _to_edge(region: Region, width: int, height: int) -> float:
    right, bottom = width - region.x - region.width, height - region.y - region.height
    return max(0, min(region.x, region.y, right, bottom)) / min(width, height)
