"""Products whose alpha is known: true colours, alpha and the shadow that came with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tests.benchmarks.corpus import Row

EXCLUDED = {
    "bigbird__*": "a scene: light box, turntable and checkerboard round the product",
    "saleor-hist__*": "table shadow and reflection joined to the product in the same alpha",
    "saleor__saleor-blue-plimsolls-4.png": "its shadow touches the shoes within the same alpha",
    "twelvemonkeys__big-endian-bad-clip*": "the clipping path is known to be wrong",
    "twelvemonkeys__*": "opaque photographs: no true colour behind the outline to lay elsewhere",
}
SHADOW = 200
"""A piece of the alpha that never gets more opaque is a shadow, not the product."""
MARGIN = 0.18
"""Share of the product's longer side left free round it."""


@dataclass(frozen=True, eq=False)
class Truth:
    """``colours``: uint8 RGB, right wherever alpha is not 0. ``alpha``, ``shade``: 0-1.

    ``shade`` is the opacity of a black shadow on the backdrop, which is not the product.
    """

    name: str
    colours: np.ndarray
    alpha: np.ndarray
    shade: np.ndarray


def excluded(name: str) -> str:
    """Return why a picture is not used; empty where it is."""
    return next((why for glob, why in EXCLUDED.items() if Path(name).match(glob)), "")


def read_truth(row: Row, longest: int) -> Truth:
    """Read a picture whose alpha is the truth; its separate shadow is told apart."""
    with Image.open(row.path) as opened:
        layers = np.asarray(opened.convert("RGBA"))
    count, labels = cv2.connectedComponents((layers[..., 3] > 2).astype(np.uint8))
    most = np.zeros(count, np.uint8)
    np.maximum.at(most, labels.ravel(), layers[..., 3].ravel())
    is_product = (most >= SHADOW) & (np.arange(count) > 0)
    share = layers[..., 3].astype(np.float32) / 255
    alpha, shade = share * is_product[labels], share * ~is_product[labels]
    window = _window(alpha + shade)
    return _sized(
        Truth(row.path.stem, layers[..., :3][window], alpha[window], shade[window]), longest
    )


def _window(alpha: np.ndarray) -> tuple[slice, slice]:
    rows, columns = np.nonzero(alpha > 0.01)
    margin = round(MARGIN * max(np.ptp(rows), np.ptp(columns)))
    return _span(rows, margin), _span(columns, margin)


def _span(places: np.ndarray, margin: int) -> slice:
    return slice(max(0, int(places.min()) - margin), int(places.max()) + 1 + margin)


def _sized(truth: Truth, longest: int) -> Truth:
    scale = longest / max(truth.alpha.shape)
    if scale >= 1:
        return truth
    size = (round(truth.alpha.shape[1] * scale), round(truth.alpha.shape[0] * scale))
    alpha, shade = (
        cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
        for plane in (truth.alpha, truth.shade)
    )
    weighted = truth.colours.astype(np.float32) * truth.alpha[..., None]
    colours = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    colours = colours / np.maximum(alpha, 1 / 512)[..., None]
    return Truth(truth.name, np.clip(np.rint(colours), 0, 255).astype(np.uint8), alpha, shade)


def drawn_truths(longest: int) -> list[Truth]:
    """Draw what the photographs lack: gaps within rings, links and legs."""
    return [
        _drawn("drawn ring", longest, _ring, (196, 164, 92)),
        _drawn("drawn bracelet", longest, _bracelet, (150, 152, 158)),
        _drawn("drawn stool", longest, _stool, (120, 82, 50)),
        _drawn("drawn watch with a white dial", longest, _watch, (60, 60, 66), dial=True),
    ]


def _drawn(
    name: str, size: int, paint: object, colour: tuple[int, ...], *, dial: bool = False
) -> Truth:
    big = np.zeros((2 * size, 2 * size), np.uint8)
    paint(big)  # type: ignore[operator]
    alpha = cv2.resize(big, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    light = np.linspace(1.25, 0.7, size, dtype=np.float32)[:, None, None]
    colours = np.clip(np.array(colour, np.float32) * light, 0, 255)
    colours = np.broadcast_to(colours, (size, size, 3)).copy()
    if dial:
        _paint_dial(colours, size)
    return Truth(name, np.rint(colours).astype(np.uint8), alpha, np.zeros_like(alpha))


def _ring(canvas: np.ndarray) -> None:
    half = canvas.shape[0] // 2
    cv2.circle(canvas, (half, half), round(half * 0.6), 255, round(half * 0.12), cv2.LINE_AA)


def _bracelet(canvas: np.ndarray) -> None:
    half = canvas.shape[0] // 2
    for number in range(18):
        angle = number * np.pi / 9
        centre = (
            round(half * (1 + 0.62 * np.cos(angle))),
            round(half * (1 + 0.62 * np.sin(angle))),
        )
        axes = (round(half * 0.125), round(half * 0.08))
        turn = float(np.degrees(angle) + 90)
        cv2.ellipse(canvas, centre, axes, turn, 0, 360, 255, round(half * 0.035), cv2.LINE_AA)


def _stool(canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    at = np.array([[0.28, 0.22], [0.72, 0.22], [0.72, 0.28], [0.28, 0.28]]) * size
    cv2.fillPoly(canvas, [at.astype(np.int32)], 255, cv2.LINE_AA)
    for top, foot in ((0.32, 0.24), (0.45, 0.43), (0.55, 0.57), (0.68, 0.76)):
        ends = [(round(top * size), round(0.27 * size)), (round(foot * size), round(0.8 * size))]
        cv2.line(canvas, *ends, 255, round(0.022 * size), cv2.LINE_AA)
    bar = [(round(0.27 * size), round(0.62 * size)), (round(0.73 * size), round(0.62 * size))]
    cv2.line(canvas, *bar, 255, round(0.016 * size), cv2.LINE_AA)


def _watch(canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    cv2.rectangle(
        canvas,
        (round(0.42 * size), round(0.12 * size)),
        (round(0.58 * size), round(0.88 * size)),
        255,
        -1,
    )
    cv2.circle(canvas, (size // 2, size // 2), round(0.2 * size), 255, -1, cv2.LINE_AA)


def _paint_dial(colours: np.ndarray, size: int) -> None:
    centre = (size // 2, size // 2)
    cv2.circle(colours, centre, round(0.16 * size), (252, 252, 252), -1, cv2.LINE_AA)
    for number in range(12):
        angle = number * np.pi / 6
        spot = tuple(round(size / 2 + 0.13 * size * turn(angle)) for turn in (np.cos, np.sin))
        cv2.circle(colours, spot, max(1, round(0.008 * size)), (30, 30, 30), -1, cv2.LINE_AA)
    for reach, angle in ((0.1, -0.6), (0.07, 2.4)):
        tip = tuple(round(size / 2 + reach * size * turn(angle)) for turn in (np.cos, np.sin))
        cv2.line(colours, centre, tip, (30, 30, 30), max(2, round(0.008 * size)), cv2.LINE_AA)
