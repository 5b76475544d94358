"""The common JPEG, eight-bit colour in three components, straight into an RGB plane.

Pillow keeps four bytes a pixel, and bringing them to three costs half as much again as decoding.
Both libraries are libjpeg-turbo with the same settings: the pixels are the same to the bit.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from imgrules.images import memory
from imgrules.images.header import Header


def decode_rgb(bare: bytes, header: Header) -> NDArray[np.uint8] | None:
    """Decode as stored, height × width × 3; None for every file that is not plain.

    What libjpeg remarks on is handed back as well: Pillow has the last word on damaged files.
    """
    facts = header.jpeg
    if facts is None or facts.components != 3 or facts.lossless or header.colour_model != "rgb":
        return None
    block = memory.take(header.stored_height * header.stored_width * 3)
    try:
        rgb = simplejpeg.decode_jpeg(bare, "RGB", strict=True, buffer=block)
    except (ValueError, MemoryError):
        if block is not None:
            memory.keep(block)
        return None
    if block is not None:
        memory.keep_after(rgb, block)
    if rgb.shape != (header.stored_height, header.stored_width, 3):
        return None
    return cast("NDArray[np.uint8]", rgb)
