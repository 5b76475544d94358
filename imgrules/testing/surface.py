"""What makes a drawn product look photographed: grain of its surface, exposure."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.lighting import BRIGHTEST

_FINE, _COARSE = 34.0, 26.0
"""Levels from trough to peak at full strength, of pixel-fine grain and of soft mottling."""


def add_texture(product: Canvas, strength: float, seed: int) -> None:
    """Roughen the surface: fine grain that keeps the picture sharp, and soft mottling."""
    if strength <= 0:
        return
    width, height = product.width, product.height
    random = np.random.default_rng(seed)
    fine = _grain(random, width, height)
    coarse = cv2.resize(
        cv2.GaussianBlur(_grain(random, width // 12 + 2, height // 12 + 2), (5, 5), 1.2),
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )
    # 127.5 is the mean of both: what they add up to is taken off again.
    both = cv2.addWeighted(fine, _FINE / (_FINE + _COARSE), coarse, _COARSE / (_FINE + _COARSE), 0)
    reach = strength * (_FINE + _COARSE) / 255
    three = cv2.cvtColor(both, cv2.COLOR_GRAY2RGB)
    rough = cv2.addWeighted(product.rgb, 1, three, reach, -127.5 * reach)
    product.rgb = np.minimum(np.asarray(rough, np.uint8), BRIGHTEST)


def _grain(random: np.random.Generator, width: int, height: int) -> Array:
    noise = np.frombuffer(random.bytes(width * height), np.uint8).reshape(height, width)
    return np.asarray(cv2.blur(noise, (2, 2)), np.uint8)


def expose(product: Canvas, brightness: float, contrast: float) -> None:
    """Change the product's levels as a wrong exposure would; the backdrop stays."""
    if brightness == contrast == 1:
        return
    inside = product.cover > 0
    levels = product.rgb.astype(np.float32) * brightness
    middle = levels[inside].mean() if inside.any() else 128.0
    product.rgb = np.clip(np.rint(middle + (levels - middle) * contrast), 0, 255).astype(np.uint8)
