"""How much one run does: all of it, or little of each to see that it works."""

from __future__ import annotations

from dataclasses import dataclass

from tests.benchmarks.performance.served import WALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Rounds and numbers of pictures."""

    rounds: int = 5
    few_rounds: int = 3
    """Of what takes long: large pictures, whole commands."""
    starts: int = 15
    others: bool = True
    """Whether the memory of the other ways is measured too."""
    many: int = 96
    few: int = 16
    """Main pictures that two workers share; fewer where a way is slow."""
    shop: int = 160
    """Main pictures of the whole commands."""
    warm: tuple[int, ...] = (100, 1_000, 10_000, 100_000)
    cold: tuple[int, ...] = (100, 1_000, 10_000)
    hostile: int | None = None
    """How many of the damaged files; None for all."""
    clock: str = WALL
    """Of what works on one core: the wall's, or the processor's where the machine is busy."""
    words: str = ""


QUICK = Scale(
    rounds=2, few_rounds=1, starts=3, others=False, many=16, few=4, shop=24,
    warm=(100, 2_000), cold=(100, 500),
    hostile=12, words=" This was a quick run, with little of each.",
)  # fmt: skip
