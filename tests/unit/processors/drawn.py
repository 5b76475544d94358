"""Products drawn with their truth: own colours, alpha, backdrop, and what a camera would see."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from imgrules.processor import Draft

SIZE = 400
DARK, LIGHT = (60, 50, 70), (225, 220, 210)
TAN, BLUE, GREY, WHITISH = (205, 180, 140), (50, 80, 190), (225, 225, 225), (238, 238, 236)


@dataclass(frozen=True)
class Truth:
    """``rgb`` = alpha × own + (1 - alpha) × backdrop × shade, with grain."""

    rgb: np.ndarray
    own: np.ndarray
    alpha: np.ndarray
    backdrop: np.ndarray
    """Unshaded."""

    @property
    def draft(self) -> Draft:
        return Draft(self.rgb, product=self.alpha > 0.5)

    @property
    def edge(self) -> np.ndarray:
        return (self.alpha > 0.01) & (self.alpha < 0.99)


def shape(size=SIZE, *, blur=1.5, hole=True):
    """A ring with a strap: round outlines, a hole, a thin part."""
    mask = np.zeros((size, size), np.float32)
    centre = (size // 2, size // 2)
    cv2.ellipse(mask, centre, (size // 4, size // 5), 20, 0, 360, 1, -1, cv2.LINE_AA)
    cv2.line(mask, (size // 6, size // 4), centre, 1, 5, cv2.LINE_AA)
    if hole:
        cv2.circle(mask, centre, size // 12, 0, -1, cv2.LINE_AA)
    alpha = cv2.GaussianBlur(mask, (0, 0), blur)
    alpha[alpha < 0.004], alpha[alpha > 0.996] = 0, 1
    return alpha


def waves(size, strength, *, seed=0, cells=6):
    """Smooth variation around 0, height × width × 3."""
    small = np.random.default_rng(seed).normal(0, strength, (cells, cells, 3)).astype(np.float32)
    return cv2.resize(small, (size, size), interpolation=cv2.INTER_CUBIC)


def pool(size, centre, radii, depth):
    """A soft shadow: 1 far away, 1 - ``depth`` at its centre."""
    y, x = np.mgrid[:size, :size].astype(np.float32)
    away = ((x - centre[0]) / radii[0]) ** 2 + ((y - centre[1]) / radii[1]) ** 2
    return (1 - depth * np.exp(-2 * away)).astype(np.float32)


def draw(
    own=DARK, backdrop=TAN, *, size=SIZE, texture=0.0, variation=0.0, vignette=0.0, shade=None,
    noise=0.6, alpha=None,
):  # fmt: skip
    """Compose the truth. ``shade``: brightness of the backdrop, 0-1, height × width."""
    alpha = shape(size) if alpha is None else alpha
    colours = np.clip(np.float32(own) + waves(size, texture, seed=1, cells=40), 0, 255)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    light = 1 - vignette * (x * x + y * y)[..., None] / 2
    behind = np.clip((np.float32(backdrop) + waves(size, variation, seed=2)) * light, 0, 255)
    shaded = behind if shade is None else behind * shade[..., None]
    share = alpha[..., None]
    grain = np.random.default_rng(3).normal(0, noise, (size, size, 3))
    seen = share * colours + (1 - share) * shaded + grain
    as_bytes = (np.clip(np.rint(plane), 0, 255).astype(np.uint8) for plane in (seen, behind))
    rgb, backdrop_bytes = as_bytes
    return Truth(rgb, colours.astype(np.float32), alpha, backdrop_bytes)
