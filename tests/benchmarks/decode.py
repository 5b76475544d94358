"""Bare decoding: libjpeg-turbo through Pillow, the limit that nothing reading pixels can beat."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from imgrules.testing import Recipe, draw

MAINS = (
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


@contextmanager
def mains() -> Iterator[list[Path]]:
    """Draw the pictures into a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, parts in enumerate(MAINS):
            made = draw(Recipe.model_validate({**parts, "seed": number, "quality": 92}))
            path = Path(folder) / f"B0BENCH{number:03d}.MAIN.jpg"
            path.write_bytes(made.data)
            paths.append(path)
        yield paths


def decode(paths: list[Path]) -> None:
    """Decode each picture and do nothing with it."""
    for path in paths:
        with Image.open(path) as picture:
            picture.load()
