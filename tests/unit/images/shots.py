"""Pictures as decoded, drawn by hand where a test needs to know every pixel."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.decode import Pixels
from imgrules.images.header import Header, JpegFacts
from imgrules.images.image import Image
from imgrules.images.subject import Subject, find_subject
from imgrules.testing import Recipe, draw

Picture = NDArray[np.uint8]


def plain(level: int = 255, size: tuple[int, int] = (600, 600)) -> Picture:
    return np.full((size[1], size[0], 3), level, np.uint8)


def header(rgb: Picture, *, jpeg: bool = False, subsampling: str = "4:4:4") -> Header:
    height, width = rgb.shape[:2]
    return Header(
        width=width,
        height=height,
        stored_width=width,
        stored_height=height,
        orientation=None,
        colour_model="rgb",
        bit_depth=8,
        has_alpha=False,
        frames=1,
        icc=None,
        dpi=None,
        xmp=None,
        jpeg=JpegFacts(((1,) * 64,), subsampling, False, 3) if jpeg else None,
    )


def subject_of(rgb: Picture, *, jpeg: bool = False) -> Subject:
    return find_subject(Pixels(rgb, None, rgb), header(rgb, jpeg=jpeg))


def drawn(recipe: dict[str, object]) -> Image:
    """Draw a recipe and open it; the file is gone when the bytes are read."""
    made = draw(Recipe.model_validate({"canvas": [800, 800], **recipe}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / made.name
        path.write_bytes(made.data)
        image = Image(path)
        assert image.data
        return image


def soft_shadow(
    rgb: Picture, centre: tuple[int, int], axes: tuple[int, int], dark: int, soft: float = 16
) -> None:
    """Darken an ellipse that fades out over some ``soft`` pixels."""
    shade = np.zeros(rgb.shape[:2], np.float32)
    cv2.ellipse(shade, centre, axes, 0, 0, 360, float(dark), cv2.FILLED)
    shade = cv2.GaussianBlur(shade, (0, 0), soft)
    rgb[:] = np.clip(rgb - shade[..., None], 0, 255).astype(np.uint8)
