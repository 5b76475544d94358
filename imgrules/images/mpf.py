"""The multi-picture index of a JPEG: how many pictures it holds that a viewer would show."""

from __future__ import annotations

from imgrules.images.tiff import TiffError, read_directory, read_start

_INDEX = 0xB002
_MULTI_FRAME = 0x02
"""First byte of the type of panoramas, stereo pairs and multi-angle shots."""


def count_pictures(block: bytes) -> int:
    """Count the primary picture and further full views; 1 where the index is unusable.

    Thumbnails and gain maps (which phones add to most photos) are no pictures of their own.
    """
    try:
        order, offset, big = read_start(block)
        index = read_directory(block, order, offset, big=big).raw(_INDEX)
    except TiffError:
        return 1
    views = 0
    for at in range(16, len(index) - 15, 16):
        attribute = int.from_bytes(index[at : at + 4], order)
        views += (attribute >> 16) & 0xFF == _MULTI_FRAME
    return 1 + views
