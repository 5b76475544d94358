"""Drafts drawn here, and what tests read off results."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from imgrules import ext
from imgrules.images.header import Header, read_header
from imgrules.images.magic import sniff

WHITE = (255, 255, 255)


def shot(width: int = 200, height: int = 160, *, seed: int = 0, **fields: Any) -> ext.Draft:
    """A textured disc on exact white, the product known."""
    y, x = np.mgrid[:height, :width]
    disc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (0.35 * min(width, height)) ** 2
    noise = np.random.default_rng(seed).integers(0, 200, (height, width, 3), dtype=np.uint8)
    samples = np.full((height, width, 3), 255, np.uint8)
    samples[disc] = cv2.GaussianBlur(noise, (0, 0), 2)[disc]
    return ext.Draft(samples, **{"product": disc, **fields})


def plain(colour: tuple[int, ...], mode: Any = "RGB", **fields: Any) -> ext.Draft:
    samples = np.empty((4, 6, len(colour)), np.uint8)
    samples[:] = colour
    return ext.Draft(samples, mode, **fields)


def header_of(data: bytes) -> Header:
    return read_header(data, sniff(data))
