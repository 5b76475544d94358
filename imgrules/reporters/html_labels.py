"""Where the numbers of boxes stand: on the picture, and not on top of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from imgrules.model import Region

_LETTER = 0.045
"""Height of the numbers, as a share of the picture's longest side."""
_WIDE = 0.62
"""Width of a digit, as a share of its height."""

_STEPS = 12

Spot = tuple[float, float]


@dataclass(slots=True)
class Labels:
    """Finds a free spot for each number; ``size`` is the picture's, in pixels."""

    size: tuple[int, int]
    _taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)

    @property
    def letter(self) -> float:
        return round(min(_LETTER * max(self.size), 0.5 * min(self.size)), 1)

    def place(self, region: Region, numbers: str) -> Spot | None:
        """Return left and baseline of the text; None where there is no room and it was said."""
        spot = self._first_free(self._spots(region, numbers), numbers)
        if spot is None and numbers not in self._said:
            further = list(self._further(region, numbers))
            spot = self._first_free(further, numbers) or self._kept_on(further[0], numbers)
        if spot is not None:
            self._said.add(numbers)
            self._taken.append(self._box(spot, numbers))
        return spot

    def _spots(self, region: Region, numbers: str) -> list[Spot]:
        """Inside the box's corners where it is large enough, else around it."""
        letter, wide = self.letter, self._wide(numbers)
        pad = letter / 4
        left, right = region.x + pad, region.x + region.width - wide - pad
        bottom = region.y + region.height
        outside = [(region.x, region.y - pad), (region.x, bottom + letter)]
        if region.height <= 2 * letter or region.width <= wide + 2 * pad:
            return [*outside, (region.x + region.width + pad, region.y + letter)]
        inside = [(x, y) for y in (region.y + letter, bottom - pad) for x in (left, right)]
        return [*inside, *outside]

    def _further(self, region: Region, numbers: str) -> Iterator[Spot]:
        """Go along the box's upper and lower edge, away from what stands there."""
        below = region.y + region.height + self.letter
        for step in range(_STEPS):
            for way in (1, -1):
                x = region.x + way * step * 1.2 * self._wide(numbers)
                yield from ((x, region.y - self.letter / 4), (x, below))

    def _first_free(self, spots: Iterable[Spot], numbers: str) -> Spot | None:
        kept = (self._kept_on(spot, numbers) for spot in spots)
        return next((spot for spot in kept if self._free(spot, numbers)), None)

    def _kept_on(self, spot: Spot, numbers: str) -> Spot:
        letter, (width, height) = self.letter, self.size
        x = min(max(spot[0], letter / 4), max(letter / 4, width - self._wide(numbers) - letter / 4))
        return round(x, 1), round(min(max(spot[1], letter), height - letter / 5), 1)

    def _wide(self, numbers: str) -> float:
        return _WIDE * self.letter * len(numbers)

    def _box(self, spot: Spot, numbers: str) -> tuple[float, float, float, float]:
        return spot[0], spot[1] - self.letter, spot[0] + self._wide(numbers), spot[1]

    def _free(self, spot: Spot, numbers: str) -> bool:
        left, top, right, bottom = self._box(spot, numbers)
        return not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for other in self._taken
        )
