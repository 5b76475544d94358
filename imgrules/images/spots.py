"""Finding lines of text and reading them one by one, with the models that ``ocr`` loads."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.ocr import LEAST_CONFIDENCE, Corners, Line, corners_of, engine

HEIGHT = 48
"""Height in pixels that lines are read at, and their least width."""
EAGER = 0.2, 0.3
"""Probability of a pixel, and of a line on average, from which on an eager look counts them."""
SURE = 0.4
"""Probability from which on a line is read, unless it runs aslant over the picture."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line of text seems to be, not read yet, and how sure that is (0-1)."""

    corners: Corners
    certainty: float


def find_spots(rgb: NDArray[np.uint8], *, eager: bool = False) -> list[Spot]:
    """Find lines, top to bottom, and read none; ``eager``: also what is hardly one.

    Sides must be multiples of 32, one at most eight times the other. Raises as ``ocr.read_lines``.
    """
    detector = _detector(eager=eager)
    # The detector would resize what has the right size, and compute in several steps.
    seen = _shades()[rgb.transpose(2, 0, 1)[::-1]]
    boxes, scores = detector.postprocess_op(detector.session(seen[None]), rgb.shape[:2])
    certain = {box.tobytes(): score for box, score in zip(boxes, scores, strict=True)}
    return [
        Spot(corners_of(box), round(float(certain[box.tobytes()]), 3))
        for box in detector.sorted_boxes(boxes)
    ]


def read_spot(rgb: NDArray[np.uint8], corners: Corners) -> Line | None:
    """Read one line in the picture; None where it is illegible.

    It is read as wide as it is. On one core several together cost what each costs, and widening
    them to one another more.
    """
    from rapidocr.ch_ppocr_rec import TextRecInput
    from rapidocr.utils.process_img import get_rotate_crop_image

    crop = get_rotate_crop_image(*_halved(rgb, np.array(corners, np.float32)))
    if crop.shape[0] > HEIGHT:
        size = max(1, round(crop.shape[1] * HEIGHT / crop.shape[0])), HEIGHT
        crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    bgr = np.ascontiguousarray(crop[..., ::-1])
    found = _reader()(TextRecInput(img=[bgr], return_word_box=False))
    text, score = found.txts[0], round(float(found.scores[0]), 3)
    return Line(corners, text, score) if text.strip() and score >= LEAST_CONFIDENCE else None


def _halved(
    rgb: NDArray[np.uint8], corners: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Cut out a line's surroundings, and halve them while it is far higher than it is read at."""
    low, high = corners.min(axis=0).astype(int).clip(0), corners.max(axis=0).astype(int) + 2
    part, corners = rgb[low[1] : high[1], low[0] : high[0]], corners - low.astype(np.float32)
    one, two, _, four = corners
    size = min(float(np.hypot(*(two - one))), float(np.hypot(*(four - one))))
    while size > 2 * HEIGHT:
        part = cast(
            "NDArray[np.uint8]",
            cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        )
        corners, size = corners * np.float32(0.5), size / 2
    return part, corners


@lru_cache(maxsize=2)
def _detector(*, eager: bool) -> Any:  # noqa: ANN401
    """Return the engine's own detector, or one with the same model that overlooks less."""
    whole = engine()
    if whole.text_det is None:
        whole(np.full((64, 64, 3), 255, np.uint8))  # loads the model
    detector = copy(whole.text_det)
    if eager:
        detector.postprocess_op = copy(detector.postprocess_op)
        detector.postprocess_op.thresh, detector.postprocess_op.box_thresh = EAGER
    return detector


@lru_cache(maxsize=1)
def _shades() -> NDArray[np.float32]:
    """Return what the detector takes for each level, from -1 to 1."""
    levels = np.arange(256).astype(np.float32) * np.float32(1 / 255)
    return (levels - np.float32(0.5)) / np.float32(0.5)


@lru_cache(maxsize=1)
def _reader() -> Any:  # noqa: ANN401
    whole = engine()
    if whole.text_rec is None:
        whole.recognize_txt([np.zeros((HEIGHT, HEIGHT, 3), np.uint8)])  # loads the model
    reader = copy(whole.text_rec)
    reader.rec_image_shape = [3, HEIGHT, HEIGHT]
    return reader
