"""The script a seller's engineer would write in an afternoon with Pillow and NumPy, in full.

It answers a part of what ``imgrules check -r amazon`` does: size, white background, fill, colour,
sharpness, frame and exposure, each straightforwardly on the whole picture.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def check(path: Path) -> list[str]:
    """Return what is wrong with one main picture."""
    with Image.open(path) as picture:
        rgb = np.asarray(picture.convert("RGB"))
    height, width = rgb.shape[:2]
    wrong = []
    if max(width, height) < 1000:
        wrong.append("too small")
    white = (rgb == 255).all(axis=2)
    edge = np.concatenate([white[0], white[-1], white[:, 0], white[:, -1]])
    if edge.mean() < 1:
        wrong.append("the background is not white")
    rows, columns = np.nonzero(~white)
    if not len(rows):
        return [*wrong, "empty"]
    box = rows.max() - rows.min() + 1, columns.max() - columns.min() + 1
    if max(box[0] / height, box[1] / width) < 0.85:
        wrong.append("the product is too small")
    grey = rgb @ np.array([0.299, 0.587, 0.114])
    steps = (
        grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]
    )
    if steps.var() < 20:
        wrong.append("blurred")
    if (rgb.max(axis=2).astype(int) - rgb.min(axis=2)).max() < 8:
        wrong.append("no colour")
    counts, _ = np.histogram(grey[~white], bins=256, range=(0, 256))
    if counts[:16].sum() > 0.5 * counts.sum():
        wrong.append("too dark")
    return wrong
