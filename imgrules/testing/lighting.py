"""Light from above left, worked out on a small grid and enlarged: shading has no fine detail."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.colours import Rgb
from imgrules.testing.canvas import Array

Field = NDArray[np.float32]
"""One number a grid point."""

GRID = 320
"""Longest side of the grid light is worked out on."""
BRIGHTEST = 248
"""Products stay under the backdrop's 255: a burnt-out highlight would read as a hole."""


def grid(width: int, height: int) -> tuple[Field, Field]:
    """Return x and y over the box, each from -1 to 1, on a grid of at most ``GRID`` points."""
    scale = min(1.0, GRID / max(width, height))
    columns, rows = max(2, round(width * scale)), max(2, round(height * scale))
    x = (np.arange(columns, dtype=np.float32) + 0.5) * (2 / columns) - 1
    y = (np.arange(rows, dtype=np.float32) + 0.5) * (2 / rows) - 1
    return np.broadcast_to(x, (rows, columns)), np.broadcast_to(y[:, None], (rows, columns))


def bump(value: Field, centre: float, width: float) -> Field:
    """Return a soft bump of height 1 around ``centre``."""
    return np.asarray(np.exp(-(((value - centre) / width) ** 2)), np.float32)


def smoothstep(value: Field, low: float, high: float) -> Field:
    """Return 0 below ``low``, 1 above ``high``, and a smooth rise between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def lit(size: tuple[int, int], colour: Rgb, shade: Field, shine: Field | float = 0.0) -> Array:
    """Colour times ``shade``, with ``shine`` (0-1) mixed in as white light, at full size."""
    base = np.array(colour, np.float32) * shade[..., None]
    white = np.broadcast_to(np.asarray(shine, np.float32), shade.shape)[..., None]
    small = np.clip(base + (252 - base) * white, 3, BRIGHTEST)
    enlarged = cv2.resize(np.rint(small).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, np.uint8)


def flat(size: tuple[int, int]) -> Field:
    """Shade of a flat board facing the camera: a shade darker away from the light."""
    x, y = grid(*size)
    return (1.0 - 0.07 * (x + y + 2) / 2 - 0.05 * (x * x + y * y) / 2).astype(np.float32)


def ball(size: tuple[int, int]) -> tuple[Field, Field]:
    """Shade and shine of a ball that fills the box."""
    x, y = grid(*size)
    rim = np.clip(x * x + y * y, 0, 1)
    z = np.sqrt(1 - rim)
    facing = np.clip(-0.45 * x - 0.58 * y + 0.68 * z, 0, 1)
    bounce = 0.16 * np.clip(y, 0, 1) * rim
    shade = (0.30 + 0.78 * facing + bounce).astype(np.float32)
    half = np.clip(-0.26 * x - 0.34 * y + 0.90 * z, 0, 1)
    return shade, (0.75 * half**60 + 0.12 * half**8).astype(np.float32)


def tube(across: Field) -> tuple[Field, Field]:
    """Shade and shine of a polished tube; ``across`` runs from -1 to 1 from lit to far side."""
    inside = np.clip(across, -1, 1)
    body = 0.34 + 0.66 * np.sqrt(1 - inside**2)
    dark = 0.45 * bump(inside, 0.35, 0.22)
    return (body - dark).astype(np.float32), 0.85 * bump(inside, -0.42, 0.16)


def torus(
    size: tuple[int, int],
    centre: tuple[float, float],
    radii: tuple[float, float],
    band: float,
) -> tuple[Field, Field]:
    """Shade and shine of a polished hoop; lengths in half widths of the box, -1 to 1."""
    x, y = grid(*size)
    u, v = (x - centre[0]) / radii[0], (y - centre[1]) / radii[1]
    radius = np.sqrt(u * u + v * v) + 1e-6
    across = np.clip((radius - 1 + band / 2) / (band / 2), -1, 1)
    nx, ny, nz = across * u / radius, across * v / radius, np.sqrt(1 - across**2)
    facing = np.clip(-0.45 * nx - 0.62 * ny + 0.64 * nz, 0, 1)
    # Polished metal mirrors the studio: bright soft boxes, dark floor, no even grey.
    mirrored = 0.26 * np.sin(9 * (ny + 0.6 * nx) + 3.2 * v).astype(np.float32)
    shine = 0.85 * facing**14 + 0.25 * bump(facing.astype(np.float32), 0.55, 0.08)
    return (0.36 + 0.62 * facing + mirrored).astype(np.float32), shine.astype(np.float32)
