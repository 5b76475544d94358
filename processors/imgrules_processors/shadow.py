"""The shadow a product keeps: the shot's own, a drawn one, or none. 1 = unshaded."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules_processors.fill import Floats, Mask, Plane, enlarge, shrink, spread

Colours = NDArray[np.generic]
"""Height × width × 3, 0-255."""
WORKING = 600
"""Longest side on which shadows are worked out: they are soft."""
FAINTEST = 0.02
"""Shade, 0-1, under which nothing is shadow: what the backdrop's estimate and noise leave."""
KNEE = 0.06
"""Shade above which a shadow is kept in full."""
DARKEST = 0.75
"""Most shade kept: nothing on a plain ground is as dark as its product."""
CLEAR, FREE = 0.025, 0.1
"""Shares of the short side from the frame: no shadow nearer than the first, full from the second.
Marketplaces call 1 % of the short side the border."""
REACH = 0.05
"""Share of the long side within which a shadow begins at the product."""
SMOOTH = 0.003
"""Share of the long side over which grain is smoothed away."""
FLATTENED = 0.1
"""Height of a drawn shadow against its product's."""
BELOW = 0.4
"""Share of that height below the product's foot."""
TIGHT, WIDE = 0.008, 0.03
"""Blur of the two layers of a drawn shadow, as shares of the product's longer side."""
OPACITY = 0.3


def natural_shadow(rgb: Colours, backdrop: Colours, alpha: Floats) -> Floats:
    """Return how bright the backdrop is where the product shades it, 0-1, height × width.

    ``backdrop``: the same view without shadow; it and ``rgb`` may be of any size. The ratio of the
    two, one number for all channels, so that it has no colour; carried on under the product, whose
    soft edge lies over it.
    """
    share = shrink(alpha, _factor(alpha.shape))
    light, ground = (_brightness(plane, share.shape) for plane in (rgb, backdrop))
    ratio = np.minimum(light / np.maximum(ground, 1), 1).astype(np.float32)
    return enlarge(_contained(ratio, share), alpha.shape)


def _brightness(plane: NDArray[np.generic], shape: tuple[int, ...]) -> Floats:
    size = (shape[1], shape[0])
    small = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
    return cast("Floats", cv2.transform(small, np.full((1, 3), 1 / 3, np.float32)))


def given_shadow(shadow: Floats, alpha: Floats) -> Floats:
    """Return a segmenter's own estimate of the shadow, cleaned in the same way."""
    factor = _factor(alpha.shape)
    return enlarge(_contained(shrink(shadow, factor), shrink(alpha, factor)), alpha.shape)


def soft_shadow(alpha: Floats) -> Floats:
    """Draw a contact shadow: the product's shape laid flat at its foot, blurred twice."""
    factor = _factor(alpha.shape)
    share = shrink(alpha, factor)
    rows, columns = np.flatnonzero((share > 0.5).any(axis=1)), (share > 0.5).any(axis=0)
    if not len(rows):
        return np.ones(alpha.shape, np.float32)
    size = max(int(rows[-1] - rows[0]) + 1, int(columns.sum()))
    high, foot = float(rows[-1] - rows[0]), float(rows[-1])
    down = foot * (1 - FLATTENED) + BELOW * FLATTENED * high
    laid = np.array([[1, 0, 0], [0, FLATTENED, down]], np.float32)
    flat = cv2.warpAffine(share, laid, share.shape[::-1])
    shade = sum(OPACITY * _blur(flat, max(1.0, blur * size)) for blur in (TIGHT, WIDE))
    return enlarge(_lit(np.asarray(shade, np.float32), share.shape), alpha.shape)


def lit_ground(shape: tuple[int, ...], colour: tuple[int, int, int],
               ratio: Floats | None) -> Plane:  # fmt: skip
    """Paint height × width × 3 with ``colour`` times ``ratio``; exactly ``colour`` without one."""
    ground = np.empty(shape, np.uint8)
    ground[:] = colour
    if ratio is not None:
        shaded = ratio < 1
        lit = ratio[shaded][:, None] * np.array(colour, np.float32)
        ground[shaded] = np.rint(lit).astype(np.uint8)
    return ground


def clear_of_frame(rgb: Plane, product: Mask, colour: tuple[int, int, int]) -> Plane:
    """Return a finished picture whose shadows end before its frame.

    A shadow that ended inside the photograph may reach the frame once that is cropped. ``product``:
    bool, height × width; it and its soft edge keep their values.
    """
    width = max(3, round(SMOOTH * max(product.shape)))
    own = cv2.dilate(product.view(np.uint8), np.ones((2 * width + 1,) * 2, np.uint8)) > 0
    weight = _away(product.shape)
    fading = (weight < 1) & ~own
    ground = np.array(colour, np.float32)
    made = rgb.copy()
    lifted = ground + (rgb[fading].astype(np.float32) - ground) * weight[fading][:, None]
    made[fading] = np.rint(lifted).astype(np.uint8)
    return made


def _factor(shape: tuple[int, ...]) -> int:
    return max(1, round(max(shape) / WORKING))


def _contained(ratio: Floats, share: Floats) -> Floats:
    """Keep what begins at the product and fades before the frame; lift everything else to 1."""
    seen = np.clip(1 - 8 * share, 0, 1).astype(np.float32)
    seen = cast("Floats", cv2.erode(seen, np.ones((3, 3), np.uint8)))
    carried = spread(np.dstack([ratio] * 3), seen)[..., 0]
    long = max(share.shape)
    shade = _blur(np.clip(1 - carried, 0, DARKEST), max(0.8, SMOOTH * long))
    shade = shade * _rise(shade, FAINTEST, KNEE)
    product = share > 0.5
    shade *= _blur(_beginning_at(product, shade > 0).astype(np.float32), max(1.0, SMOOTH * long))
    return _lit(shade, share.shape)


def _beginning_at(product: Mask, shaded: Mask) -> Mask:
    """Keep the pieces of shade that reach the product; a vignette or a stain does not."""
    near = max(2, round(REACH * max(product.shape)))
    around = cv2.dilate(product.view(np.uint8), np.ones((2 * near + 1,) * 2, np.uint8)) > 0
    count, labels = cv2.connectedComponents((shaded | product).view(np.uint8))
    kept = np.zeros(count, bool)
    kept[labels[shaded & around]] = True
    kept[0] = False
    return cast("Mask", kept[labels] & shaded)


def _lit(shade: Floats, shape: tuple[int, ...]) -> Floats:
    return cast("Floats", (1 - np.clip(shade, 0, DARKEST) * _away(shape)).astype(np.float32))


def _away(shape: tuple[int, ...]) -> Floats:
    """Return 0 along the frame, rising smoothly to 1 inside."""
    height, width = shape[:2]
    short = min(height, width)
    y = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
    x = np.minimum(np.arange(width), np.arange(width)[::-1])[None]
    return _rise(np.minimum(x, y).astype(np.float32), max(2.0, CLEAR * short), FREE * short)


def _rise(value: Floats, low: float, high: float) -> Floats:
    """Return 0 up to ``low``, 1 from ``high``, a smooth rise between."""
    share = np.clip((value - low) / max(high - low, 1e-6), 0, 1)
    return cast("Floats", (share * share * (3 - 2 * share)).astype(np.float32))


def _blur(plane: NDArray[np.float32], sigma: float) -> Floats:
    return cast("Floats", cv2.GaussianBlur(plane, (0, 0), sigma))
