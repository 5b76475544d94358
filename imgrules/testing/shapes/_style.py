from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imgrules.colours import Rgb
from imgrules.testing.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Style:
    """What a recipe says about a product besides its shape and size."""

    colour: Rgb
    words: str | None = None
    seed: int = 1

    def darker(self, factor: float) -> Rgb:
        return mix(self.colour, (0, 0, 0), 1 - factor)

    def lighter(self, share: float) -> Rgb:
        """Mix with an off-white that never reads as backdrop."""
        return mix(self.colour, (238, 233, 222), share)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return ``one`` with ``share`` of ``other`` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


Drawer = Callable[[tuple[int, int], Style], Canvas]
"""Draws a product that touches all four sides of the box of the given size."""
