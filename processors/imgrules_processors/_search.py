"""Finding the highest quality that fits a size window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

START = 95
"""Above this files grow fast and nothing is seen of it."""
BEST = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Bytes a file may have, both ends included; None: no limit."""

    least: int | None = None
    most: int | None = None

    def too_large(self, size: int) -> bool:
        return self.most is not None and size > self.most

    def too_small(self, size: int) -> bool:
        return self.least is not None and size < self.least

    def holds(self, size: int) -> bool:
        return not self.too_large(size) and not self.too_small(size)


@dataclass(slots=True)
class Search:
    """``tried``: quality → size in bytes of all that was written on the way."""

    write: Callable[[int], bytes]
    window: Window
    tried: dict[int, int] = field(default_factory=dict)

    def run(self, floor: int) -> tuple[int, bytes] | None:
        """Return quality and bytes of the best file not below ``floor``; None where none fits.

        Quality 95 is taken where it fits, less where the file must be smaller, more where it must
        be larger.
        """
        start = max(START, floor)
        data = self._written(start)
        if self.window.holds(len(data)):
            return start, data
        if self.window.too_large(len(data)):
            found = self._highest(floor, start - 1)
        else:
            found = self._lowest(start + 1, BEST)
        return found if found and self.window.holds(len(found[1])) else None

    def _written(self, quality: int) -> bytes:
        data = self.write(quality)
        self.tried[quality] = len(data)
        return data

    def _highest(self, low: int, high: int) -> tuple[int, bytes] | None:
        best = None
        while low <= high:
            middle = (low + high) // 2
            data = self._written(middle)
            if self.window.too_large(len(data)):
                high = middle - 1
            else:
                best, low = (middle, data), middle + 1
        return best

    def _lowest(self, low: int, high: int) -> tuple[int, bytes] | None:
        best = None
        while low <= high:
            middle = (low + high) // 2
            data = self._written(middle)
            if self.window.too_small(len(data)):
                low = middle + 1
            else:
                best, high = (middle, data), middle - 1
        return best
