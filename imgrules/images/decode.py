"""Decoding a picture once, to the upright RGB picture a shopper would see."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageOps

from imgrules.errors import UnreadableError
from imgrules.images.header import Header

MAX_PIXELS = 120_000_000
"""Amazon takes 10,000 × 10,000; anything above is refused before a byte is decoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """The decoded picture, upright.

    ``rgb``: uint8, height × width × 3, flattened on white, profile not applied for RGB files.
    ``alpha``: uint8, height × width, None where nothing is transparent.
    ``rgb_raw``: the colours under the transparency, before flattening (is ``rgb`` without alpha).
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None
    rgb_raw: NDArray[np.uint8]


def decode(data: bytes, header: Header, *, max_pixels: int = MAX_PIXELS) -> Pixels:
    """Decode the first frame.

    Raises UnreadableError: ``too-large``, ``truncated``, ``corrupt``.
    """
    if header.width * header.height > max_pixels:
        size = f"{header.width} × {header.height}"
        raise UnreadableError("too-large", f"{size} px is over the limit of {max_pixels} pixels")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PillowImage.open(io.BytesIO(data)) as picture:
                picture.load()
                upright = ImageOps.exif_transpose(picture)
    except Exception as problem:
        truncated = "truncated" in str(problem).lower()
        reason = "truncated" if truncated else "corrupt"
        raise UnreadableError(reason, f"decoding failed: {problem}") from problem
    return _to_pixels(upright)


def _to_pixels(picture: PillowImage.Image) -> Pixels:
    if "A" in picture.mode or "transparency" in picture.info:
        rgba = np.asarray(picture.convert("RGBA"))
        alpha = np.ascontiguousarray(rgba[..., 3])
        raw = np.ascontiguousarray(rgba[..., :3])
        if alpha.min() == 255:
            return Pixels(raw, None, raw)
        flat = PillowImage.new("RGBA", picture.size, "white")
        flat.alpha_composite(PillowImage.fromarray(rgba))
        return Pixels(np.asarray(flat.convert("RGB")), alpha, raw)
    rgb = np.asarray(_rgb(picture))
    return Pixels(rgb, None, rgb)


def _rgb(picture: PillowImage.Image) -> PillowImage.Image:
    if picture.mode.startswith("I"):
        deep = np.asarray(picture)
        scaled = (deep >> 8).clip(0, 255).astype(np.uint8)
        return PillowImage.fromarray(scaled).convert("RGB")
    return picture.convert("RGB")
