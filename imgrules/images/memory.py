"""Memory of a large decoded picture, kept for the next one: fresh pages cost a fifth of decoding.

The C library gives blocks of 32 MiB and more back to the system at once, and the system clears
each page anew; smaller ones it keeps by itself.
"""

from __future__ import annotations

import mmap
import weakref

import numpy as np
from numpy.typing import NDArray

LEAST, MOST = 32 << 20, 128 << 20
"""Bytes of a block worth keeping, and of the largest that is kept: 44 megapixels."""

_spare: list[mmap.mmap] = []


def take(size: int) -> mmap.mmap | None:
    """Return a block of at least so many bytes, or None where an ordinary array will do.

    What it holds is left from another picture. Hand it back by ``keep_after`` or ``keep``.
    """
    if not LEAST <= size <= MOST:
        return None
    try:
        block = _spare.pop()
    except IndexError:
        return _new(size)
    if len(block) >= size:
        return block
    block.close()
    return _new(size)


def keep_after(pixels: NDArray[np.uint8], block: mmap.mmap) -> None:
    """Keep the block once nothing looks at the array, or at a view of it, any more."""
    # Views hold on to what the array itself is a view of.
    owner = pixels if pixels.base is None else pixels.base
    weakref.finalize(owner, keep, block).atexit = False


def keep(block: mmap.mmap) -> None:
    """Keep a free block for the next picture; one is enough."""
    if not _spare:
        _spare.append(block)


def _new(size: int) -> mmap.mmap | None:
    try:
        block = mmap.mmap(-1, size)
        if hasattr(mmap, "MADV_HUGEPAGE"):
            block.madvise(mmap.MADV_HUGEPAGE)
    except OSError:
        return None  # memory is short, or pages have one size only: decoding has its own way
    return block
