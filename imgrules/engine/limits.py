"""What judging one picture may cost before it is given up and the run goes on."""

from __future__ import annotations

import sys
from dataclasses import dataclass

_CV2_NO_MEMORY = -4
"""``cv::Error::StsNoMem``."""
_NO_MEMORY = ("bad allocation", "bad_alloc", "failed to allocate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one picture; one that breaks them is ``unchecked``, with the reason."""

    seconds: float = 60.0
    """The slowest real pictures take a tenth of it; longer means that a decoder hangs."""
    megabytes: int = 4096
    """Of a worker's own memory. A picture of 100 megapixels takes about a third of it."""


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory of its own; where the system cannot, do nothing.

    Linux counts private writable memory, mapped files not included; macOS and Windows have no
    such limit.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == -1 else min(wanted, hard), hard))


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Of glibc's ``mallopt``."""
_KEPT = 64 << 20
"""Bytes at the end of the heap that a worker keeps from one picture to the next."""


def keep_memory() -> None:
    """Have this process keep what one picture took for the next, where the C library is glibc.

    It gives memory back as soon as it can, and the system clears every page again that it takes:
    a tenth of what a picture of 24 megapixels costs.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        tune(_M_MMAP_THRESHOLD, _KEPT // 2)
        tune(_M_TRIM_THRESHOLD, _KEPT)


def starved(problem: BaseException) -> bool:
    """Say whether something broke for want of memory; each library says it its own way."""
    if isinstance(problem, MemoryError) or getattr(problem, "code", None) == _CV2_NO_MEMORY:
        return True
    said = str(problem).casefold()
    return isinstance(problem, RuntimeError) and any(word in said for word in _NO_MEMORY)
