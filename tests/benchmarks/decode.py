"""Bare decoding: libjpeg-turbo through Pillow, the limit that nothing reading pixels can beat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import Image


def decode(paths: Iterable[Path]) -> None:
    """Decode each picture and do nothing with it."""
    for path in paths:
        with Image.open(path) as picture:
            picture.load()
