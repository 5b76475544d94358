"""How many pixels are worked on at once: memory, not processors, is what large pictures use up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

PIXELS = 100_000_000
"""Fixing takes some 35 bytes a pixel: this many keep a run under 4 GB."""


class Room:
    """Lets pictures in while there is room; one that is larger than all of it goes alone."""

    def __init__(self, pixels: int = PIXELS) -> None:
        self._pixels = pixels
        self._taken = 0
        self._changed = Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Wait until there is room for a picture, and hold it."""
        share = min(pixels, self._pixels)
        with self._changed:
            self._changed.wait_for(lambda: self._taken + share <= self._pixels)
            self._taken += share
        try:
            yield
        finally:
            with self._changed:
                self._taken -= share
                self._changed.notify_all()
