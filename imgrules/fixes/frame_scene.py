"""What a frame is solved for: the picture, how strictly, and the limits with their reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product as pairs

from imgrules.fixes.model import Bound
from imgrules.fixes.octagon import Half, condensed
from imgrules.model import Region

Sides = tuple[bool, bool, bool, bool]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for a half-plane, in words that follow the rule's name."""

    words: str
    bound: Bound | None = None
    smallest: bool = False
    """A least number of pixels."""
    pixels: bool = False
    """That the picture has no more pixels than it has."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The picture as it is. Sizes in pixels of the upright picture."""

    width: int
    height: int
    product: Region
    area: float | None = None
    """Of the product's outline, in pixels."""
    known: bool = True
    """False where the whole picture stands in for a product that nobody found."""

    @property
    def touching(self) -> Sides:
        """The frame's sides at which the product ends, perhaps cut off."""
        if not self.known:
            return False, False, False, False
        box = self.product
        return (
            box.x <= 0,
            box.y <= 0,
            box.x + box.width >= self.width,
            box.y + box.height >= self.height,
        )

    @property
    def fill(self) -> float:
        """Share of the frame's fuller side that the product takes."""
        return max(self.product.width / self.width, self.product.height / self.height)


@dataclass(frozen=True, slots=True)
class Strictness:
    """``slack``: 1 keeps all safety margins, 0 none. ``headroom``: largest factor of enlarging.

    ``taste`` keeps to shapes and fills near the present ones, unless rules ask for others.
    """

    slack: float = 1.0
    headroom: float = 1.0
    taste: bool = True
    room: tuple[int, int] | None = None
    """Largest width and height: padding a picture adds no pixels worth having."""


@dataclass(slots=True)
class Limits:
    """Half-planes that all hold, and groups of which one alternative each must."""

    reasons: list[Reason] = field(default_factory=list)
    fixed: list[Half] = field(default_factory=list)
    choices: list[list[list[Half]]] = field(default_factory=list)

    def because(self, *reasons: Reason) -> frozenset[int]:
        start = len(self.reasons)
        self.reasons.extend(reasons)
        return frozenset(range(start, len(self.reasons)))

    def branches(self) -> Iterator[list[Half]]:
        """Yield each way of choosing among the alternatives."""
        fixed = condensed(self.fixed)
        for chosen in pairs(*self.choices):
            yield [*fixed, *(half for group in chosen for half in group)]
