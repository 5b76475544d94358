"""The part of a picture that is not exactly white, told by the picture at working scale."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.working import Working

Window = tuple[slice, slice]
WHITE = 255


def white_window(rgb: NDArray[np.uint8], work: Working | None) -> Window:
    """Return rows and columns, full-size, outside which every pixel is exactly white.

    All of them where the working picture does not tell, and where all is white.
    """
    whole = slice(0, rgb.shape[0]), slice(0, rgb.shape[1])
    if work is None or work.clean is None:
        return whole
    rows, columns = (side * work.factor for side in work.shape)
    if not ((rgb[rows:] == WHITE).all() and (rgb[:, columns:] == WHITE).all()):
        return whole  # reduction leaves a few pixels out
    x, y, wide, high = (
        side * work.factor for side in cv2.boundingRect((~work.clean).view(np.uint8))
    )
    return (slice(y, y + high), slice(x, x + wide)) if wide else whole


def scaled_window(window: Window, scale: float, size: tuple[int, int], margin: int) -> Window:
    """Return the window at another scale, wider by ``margin`` as far as ``size`` reaches.

    ``size``: width and height of the picture at that scale.
    """
    down, across = (
        slice(max(0, int(span.start * scale) - margin), min(most, int(span.stop * scale) + margin))
        for span, most in zip(window, size[::-1], strict=True)
    )
    return down, across
