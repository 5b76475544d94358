"""Signs of a watermark in a picture, each with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.checks._lettering import Lettering, lettering_of
from imgrules.checks._picture_part import picture_part
from imgrules.checks._repeats import find_repeats
from imgrules.checks._see_through import find_outlines
from imgrules.checks._tiling import FEWEST_REPEATS, LONG_SIDE, SMALLEST, Tiling, find_tiling
from imgrules.checks._veil import find_veil
from imgrules.images.image import Image
from imgrules.images.overlaid import is_clean
from imgrules.images.subject import Subject
from imgrules.model import Region

SURE, LIKELY = 0.95, 0.65
REDUCED = 448
"""Longest side of the whole picture at which a tiled mark upon the product is looked for."""
STRONG_TILING, WEAK_TILING = 10.0, 7.0
LARGE_VEIL = 0.002
SLANTED = (18.0, 50.0)
WELL_READ = 0.9
WIDE = 0.3
"""Size of a slanted line, as a share of the picture, from which on it is a mark across it."""
MANY = 5
CENTRAL = 0.15
CORNER = 0.12
"""Distance from the frame, as a share of its shorter side, that is a corner or a margin."""
BARE, FEW = 0.7, 4
"""Least confidence, and most islands, of a shaded backdrop that is searched for marks."""
LOGO = (0.025, 0.3)
"""Size of a mark in the margin, as a share of the frame's shorter side."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign: what it is in words, how sure, where."""

    kind: str
    certainty: float
    regions: tuple[Region, ...]


def find_marks(image: Image) -> list[Mark]:
    """Find all signs of a watermark, surest first."""
    lines = lettering_of(image)
    height, width = image.pixels.rgb.shape[:2]
    whole = Region(0, 0, width, height)
    marks = [
        *_repeated(lines, whole),
        *_slanted(lines, whole),
        *_in_corner(lines, whole),
        *_tiled(image, whole),
        *_translucent(image),
        *_in_margin(image.subject, lines, whole),
    ]
    return sorted(marks, key=lambda mark: (-mark.certainty, mark.kind))


def _repeated(lines: list[Lettering], whole: Region) -> list[Mark]:
    group = find_repeats(lines, whole.width, whole.height)
    if not group:
        return []
    if any(line.place in ("background", "sticker", "across") for line in group):
        sure = SURE
    elif any(line.place == "scene" for line in group):
        sure = LIKELY
    elif len(group) >= MANY or min(line.slant for line in group) >= SLANTED[0]:
        # All on the product: print is rarely aslant, or the same so many times.
        sure = LIKELY
    else:
        return []
    return [Mark("repeated words", sure, tuple(line.region for line in group))]


def _slanted(lines: list[Lettering], whole: Region) -> list[Mark]:
    """Large words written aslant over the middle of the picture."""
    found = [
        line.region
        for line in lines
        if SLANTED[0] <= line.slant <= SLANTED[1]
        and line.confidence >= WELL_READ
        and _is_central(line.region, whole)
        and line.region.width >= WIDE * whole.width
        and line.region.height >= WIDE * whole.height / 2
    ]
    return [Mark("words across the picture", LIKELY, tuple(found))] if found else []


def _in_corner(lines: list[Lettering], whole: Region) -> list[Mark]:
    """Words beside the product in a corner of the frame: a shop's name or address."""
    reach = CORNER * min(whole.width, whole.height)
    found = [
        line
        for line in lines
        if line.place in ("background", "scene")
        and line.overlay > 0
        and all(distance <= reach for distance in _to_corner(line.region, whole))
    ]
    if not found:
        return []
    surest = max(line.overlay for line in found)
    return [Mark("words in a corner", surest, tuple(line.region for line in found))]


def _to_corner(region: Region, whole: Region) -> tuple[int, int]:
    right, bottom = whole.width - region.x - region.width, whole.height - region.y - region.height
    return min(region.x, right), min(region.y, bottom)


def _is_central(region: Region, whole: Region) -> bool:
    across = abs(region.x + region.width / 2 - whole.width / 2)
    down = abs(region.y + region.height / 2 - whole.height / 2)
    return across <= CENTRAL * whole.width and down <= CENTRAL * whole.height


def _tiled(image: Image, whole: Region) -> list[Mark]:
    tiling = _tiling(image)
    if tiling is None or tiling.strength < WEAK_TILING:
        return []
    sure = SURE if tiling.strength >= STRONG_TILING else LIKELY
    return [Mark("repeated mark", sure, (whole,))]


def _tiling(image: Image) -> Tiling | None:
    if not is_clean(image.subject):
        return find_tiling(image.pixels.rgb)
    # With nothing beside the product only marks of the backdrop's own colour can be upon it.
    few = len(image.subject.islands) < FEWEST_REPEATS
    large = max(image.pixels.rgb.shape[:2]) > LONG_SIDE
    part = picture_part(image, REDUCED if few and large else LONG_SIDE)
    if min(part.rgb.shape[:2]) < SMALLEST:
        part = picture_part(image, LONG_SIDE)
    return find_tiling(part.rgb, 1.0) if part.rgb.size else None


def _translucent(image: Image) -> list[Mark]:
    marks = []
    outlines = find_outlines(image.pixels.rgb, image.work)
    if outlines:
        marks.append(Mark("see-through edges", LIKELY, tuple(one.region for one in outlines)))
    if is_clean(image.subject):
        veil = find_veil(image.pixels.rgb, image.subject)
        if veil.patches:
            sure = SURE if veil.share >= LARGE_VEIL else LIKELY
            marks.append(Mark("translucent mark on the backdrop", sure, veil.patches))
    return marks


def _in_margin(subject: Subject, lines: list[Lettering], whole: Region) -> list[Mark]:
    """Small things that stand alone near the frame on a clean backdrop, and are no text."""
    if not is_clean(subject) and not _is_bare(subject):
        return []
    side = min(whole.width, whole.height)
    found = [
        island
        for island in subject.islands
        if LOGO[0] * side <= min(island.width, island.height)
        and max(island.width, island.height) <= LOGO[1] * side
        and _distance(island, whole) <= CORNER * side
        and not _is_inside(island, subject.box)
        and not any(_overlap(island, line.region) for line in lines)
    ]
    return [Mark("mark near the frame", LIKELY, tuple(found))] if found else []


def _is_bare(subject: Subject) -> bool:
    """Say whether a shaded backdrop is empty enough for a single thing on it to stand out."""
    return subject.confidence >= BARE and len(subject.islands) <= FEW


def _is_inside(island: Region, box: Region | None) -> bool:
    return box is not None and (
        box.x <= island.x
        and box.y <= island.y
        and island.x + island.width <= box.x + box.width
        and island.y + island.height <= box.y + box.height
    )


def _distance(region: Region, whole: Region) -> int:
    right, bottom = whole.width - region.x - region.width, whole.height - region.y - region.height
    return max(0, min(region.x, region.y, right, bottom))


def _overlap(one: Region, two: Region) -> bool:
    return (
        one.x < two.x + two.width
        and two.x < one.x + one.width
        and one.y < two.y + two.height
        and two.y < one.y + one.height
    )
