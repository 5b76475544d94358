"""Contact sheets as PNG: before, after, and the place that changed most, 1:1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from imgrules.fixes.model import ImageFix, ImagePlan
from imgrules.fixes.preview_zoom import most_changed
from imgrules.images.image import Image

ROWS = 3
_CELL = 440
_LINE = 24


def write_sheets(pairs: Sequence[tuple[ImagePlan, ImageFix]], folder: Path) -> list[Path]:
    """Write ``sheet-01.png`` and so on, three pictures each."""
    made = []
    for number, at in enumerate(range(0, len(pairs), ROWS), 1):
        path = folder / f"sheet-{number:02}.png"
        _sheet(pairs[at : at + ROWS]).save(path)
        made.append(path)
    return made


def _sheet(pairs: Sequence[tuple[ImagePlan, ImageFix]]) -> Pillow.Image:
    sheet = Pillow.new("RGB", (4 * _CELL, len(pairs) * (_CELL + _LINE)), "#707070")
    draw = ImageDraw.Draw(sheet)
    for row, (plan, fixed) in enumerate(pairs):
        top = row * (_CELL + _LINE)
        words = f"{Path(plan.path).name}: {fixed.ending.value} {_numbers(fixed)}"
        draw.text((6, top + 6), words.encode("ascii", "replace").decode(), fill="white")
        for column, picture in enumerate(_pictures(plan, fixed)):
            sheet.paste(_fitted(picture), (column * _CELL, top + _LINE))
    return sheet


def _numbers(fixed: ImageFix) -> str:
    found = fixed.fidelity
    if found is None:
        return ""
    colours = f"dE {found.median:.2f}/{found.p95:.2f}"
    return f"{colours} changed {found.damaged:.2%} ssim {found.structure:.3f}"


def _pictures(plan: ImagePlan, fixed: ImageFix) -> Iterator[np.ndarray]:
    before = Image(Path(plan.source)).pixels.rgb
    yield before
    result = fixed.output or fixed.rejected
    if not result:
        return
    after = Image(Path(result)).pixels.rgb
    yield after
    zoom = most_changed(before, after, plan.product)
    if zoom is not None:
        yield _twice(zoom.before)
        yield _twice(zoom.after)


def _twice(rgb: np.ndarray) -> np.ndarray:
    return cv2.resize(rgb, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)


def _fitted(rgb: np.ndarray) -> Pillow.Image:
    picture = Pillow.fromarray(rgb)
    picture.thumbnail((_CELL - 8, _CELL - 8), Pillow.Resampling.LANCZOS)
    return picture
