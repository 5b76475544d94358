"""From Pillow's modes to 8-bit RGB and alpha, in bands, so that no second picture is held."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

from imgrules.images.header import Header
from imgrules.images.icc import icc_space

Plane = NDArray[np.uint8]
Band = Callable[[PillowImage.Image], NDArray[np.uint8]]

_BAND_PIXELS = 128 * 1024
"""Small enough to stay in the processor's cache: twice as fast as whole pictures."""


def paint(picture: PillowImage.Image, header: Header) -> tuple[Plane, Plane | None]:
    """Return RGB and alpha of a loaded picture; alpha is None where nothing is transparent."""
    width, height = picture.size
    rgb = np.empty((height, width, 3), np.uint8)
    alpha = np.empty((height, width), np.uint8) if _may_be_transparent(picture) else None
    convert = _converter(picture, header)
    for top, bottom in _bands(width, height):
        band = convert(picture.crop((0, top, width, bottom)))
        rgb[top:bottom] = band[..., :3] if band.ndim == 3 else band[..., None]
        if alpha is not None:
            alpha[top:bottom] = band[..., 3]
    if alpha is not None and alpha.min(initial=255) == 255:
        alpha = None
    return rgb, alpha


def flatten(raw: Plane, alpha: Plane) -> Plane:
    """Lay the picture on white."""
    flat = np.empty_like(raw)
    for top, bottom in _bands(raw.shape[1], raw.shape[0]):
        share = alpha[top:bottom, :, None].astype(np.uint16)
        mixed = raw[top:bottom] * share + 255 * (255 - share) + 127
        flat[top:bottom] = mixed // 255
    return flat


def _bands(width: int, height: int) -> Iterator[tuple[int, int]]:
    step = max(1, _BAND_PIXELS // max(1, width))
    for top in range(0, height, step):
        yield top, min(height, top + step)


def _may_be_transparent(picture: PillowImage.Image) -> bool:
    return picture.has_transparency_data or picture.mode in ("La", "RGBa")


def _converter(picture: PillowImage.Image, header: Header) -> Band:
    mode = picture.mode
    if mode.startswith("I") or mode == "F":
        return _deep_grey(picture, header)
    if mode in ("CMYK", "LAB"):
        return _managed(picture, header)
    if _may_be_transparent(picture):
        _narrow_key(picture)
        return lambda band: np.asarray(band.convert("RGBA"))
    if mode in ("RGB", "L"):
        return np.asarray
    return lambda band: np.asarray(band.convert("RGB"))


def _narrow_key(picture: PillowImage.Image) -> None:
    """Bring the transparent colour of a 16-bit RGB PNG to the eight bits Pillow kept."""
    key = picture.info.get("transparency")
    if picture.mode == "RGB" and isinstance(key, tuple) and max(key) > 255:
        picture.info["transparency"] = tuple(value >> 8 for value in key)


def _deep_grey(picture: PillowImage.Image, header: Header) -> Band:
    """16-bit, 32-bit and floating grey, with or without a transparent level."""
    key = picture.info.get("transparency")
    scale = _scale_to_eight(picture, header)

    def convert(band: PillowImage.Image) -> NDArray[np.uint8]:
        deep = np.asarray(band)
        level = scale(deep)
        if not _may_be_transparent(picture):
            return level
        opaque = np.where(deep == key, 0, 255).astype(np.uint8)
        return np.dstack([level, level, level, opaque])

    return convert


def _scale_to_eight(
    picture: PillowImage.Image, header: Header
) -> Callable[[NDArray[np.generic]], NDArray[np.uint8]]:
    if picture.mode == "F":
        # Floats run to 1 by convention; some writers keep 8- or 16-bit levels.
        top = _largest(picture)
        white = 1.0 if top <= 1 else 255.0 if top <= 255 else 65535.0
        return lambda deep: (
            np.nan_to_num(deep.astype(np.float32) / white).clip(0, 1) * 255 + 0.5
        ).astype(np.uint8)
    shift = 23 if picture.mode == "I" and header.bit_depth > 16 else 8
    return lambda deep: (deep.astype(np.int64) >> shift).clip(0, 255).astype(np.uint8)


def _largest(picture: PillowImage.Image) -> float:
    width, height = picture.size
    bands = (picture.crop((0, a, width, b)) for a, b in _bands(width, height))
    return max(float(np.nan_to_num(np.asarray(band)).max()) for band in bands)


def _managed(picture: PillowImage.Image, header: Header) -> Band:
    """CMYK and Lab through LittleCMS; CMYK without a usable profile by simple inversion."""
    transform = _transform(picture.mode, header.icc)
    if transform is None:
        return lambda band: np.asarray(band.convert("RGB"))

    def convert(band: PillowImage.Image) -> NDArray[np.uint8]:
        converted = ImageCms.applyTransform(band, transform)
        assert converted is not None  # noqa: S101  (only in-place transforms return None)
        return np.asarray(converted)

    return convert


def _transform(mode: str, icc: bytes | None) -> ImageCms.ImageCmsTransform | None:
    """Relative colorimetric with black point compensation: paper white becomes 255."""
    try:
        if mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        elif icc and icc_space(icc) == "CMYK":
            source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        else:
            return None
        return ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):
        # A broken profile is a finding of color.profile; the pixels can still be shown.
        return None
