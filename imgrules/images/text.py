"""Finding text: in the whole picture at two sizes, and in small things beside the product."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.decode import Pixels
from imgrules.images.ocr import Corner, Corners, Line, model_info, read_lines
from imgrules.images.shrink import shrink
from imgrules.images.silhouette import silhouette
from imgrules.images.spots import Spot
from imgrules.images.subject import Subject
from imgrules.model import Region

WHOLE = 960
"""Longest side the whole picture is read at: letters of about 1 % of it are still found."""
WHOLE_CLEAN = 800
"""The same on a clean backdrop, where small letters are read close up."""
CLEAN = 0.85
GLANCE = 448
"""Longest side it is read at once more: the detector overlooks letters that are too large."""
LARGE = 0.12
"""Height of a line, as a share of the picture, from which the smaller reading counts."""
LEGIBLE = 12
"""Height in pixels from which letters are read well."""
CLOSE_UP = 640
"""Longest side a close-up is read at."""
MOST_CLOSE_UPS = 4
MARGIN = 12


@dataclass(frozen=True, slots=True)
class TextBox:
    """One line of text: where (full-size pixels), what was read, how sure (0-1)."""

    region: Region
    text: str
    confidence: float
    on_subject: float
    """Share of the line that lies inside the product's silhouette, 0-1."""
    corners: tuple[Corner, ...] = ()
    """The line's corners clockwise from its top left, full-size."""


@dataclass(frozen=True, slots=True)
class TextMap:
    """All text found, and how the picture was looked at (``whole`` or ``whole and close-ups``)."""

    boxes: tuple[TextBox, ...]
    searched: str
    model: str
    """Name and hash of the detector."""


def find_text(pixels: Pixels, subject: Subject) -> TextMap:
    """Find text. Raises PluginError when the detector or a model of it is missing."""
    height, width = pixels.rgb.shape[:2]
    whole = Region(0, 0, width, height)
    longest = WHOLE_CLEAN if subject.confidence >= CLEAN else WHOLE
    lines = _read(pixels.rgb, whole, longest)
    if max(width, height) > GLANCE:
        large = [
            line for line in _read(pixels.rgb, whole, GLANCE) if _height(line) >= LARGE * height
        ]
        lines += [line for line in large if not known(line, lines)]
    close_ups = _close_ups(subject, whole, min(1.0, longest / max(width, height)))
    for region in close_ups:
        lines += [line for line in _read(pixels.rgb, region, CLOSE_UP) if not known(line, lines)]
    searched = "whole and close-ups" if close_ups else "whole"
    return text_map(lines, silhouette(subject), subject.scale, (width, height), searched)


def text_map(
    lines: Iterable[Line],
    shape: NDArray[np.bool_],
    scale: float,
    size: tuple[int, int],
    searched: str,
) -> TextMap:
    """Place lines on the product's ``shape``, which is at that scale."""
    boxes = (_box(line, shape, scale, size) for line in lines)
    detector = model_info()[0]
    return TextMap(
        boxes=tuple(sorted(boxes, key=lambda box: (box.region.y, box.region.x, box.text))),
        searched=searched,
        model=f"{detector['name']} sha256:{detector['sha256']}",
    )


def _read(rgb: NDArray[np.uint8], region: Region, longest: int) -> list[Line]:
    part = rgb[region.y : region.y + region.height, region.x : region.x + region.width]
    scale = min(1.0, longest / max(part.shape[:2]))
    if scale < 1.0:
        size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
        part = shrink(part, size)
    return [_moved(line, region, scale) for line in read_lines(part)]


def _moved(line: Line, region: Region, scale: float) -> Line:
    one, two, three, four = (
        (round(x / scale + region.x, 1), round(y / scale + region.y, 1)) for x, y in line.corners
    )
    return Line((one, two, three, four), line.text, line.confidence)


def _close_ups(subject: Subject, whole: Region, reduced: float) -> list[Region]:
    """Places beside the product whose letters the reduced picture makes too small to read."""
    small = [
        region
        for region in subject.islands
        if region.height * reduced < LEGIBLE <= region.height or region.height < LEGIBLE
    ]
    if reduced == 1.0 or not small:
        return []
    joined = _join(small, reach=2 * LEGIBLE)
    legible = [region for region in joined if min(region.width, region.height) >= LEGIBLE // 2]
    legible.sort(key=lambda region: (-region.width * region.height, region))
    return [_grown(region, whole.width, whole.height) for region in legible[:MOST_CLOSE_UPS]]


def _join(regions: Iterable[Region], *, reach: int) -> list[Region]:
    """Join boxes that come within ``reach`` of each other: letters into words and lines."""
    joined: list[Region] = []
    for region in sorted(regions):
        current = region
        while (
            near := next((one for one in joined if _near(one, current, reach)), None)
        ) is not None:
            joined.remove(near)
            current = _around(near, current)
        joined.append(current)
    return joined


def _near(one: Region, two: Region, reach: int) -> bool:
    apart_x = max(one.x, two.x) - min(one.x + one.width, two.x + two.width)
    apart_y = max(one.y, two.y) - min(one.y + one.height, two.y + two.height)
    return apart_x <= reach and apart_y <= reach


def _around(one: Region, two: Region) -> Region:
    left, top = min(one.x, two.x), min(one.y, two.y)
    right = max(one.x + one.width, two.x + two.width)
    bottom = max(one.y + one.height, two.y + two.height)
    return Region(left, top, right - left, bottom - top)


def _grown(region: Region, width: int, height: int) -> Region:
    left, top = max(0, region.x - MARGIN), max(0, region.y - MARGIN)
    right = min(width, region.x + region.width + MARGIN)
    bottom = min(height, region.y + region.height + MARGIN)
    return Region(left, top, right - left, bottom - top)


def _height(line: Line) -> float:
    rows = [corner[1] for corner in line.corners]
    return max(rows) - min(rows)


def known(line: Line | Spot, lines: Sequence[Line | Spot]) -> bool:
    """Say whether the middle of the line lies in one that was already found."""
    x = sum(corner[0] for corner in line.corners) / 4
    y = sum(corner[1] for corner in line.corners) / 4
    return any(
        cv2.pointPolygonTest(np.array(other.corners, np.float32), (x, y), False) >= 0
        for other in lines
    )


def share_within(corners: Corners, shape: NDArray[np.bool_], scale: float) -> float:
    """Share of a line that lies in the mask, which is at that scale, 0-1."""
    outline = np.round(np.array(corners) * scale).astype(np.int32)
    low, high = outline.min(axis=0).clip(0), outline.max(axis=0).clip(-1) + 1
    part = shape[low[1] : high[1], low[0] : high[0]]
    if not part.size:
        return 0.0
    inside = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(inside, [outline - low], 1)
    return float(part[inside > 0].mean()) if inside.any() else 0.0


def slant_of(corners: Sequence[Corner]) -> float:
    """Degrees from level or upright."""
    (x0, y0), (x1, y1) = corners[0], corners[1]
    degrees = abs(np.degrees(np.arctan2(y1 - y0, x1 - x0))) % 90
    return float(min(degrees, 90 - degrees))


def _box(line: Line, shape: NDArray[np.bool_], scale: float, size: tuple[int, int]) -> TextBox:
    corners = np.array(line.corners, np.float64)
    left, top = np.floor(corners.min(axis=0)).clip(0).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    right, bottom = min(int(right), size[0]), min(int(bottom), size[1])
    region = Region(int(left), int(top), max(1, right - int(left)), max(1, bottom - int(top)))
    share = round(share_within(line.corners, shape, scale), 3)
    return TextBox(region, line.text, line.confidence, share, line.corners)
