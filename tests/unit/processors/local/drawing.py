"""Pictures with a known product on a known backdrop."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.ext import Context, Cutout, Draft
from imgrules_processors.local import LocalSegmenter
from imgrules_processors.local.cut import cut

SIZE = 320


def backdrop(kind: str, height: int = SIZE, width: int = SIZE) -> np.ndarray:
    """Return ``white``, ``grey``, ``graded``, ``vignetted`` or ``blue`` as float32 0-255."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    level = {
        "white": np.full((height, width), 255.0),
        "grey": np.full((height, width), 224.0),
        "graded": 215.0 - 30 * y,
        "vignetted": 235.0 - 30 * (x * x + y * y),
    }.get(kind, np.full((height, width), 150.0))
    tint = (0.45, 0.75, 1.2) if kind == "blue" else (1, 1, 1)
    return (level[..., None] * np.array(tint)).astype(np.float32)


def blank(height: int = SIZE, width: int = SIZE) -> np.ndarray:
    return np.zeros((height, width), np.float32)


def smooth(draw: np.ndarray) -> np.ndarray:
    """Return a mask drawn at 4 times the size as alpha 0-1."""
    size = (draw.shape[1] // 4, draw.shape[0] // 4)
    return cv2.resize(draw, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def canvas(height: int = SIZE, width: int = SIZE) -> np.ndarray:
    return np.zeros((4 * height, 4 * width), np.uint8)


def disc(radius: float = 0.3, hole: float = 0.0) -> np.ndarray:
    """Return alpha of a disc, or a ring; radii are shares of the side."""
    big = canvas()
    cv2.circle(big, (2 * SIZE, 2 * SIZE), round(radius * 4 * SIZE), 255, -1)
    if hole:
        cv2.circle(big, (2 * SIZE, 2 * SIZE), round(hole * 4 * SIZE), 0, -1)
    return smooth(big)


def lay(ground: np.ndarray, alpha: np.ndarray, colour: object, noise: float = 1.0) -> np.ndarray:
    """Return a picture: the product over the ground, with sensor noise."""
    share = alpha[..., None]
    mixed = share * np.asarray(colour, np.float32) + (1 - share) * ground
    mixed = mixed + np.random.default_rng(3).normal(0, noise, mixed.shape)
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def soft_shadow(ground: np.ndarray, depth: float = 0.35) -> np.ndarray:
    """Darken the ground below the middle by a blurred ellipse."""
    height, width = ground.shape[:2]
    spot = np.zeros((height, width), np.float32)
    middle, axes = (width // 2, round(0.78 * height)), (round(0.3 * width), round(0.05 * height))
    cv2.ellipse(spot, middle, axes, 0, 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), 0.05 * height)
    return ground * (1 - depth * spot[..., None])


def cut_out(picture: np.ndarray) -> Cutout:
    return cut(picture)


def run(draft: Draft) -> Cutout:
    nobody = Context(till=None)  # type: ignore[arg-type]
    return LocalSegmenter().run("background.replace", draft, {}, nobody)


def error(cutout: Cutout, alpha: np.ndarray) -> float:
    return float(np.abs(cutout.alpha - alpha).mean())
