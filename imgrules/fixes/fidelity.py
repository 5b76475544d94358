"""How alike the product is before and after, measured on the file that would be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.errors import ImgrulesError
from imgrules.fixes.align import Window, laid_over, mask_over, window
from imgrules.fixes.ciede2000 import ciede2000
from imgrules.fixes.claims import claimed, reduced, share_left, share_outside, spurious
from imgrules.fixes.drift import drift
from imgrules.fixes.interior import band_px, interior
from imgrules.fixes.model import Fidelity
from imgrules.fixes.ssim import ssim
from imgrules.images.working import to_lab
from imgrules.processor import Draft, Placement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from imgrules.processor import Bytes, Floats, Mask

    Places = NDArray[np.intp]

DAMAGE_DELTA_E = 5.0
"""CIEDE2000 from which a place counts as damaged: two colours that nobody takes for the same."""
SAMPLES = 100_000
"""Most pixels whose colour difference is worked out one by one."""
COMPARED_SIDE = 1200
"""Longest side at which structure is compared."""
COARSE_SIDE = 480
"""Longest side at which damage is judged: noise and JPEG blocks of single pixels average out."""


def measure_fidelity(
    before: Draft,
    after_rgb: Bytes,
    placement: Placement,
    product: Mask | None,
    also_product: Mask | None = None,
) -> Fidelity:
    """Compare the product in a finished picture with the original's.

    ``before``: upright sRGB RGB, otherwise unfixed. ``after_rgb``: uint8, height × width × 3,
    decoded from the file. ``placement``: where ``before`` lies in it. ``product``: where the check
    engine sees the product, bool, on ``before``. ``also_product``: the same from the cut-out.
    Either may be None; where both are, all of the picture may be the product.

    A plain reduction is no damage: ``before`` is reduced the same way first. Colours are CIEDE2000
    inside the product; a band along its edge is left out, because there the backdrop's colour is
    meant to go. What only ``product`` claims and looks like the backdrop's shadow is no product.
    Damaged is what has another colour, what left the frame, and what of a coloured backdrop the
    cut-out took along.
    """
    if before.mode != "RGB":
        raise ImgrulesError(
            f"fidelity is measured on RGB pixels, not on {before.mode}",
            hint="convert the colours first (color.convert)",
        )
    claims = claimed(before, product, also_product)
    if not claims.any():
        return Fidelity(0.0, 0.0, 0.0, 0.0, 0)
    real = claims & ~spurious(before.samples, after_rgb, placement, claims, also_product)
    part = window(real, placement, (after_rgb.shape[1], after_rgb.shape[0]))
    lost = share_outside(real, placement, after_rgb)
    if not part.width or not part.height:
        return Fidelity(0.0, 0.0, lost, 0.0, 0)
    band = band_px((before.width, before.height), placement.scale)
    inside = interior(mask_over(real, placement, part), band)
    laid = _laid(before.samples, after_rgb, placement, part, inside)
    left = 0.0 if also_product is None else share_left(before.samples, also_product)
    return _compare(_Pair(laid, part.of(after_rgb), inside), min(1.0, lost + left))


def _laid(rgb: Bytes, after: Bytes, placement: Placement, part: Window, inside: Mask) -> Bytes:
    """Return the original as it should look in the window, whole-pixel rounding undone."""
    laid = laid_over(rgb, placement, part)
    if placement.scale == 1:
        return laid
    height, width = after.shape[:2]
    off = drift(laid, part.of(after), inside, part, (width, height))
    if not off.matters:
        return laid
    stretch = (1 + off.right / width, 1 + off.down / height)
    return laid_over(rgb, placement, part, stretch)


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """The same part of both pictures at the same scale, and the product's inside in it."""

    before: Bytes
    after: Bytes
    inside: Mask

    def reduced(self, side: int) -> _Pair:
        """Return the pair with its longest side at most ``side``."""
        height, width = self.inside.shape
        factor = side / max(height, width)
        if factor >= 1:
            return self
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        shares = cv2.resize(self.inside.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        return _Pair(reduced(self.before, size), reduced(self.after, size), shares > 0.5)


def _compare(pair: _Pair, lost: float) -> Fidelity:
    at = np.flatnonzero(pair.inside)
    if not at.size:
        return Fidelity(0.0, 0.0, lost, 0.0, 0)
    at = at[:: -(-at.size // SAMPLES)]
    changes = ciede2000(*(_lab_at(plane, pair.inside, at) for plane in (pair.before, pair.after)))
    damaged = float(_damaged(pair) * (1 - lost) + lost)
    return Fidelity(
        median=round(float(np.median(changes)), 3),
        p95=round(float(np.percentile(changes, 95)), 3),
        damaged=round(damaged, 5),
        structure=round(_structure(pair), 4),
        pixels=int(at.size),
    )


def _lab_at(rgb: Bytes, inside: Mask, at: Places) -> Floats:
    """Return L*a*b* of some places, each the mean of itself and its neighbours inside.

    An eye sees no single pixels; the rounding of a JPEG alone is a ΔE of 1 in a grey one.
    """
    width = inside.shape[1]
    pixels, flags = rgb.reshape(-1, 3), inside.reshape(-1)
    total, count = np.zeros((at.size, 3), np.float32), np.zeros(at.size, np.float32)
    for step in (row * width + column for row in (-1, 0, 1) for column in (-1, 0, 1)):
        there = np.clip(at + step, 0, flags.size - 1)
        weight = flags[there].astype(np.float32)
        total += pixels[there] * weight[:, None]
        count += weight
    return _lab((total / (count * 255)[:, None]).astype(np.float32))


def _lab(levels: Floats) -> Floats:
    """CIE L*a*b* (D65) of sRGB levels of 0-1, shape n × 3."""
    made = cv2.cvtColor(levels[None], cv2.COLOR_RGB2LAB)
    return cast("Floats", made[0])


def _damaged(pair: _Pair) -> float:
    """Return the share of the product that has another colour, averaged over small squares.

    Averages are taken over the inside alone: next to a thin chain the backdrop changes rightly.
    """
    height, width = pair.inside.shape
    factor = min(1.0, COARSE_SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    weight = _blurred(pair.inside.astype(np.float32), size)
    there = np.flatnonzero(weight > 1e-3)
    labs = [
        _average(plane, pair.inside, weight, size)[there] for plane in (pair.before, pair.after)
    ]
    changed = ciede2000(*labs) > DAMAGE_DELTA_E
    shares = cv2.resize(pair.inside.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    area = shares.reshape(-1)[there]
    return float(area[changed].sum() / area.sum())


def _average(rgb: Bytes, inside: Mask, weight: Floats, size: tuple[int, int]) -> Floats:
    """Return L*a*b* of the mean colour inside, one row a square."""
    kept = (rgb * (inside.astype(np.float32) / np.float32(255))[..., None]).astype(np.float32)
    mean = _blurred(kept, size) / np.maximum(weight, 1e-3)[..., None]
    return _lab(np.clip(mean, 0, 1).reshape(-1, 3).astype(np.float32))


def _blurred(plane: Floats, size: tuple[int, int]) -> Floats:
    small = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    return cast("Floats", cv2.blur(small, (3, 3)))


def _structure(pair: _Pair) -> float:
    """Return the mean similarity of lightness inside; a reduced pair keeps at least the inside."""
    small = pair.reduced(COMPARED_SIDE)
    inside = small.inside if small.inside.any() else np.ones(small.inside.shape, bool)
    likeness = ssim(to_lab(small.before)[..., 0], to_lab(small.after)[..., 0])
    return float(likeness[inside].mean())
