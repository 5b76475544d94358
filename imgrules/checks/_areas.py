"""Levels below white in each area outside the product, as a measurement stores them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from imgrules.ext import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WHITE = 255


def to_value(levels: NDArray[np.int64]) -> Value:
    """Keep the total and the counts below white: judging needs no more."""
    found = levels[:WHITE].nonzero()[0].tolist()
    darker = {str(level): int(levels[level]) for level in found}
    return {"pixels": int(levels.sum()), "below_white": cast("Value", darker)}


class Levels:
    """Counts by level, read back from a measurement."""

    def __init__(self, pixels: int, darker: Mapping[int, int]) -> None:
        self.pixels = pixels
        self.darker = dict(darker)

    @classmethod
    def of(cls, value: Value) -> Levels:
        """Read what ``to_value`` wrote."""
        stored = cast("dict[str, Value]", value)
        darker = cast("dict[str, int]", stored["below_white"])
        counts = {int(level): count for level, count in darker.items()}
        return cls(cast("int", stored["pixels"]), counts)

    @classmethod
    def total(cls, parts: Iterable[Levels]) -> Levels:
        """Add areas up."""
        whole = cls(0, {})
        for part in parts:
            whole.pixels += part.pixels
            for level, count in part.darker.items():
                whole.darker[level] = whole.darker.get(level, 0) + count
        return whole

    def below(self, level: int) -> int:
        """Pixels darker than the level."""
        return sum(count for at, count in self.darker.items() if at < level)

    def worst(self) -> int:
        """Darkest level there is; white where nothing is darker."""
        return min(self.darker, default=WHITE)

    def white_share(self, least: int) -> float:
        """Share at least that light; 1 for an empty area."""
        return 1.0 if not self.pixels else 1 - self.below(least) / self.pixels
