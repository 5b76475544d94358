"""Resizing by Lanczos in linear light.

Averaging is done on light, not on levels: fine bright detail (a chain, a thread, a facet) keeps its
brightness. Lanczos rings beside edges; a backdrop that is exactly white stays so. Pillow filters
over the whole footprint of a pixel when shrinking, which OpenCV's Lanczos does not.
"""

from __future__ import annotations

from functools import cache
from math import ceil
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from imgrules import ext
from imgrules_processors.profiles import srgb_to_linear

Plane = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Size = tuple[int, int]
"""Width and height in pixels."""
Span = tuple[int, int]
"""First column or row, and the one after the last."""

_WHITE = (255, 255, 255)
_TAPS = 3
"""Lanczos reaches three pixels of the coarser grid to each side."""
_STRIP_PIXELS = 4_000_000
"""Source pixels held as floats at once."""
_STRETCH = 1.0
"""Pixels by which the shape may differ from the original's: rounding to whole pixels."""


def reduce(draft: ext.Draft, *, width: int, height: int) -> ext.Draft:
    """Return the draft in a smaller size, in pixels. Raises Declined where it would grow."""
    if width > draft.width or height > draft.height:
        raise ext.Declined(
            f"{width} × {height} px is larger than the picture's {draft.width} × {draft.height}"
        )
    return _resize(draft, (width, height))


def enlarge(draft: ext.Draft, *, width: int, height: int) -> ext.Draft:
    """Return the draft in a larger size, in pixels; it gains no detail.

    Raises Declined where it would shrink.
    """
    if width < draft.width or height < draft.height:
        raise ext.Declined(
            f"{width} × {height} px is smaller than the picture's {draft.width} × {draft.height}"
        )
    return _resize(draft, (width, height))


def _resize(draft: ext.Draft, size: Size) -> ext.Draft:
    if size == (draft.width, draft.height):
        return draft
    if draft.mode != "RGB":
        raise ext.Declined(
            f"the picture's colours are stored as {draft.mode}", hint="convert it to sRGB first"
        )
    _refuse_stretch(draft, size)
    alpha = None if draft.alpha is None else _plain(draft.alpha, size)
    samples = _in_linear_light(draft.samples, draft.alpha, size)
    return draft.with_(
        samples=samples,
        alpha=alpha,
        product=None if draft.product is None else _mask(draft.product, size),
        placement=draft.placement.scaled(_factor(draft, size)),
    )


def _factor(draft: ext.Draft, size: Size) -> float:
    """Return the scale by the longer side, where whole pixels weigh least."""
    if draft.width >= draft.height:
        return size[0] / draft.width
    return size[1] / draft.height


def _refuse_stretch(draft: ext.Draft, size: Size) -> None:
    if min(size) < 1:
        raise ext.Declined(f"a picture of {size[0]} × {size[1]} px cannot be")
    factor = _factor(draft, size)
    off = max(abs(draft.width * factor - size[0]), abs(draft.height * factor - size[1]))
    if off > _STRETCH:
        raise ext.Declined(
            f"from {draft.width} × {draft.height} to {size[0]} × {size[1]} px would stretch the "
            "product",
            hint="crop or pad to the new shape first",
        )


# -- colours --------------------------------------------------------------------------------------


@cache
def _to_linear() -> Floats:
    return np.array([srgb_to_linear(level / 255) for level in range(256)], np.float32)


@cache
def _to_levels() -> Plane:
    """Level 0-255 of linear light in steps of 1/65535: a level spans 20 steps where finest."""
    light = np.arange(65536) / 65535
    curved = 1.055 * light ** (1 / 2.4) - 0.055
    return cast("Plane", np.rint(np.where(light <= 0.0031308, light * 12.92, curved) * 255)
                .astype(np.uint8))  # fmt: skip


def _in_linear_light(samples: Plane, alpha: Plane | None, size: Size) -> Plane:
    """Resize strip by strip and channel by channel, so that few floats are held at once."""
    made = np.full((size[1], size[0], 3), 255, np.uint8)
    columns, rows = ((0, size[0]), (0, size[1])) if alpha is not None else _busy(samples, size)
    for strip in _strips(rows, samples.shape[0] * samples.shape[1] / size[1]):
        _part(samples, alpha, made, columns, strip)
    return made


def _busy(samples: Plane, size: Size) -> tuple[Span, Span]:
    """Return the result's columns and rows outside which nothing but white is covered."""
    white = cv2.inRange(samples, _WHITE, _WHITE)
    spans = []
    for axis, length in ((0, size[0]), (1, size[1])):
        found = np.flatnonzero(cv2.reduce(white, axis, cv2.REDUCE_MIN).ravel() == 0)
        all_of_it = samples.shape[1 - axis]
        first, last = (int(found[0]), int(found[-1]) + 1) if found.size else (0, 0)
        spans.append((first * length // all_of_it, -(-last * length // all_of_it)))
    return spans[0], spans[1]


def _strips(rows: Span, pixels_a_row: float) -> list[Span]:
    """Cut the result's rows into strips that cover few enough source pixels."""
    count = max(1, ceil((rows[1] - rows[0]) * pixels_a_row / _STRIP_PIXELS))
    step = max(1, -(-(rows[1] - rows[0]) // count))
    return [(top, min(rows[1], top + step)) for top in range(rows[0], rows[1], step)]


def _part(samples: Plane, alpha: Plane | None, made: Plane, columns: Span, rows: Span) -> None:
    x, left, right = _footprint(columns, samples.shape[1], made.shape[1])
    y, top, bottom = _footprint(rows, samples.shape[0], made.shape[0])
    part, box = samples[y, x], (left, top, right, bottom)
    out = made[rows[0] : rows[1], columns[0] : columns[1]]
    cover = None if alpha is None else _to_unit(alpha[y, x])
    for channel in range(3):
        out[..., channel] = _channel(part[..., channel], cover, (out.shape[1], out.shape[0]), box)
    if cover is None:
        _keep_white(part, out, box)


def _footprint(span: Span, source: int, result: int) -> tuple[slice, float, float]:
    """Return the source pixels the filter needs, and where the span lies among them."""
    start, end = span[0] * source / result, span[1] * source / result
    reach = _TAPS * max(1.0, source / result) + 1
    first, last = max(0, int(start - reach)), min(source, int(end + reach) + 1)
    return slice(first, last), start - first, end - first


def _channel(
    levels: Plane, cover: Floats | None, size: Size, box: tuple[float, float, float, float]
) -> Plane:
    light = cast("Floats", cv2.LUT(np.ascontiguousarray(levels), _to_linear()))
    if cover is None:
        return _encode(_lanczos(light, size, box))
    weighed = _lanczos(light * cover, size, box)
    share = _lanczos(cover, size, box)
    # Where nothing is left to see, the colour under it is kept as it was.
    plain = _lanczos(light, size, box)
    return _encode(np.where(share > 1 / 510, weighed / np.maximum(share, 1 / 510), plain))


def _lanczos(plane: Floats, size: Size, box: tuple[float, float, float, float]) -> Floats:
    picture = PillowImage.fromarray(plane)
    return cast("Floats", np.asarray(picture.resize(size, PillowImage.Resampling.LANCZOS, box)))


def _encode(light: Floats) -> Plane:
    # Scaling to 16 bits also cuts off what rings above white and below black.
    return cast("Plane", _to_levels()[cv2.multiply(light, 65535.0, dtype=cv2.CV_16U)])


def _keep_white(part: Plane, out: Plane, box: tuple[float, float, float, float]) -> None:
    """Set to white what covers nothing but white: the second ripple beside an edge is darker."""
    white = cv2.inRange(part, _WHITE, _WHITE)
    picture = PillowImage.fromarray(cast("Plane", white))
    size = (out.shape[1], out.shape[0])
    covered = np.asarray(picture.resize(size, PillowImage.Resampling.BOX, box))
    out[covered == 255] = 255


# -- what goes with them --------------------------------------------------------------------------


def _to_unit(alpha: Plane) -> Floats:
    return alpha.astype(np.float32) / np.float32(255)


def _plain(alpha: Plane, size: Size) -> Plane:
    picture = PillowImage.fromarray(alpha)
    return cast("Plane", np.array(picture.resize(size, PillowImage.Resampling.LANCZOS)))


def _mask(mask: Mask, size: Size) -> Mask:
    """Take the majority of what each new pixel covers."""
    shrinks = size[0] < mask.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cast("Plane", cv2.resize(mask.view(np.uint8), size, interpolation=how)).view(np.bool_)
