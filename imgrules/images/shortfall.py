"""Telling a JPEG whose scan data ran out: libjpeg fills the rest with grey and says nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imgrules.images import jpeg
from imgrules.images.pillow import DECODER_ERRORS, open_with_plugin
from imgrules.images.raw import JpegFacts

_FILLER = bytes(range(1, 250)) * 40
"""More scan data than there is: a decoder that lacks some takes it, any other skips it."""


def ends_early(data: bytes, decoded: NDArray[np.uint8], facts: JpegFacts) -> bool:
    """Say whether picture data is missing before the end marker.

    Missing units decode to flat mid-grey, so only a picture whose last unit is flat is suspected.
    A picture may truly end in grey: then more scan data changes nothing.
    """
    if facts.lossless or not _last_unit_is_flat(decoded, facts):
        return False
    return _takes_filler(data)


def _last_unit_is_flat(decoded: NDArray[np.uint8], facts: JpegFacts) -> bool:
    height, width = decoded.shape[:2]
    wide, high = facts.luma_block
    left, top = (width - 1) // wide * wide, (height - 1) // high * high
    # Four-component JPEG ends in some other flat colour, depending on its profile.
    grey = all(abs(level - 128) <= 2 for level in decoded[top, left].tolist())
    if not grey and facts.components != 4:
        return False
    unit = decoded[top:, left:].reshape(-1, 3)
    return bool((unit == unit[0]).all())


def _takes_filler(data: bytes) -> bool:
    segments = list(jpeg.walk(data, beyond_scan=True))
    scan = next(s for s in reversed(segments) if s.marker == jpeg.SOS)
    end = jpeg.find_scan_end(data, scan.end)
    if end is None:
        return True
    filled = data[:end] + _FILLER + data[end:]
    before, after = _decode(data), _decode(filled)
    return before is None or after is None or not np.array_equal(before, after)


def _decode(data: bytes) -> NDArray[np.uint8] | None:
    try:
        with open_with_plugin(data, "jpeg") as picture:
            return np.asarray(picture)
    except DECODER_ERRORS:
        return None
