"""The compiled kernels: arrays are those of NumPy, rows may lie apart, outputs are filled.

Every function raises TypeError or ValueError for an array of another type, shape or size than it
says, before a pixel is touched, and lets other threads run while it works.
"""

import numpy as np
from numpy.typing import NDArray

def instructions() -> str:
    """Return ``AVX2`` or ``plain``: what the kernels use on this processor."""

# reduce.c

def reduce(
    rgb: NDArray[np.uint8], factor: int, work: NDArray[np.uint8], clean: NDArray[np.bool_], /
) -> None:
    """Average blocks of ``factor`` × ``factor`` pixels, 2 to 16, as OpenCV's INTER_AREA does.

    ``rgb``: height × width × 3. ``work``: height // factor × width // factor × 3, filled.
    ``clean``: the same without channels, filled with where a whole block is (255, 255, 255).
    """
