"""The JPEG that fits: quality and colour resolution for a window of sizes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import ext
from imgrules_processors import _jpeg
from imgrules_processors._chroma import has_colour_edges
from imgrules_processors._metadata import Metadata
from imgrules_processors._search import Search
from imgrules_processors._wanted import EXTENSIONS, Encoded, Misfit, Wanted, metadata_of, say_miss
from imgrules_processors._white import RIMS, white_lost
from imgrules_processors.canvas import flatten

Plane = NDArray[np.uint8]

GOOD = 90
"""Quality from which colour at full resolution is kept, whatever else would fit."""
_WHITE = (255, 255, 255)


def write_jpeg(draft: ext.Draft, wanted: Wanted) -> Encoded:
    if max(draft.width, draft.height) > _jpeg.MAX_SIDE:
        raise Misfit(f"a JPEG has at most {_jpeg.MAX_SIDE} px a side")
    flat = flatten(draft, _WHITE)
    metadata, notes = _jpeg.fitting(metadata_of(draft, wanted))
    if draft.alpha is not None:
        notes = ("transparency laid on white", *notes)
    quality, subsampling, data = _best_jpeg(flat.samples, metadata, wanted)
    words = f"JPEG quality {quality}, {subsampling}, {len(data)} bytes"
    return Encoded(data, "jpeg", EXTENSIONS["jpeg"], "; ".join((words, *notes)))


def _best_jpeg(samples: Plane, metadata: Metadata, wanted: Wanted) -> tuple[int, str, bytes]:
    """Try full colour resolution, and half where that comes out poor or too large."""
    best: tuple[int, str, bytes] | None = None
    misses = []
    for subsampling in _samplings(wanted):
        if best is not None and (best[0] >= GOOD or has_colour_edges(samples)):
            break
        found, miss = _searched(samples, metadata, subsampling, wanted)
        if found is None:
            misses.append(miss)
        elif white_lost(samples, found[1], RIMS[subsampling]):
            misses.append(f"JPEG {subsampling} at quality {found[0]} takes exact white away")
        elif best is None or found[0] > best[0]:
            best = (found[0], subsampling, found[1])
    if best is None:
        raise Misfit("; ".join(misses))
    return best


def _searched(
    samples: Plane, metadata: Metadata, subsampling: str, wanted: Wanted
) -> tuple[tuple[int, bytes] | None, str]:
    """Return quality and bytes, or None and why; the encoder's own copy is gone by then."""
    search = _jpeg_search(samples, metadata, subsampling, wanted)
    found = search.run(wanted.floor)
    return found, "" if found else say_miss(f"JPEG {subsampling}", search)


def _samplings(wanted: Wanted) -> list[str]:
    allowed = wanted.subsampling or ("4:4:4", "4:2:0")
    known = [name for name in RIMS if name in allowed]
    if not known:
        raise Misfit(f"JPEG colour resolution {', '.join(allowed)} is not written here")
    return known


def _jpeg_search(samples: Plane, metadata: Metadata, subsampling: str, wanted: Wanted) -> Search:
    bgr = cv2.cvtColor(samples, cv2.COLOR_RGB2BGR)
    progressive = bool(wanted.progressive)

    def write(quality: int) -> bytes:
        bare = _jpeg.compress(
            bgr, quality=quality, subsampling=subsampling, progressive=progressive
        )
        return _jpeg.dress(bare, metadata)

    return Search(write, wanted.window)
