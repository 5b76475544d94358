"""What a line of text is made of: laid over by a program, or printed on a thing and photographed.

A program writes in one exact colour along a straight line. A print carries the light, the weave and
the blur of the photograph. A translucent mark lets what lies below shine through: along the line
its colour follows the colour between the letters.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.text import TextBox, slant_of

Lab = NDArray[np.float32]

HEIGHT = 48
LONGEST = 960
PIECES = 12
FEWEST_PIECES = 5
FEWEST_PIXELS = 24
LEAST_VARIATION = 4.0
"""ΔE the ground must vary by along the line for anything to be seen shining through."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours in ΔE (CIE 1976)."""

    contrast: float
    """Between letters and ground."""
    unevenness: float
    """Spread within the letters, the ragged edge left out."""
    ground: float
    """Spread of what lies between the letters."""
    through: float | None
    """How far the letters follow the ground: 0 opaque, 1 not there; None where it is even."""
    slant: float
    """Degrees from level or upright."""


def examine(rgb: NDArray[np.uint8], box: TextBox) -> Ink | None:
    """Examine one line; None where letters and ground cannot be told apart."""
    lab = _straightened(rgb, box)
    letters = _letters(lab)
    if letters is None:
        return None
    core = cv2.erode(letters, np.ones((3, 3), np.uint8)) > 0
    ground = cv2.dilate(letters, np.ones((5, 5), np.uint8)) == 0
    if core.sum() < FEWEST_PIXELS or ground.sum() < FEWEST_PIXELS:
        return None
    inside, outside = lab[core], lab[ground]
    return Ink(
        contrast=round(float(np.linalg.norm(np.median(inside, 0) - np.median(outside, 0))), 2),
        unevenness=round(_spread(inside), 2),
        ground=round(_spread(outside), 2),
        through=_through(lab, core, ground),
        slant=round(slant_of(box.corners), 2),
    )


def _straightened(rgb: NDArray[np.uint8], box: TextBox) -> Lab:
    corners = np.array(box.corners, np.float32)
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    high = max(1.0, float(np.linalg.norm(corners[3] - corners[0])))
    scale = min(2.0, HEIGHT / min(wide, high), LONGEST / max(wide, high))
    width, height = max(4, round(wide * scale)), max(4, round(high * scale))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        rgb, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cv2.cvtColor(flat.astype(np.float32) / 255, cv2.COLOR_RGB2LAB))


def _letters(lab: Lab) -> NDArray[np.uint8] | None:
    """Split along the axis of largest variance; the side that touches the rim less is ink."""
    flat = lab.reshape(-1, 3)
    centred = flat - flat.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axis = (centred @ vectors[:, -1]).reshape(lab.shape[:2])
    low, high = float(axis.min()), float(axis.max())
    if high - low < 3.0:
        return None
    levels = ((axis - low) * (255 / (high - low))).astype(np.uint8)
    _, split = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    rim = np.concatenate([split[0], split[-1], split[:, 0], split[:, -1]])
    return np.asarray(split if rim.mean() < 0.5 else 1 - split, np.uint8)


def _spread(colours: Lab) -> float:
    """Robust spread: what the middle two thirds keep to, over all three channels."""
    low, high = np.percentile(colours, (16, 84), axis=0)
    return float(np.linalg.norm((high - low) / 2))


def _through(lab: Lab, core: NDArray[np.bool_], ground: NDArray[np.bool_]) -> float | None:
    pairs = []
    for piece in np.array_split(np.arange(lab.shape[1]), PIECES):
        inside, outside = core[:, piece], ground[:, piece]
        if inside.sum() >= 8 and outside.sum() >= 8:
            part = lab[:, piece]
            pairs.append((np.median(part[inside], axis=0), np.median(part[outside], axis=0)))
    if len(pairs) < FEWEST_PIECES:
        return None
    ink, below = (np.array(side) for side in zip(*pairs, strict=True))
    ink, below = ink - ink.mean(axis=0), below - below.mean(axis=0)
    power = float((below**2).sum())
    if np.sqrt(power / len(pairs)) < LEAST_VARIATION:
        return None
    slope = float((ink * below).sum()) / power
    unexplained = float(((ink - slope * below) ** 2).sum())
    total = float((ink**2).sum())
    if total > 0 and unexplained / total > 0.4 and np.sqrt(unexplained / len(pairs)) > 2.0:
        return 0.0
    return round(min(1.0, max(0.0, slope)), 2)
