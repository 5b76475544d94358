"""The folders of pictures that are measured, drawn anew for each run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from imgrules.testing import Recipe, draw

MAINS: tuple[dict[str, object], ...] = (
    {"subject": {"shape": "watch", "color": "#b4b8be", "fill": 0.92}},
    {"subject": {"shape": "shirt", "color": "#2c4468", "fill": 0.9}},
    {"subject": {"shape": "box", "color": "#8a2f2f", "fill": 0.9, "print": "ASSAM TEA"}},
    {"subject": {"shape": "ring", "color": "#c9a24a", "fill": 0.9}},
    {"subject": {"shape": "chain", "color": "#c9a24a", "fill": 0.9}},
    {"subject": {"shape": "bottle", "color": "#3d6b45", "fill": 0.9}, "shadow": "contact"},
    {"subject": {"shape": "ellipse", "color": "#f4f4f2", "fill": 0.9}},
    {"subject": {"shape": "shirt", "color": "#f4f4f2", "fill": 0.9}, "subsampling": "4:2:0"},
)
"""Main pictures of 2000 × 2000 px on white, as a seller has them."""
MIXED: tuple[dict[str, object], ...] = (
    {"canvas": [6000, 4000], "subject": {"shape": "watch", "color": "#b4b8be", "fill": 0.9}},
    {"canvas": [4000, 4000], "subject": {"shape": "shirt"}, "progressive": True},
    {"canvas": [3000, 3000], "subject": {"shape": "box", "color": "#8a2f2f", "fill": 0.9}},
    {"canvas": [2000, 2000], "subject": {"shape": "ring", "color": "#c9a24a"}, "format": "png"},
    {"canvas": [2000, 2500], "subject": {"shape": "bottle", "color": "#3d6b45"}, "format": "webp"},
    {"canvas": [1600, 1600], "subject": {"shape": "shirt"}, "background": "#d9dde1"},
    {"canvas": [1200, 1600], "subject": {"shape": "chain"}, "progressive": True},
    {"canvas": [1000, 1000], "subject": {"shape": "ellipse", "color": "#34495e", "fill": 0.9}},
)  # fmt: skip
"""Sizes and formats as they come: 1 to 24 megapixels, white and not."""
_COMMENT = b"\xff\xfe\x00\x0a"
"""The head of a JPEG comment of eight bytes."""


def draw_mains(folder: Path) -> Path:
    """Draw main pictures of 2000 × 2000 px, JPEG, on white."""
    return _drawn(folder, MAINS)


def draw_mixed(folder: Path) -> Path:
    """Draw pictures of mixed sizes and formats."""
    return _drawn(folder, MIXED)


def _drawn(folder: Path, recipes: Sequence[dict[str, object]]) -> Path:
    folder.mkdir()
    for number, keys in enumerate(recipes):
        made = draw(Recipe.model_validate({"quality": 92, **keys, "seed": number}))
        ending = made.name.rpartition(".")[2]
        (folder / f"B0BENCH{number:03d}.MAIN.{ending}").write_bytes(made.data)
    return folder


def multiply(few: Path, folder: Path, count: int) -> Path:
    """Write so many JPEG files, in turn those of a folder, no two with the same bytes."""
    folder.mkdir()
    originals = [path.read_bytes() for path in sorted(few.glob("*.jpg"))]
    for number in range(count):
        data = originals[number % len(originals)]
        comment = _COMMENT + f"{number:08d}".encode()
        (folder / f"B0SHOP{number:05d}.MAIN.jpg").write_bytes(data[:2] + comment + data[2:])
    return folder


def largest(folder: Path) -> float:
    """Return the megabytes of the largest picture decoded, at Pillow's four bytes a pixel."""
    return max(_pixels(path) for path in folder.iterdir()) * 4 / 1e6


def _pixels(path: Path) -> int:
    with Image.open(path) as picture:
        return picture.width * picture.height
