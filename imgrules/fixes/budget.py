"""How much may be spent: asked before every call, corrected by what the service reports."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

from imgrules.processor import Declined, Stopped


@dataclass(frozen=True, slots=True)
class Caps:
    """Credits that one picture and one run may cost; None: no limit."""

    per_image: float | None = None
    per_run: float | None = None


@dataclass(slots=True, eq=False)
class Reservation:
    """Credits set aside for one call, until it is known what it cost."""

    image: str
    credits: float
    settled: float | None = None


@dataclass(slots=True)
class Budget:
    """Counts what a run spends and what its calls in flight may. Used from several threads."""

    caps: Caps = Caps()
    _spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _reserved: list[Reservation] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def spent(self) -> float:
        """Credits of the calls whose price is settled."""
        with self._lock:
            return math.fsum(self._spent.values())

    @property
    def reserved(self) -> float:
        """Credits set aside for calls in flight."""
        with self._lock:
            return math.fsum(one.credits for one in self._reserved)

    def spent_on(self, image: str) -> float:
        """Credits settled for one picture, by its path."""
        with self._lock:
            return self._spent.get(image, 0.0)

    def reserve(self, image: str, credits: float | None) -> Reservation:
        """Set the estimate aside before the call.

        Raises Stopped where the run's budget would be exceeded; Declined where the picture's
        would, or where nobody knows the price and a budget is set.
        """
        known = known_price(credits)
        with self._lock:
            if known is None:
                self._refuse_unpriced()
            else:
                self._refuse_excess(image, known)
            made = Reservation(image, known or 0.0)
            self._reserved.append(made)
        return made

    def settle(self, reservation: Reservation, credits: float) -> None:
        """Put what the call cost in place of the estimate, or of what was settled before."""
        with self._lock:
            if reservation.settled is None:
                self._reserved.remove(reservation)
            self._spent[reservation.image] += credits - (reservation.settled or 0.0)
            reservation.settled = credits

    def _refuse_unpriced(self) -> None:
        if self.caps != Caps():
            raise Declined(
                "price unknown; a budget is set, so nothing is bought without a price",
                hint="give the price in the service's profile, or lift the budget",
            )

    def _refuse_excess(self, image: str, credits: float) -> None:
        whole, single = self.caps.per_run, self.caps.per_image
        spent = math.fsum(self._spent.values())
        waiting = math.fsum(one.credits for one in self._reserved)
        if whole is not None and _exceeds(spent + waiting + credits, whole):
            raise Stopped(
                f"the budget of {amount(whole)} credits a run is used up: "
                f"{_so_far(spent, waiting)}, the next call costs {amount(credits)}",
                hint="raise it with --budget, or fix the rest in another run",
            )
        spent = self._spent.get(image, 0.0)
        waiting = math.fsum(one.credits for one in self._reserved if one.image == image)
        if single is not None and _exceeds(spent + waiting + credits, single):
            raise Declined(
                f"over the budget of {amount(single)} credits a picture: "
                f"{_so_far(spent, waiting)}, this call costs {amount(credits)}",
                hint="raise fix.budget.per_image in imgrules.yaml",
            )


def known_price(credits: float | None) -> float | None:
    """Return a price that can be reckoned with; None for one that cannot."""
    if credits is None or not math.isfinite(credits) or credits < 0:
        return None
    return float(credits)


def amount(credits: float) -> str:
    """Return credits as people write them: 5, 0.25, 1200."""
    return f"{credits:.4f}".rstrip("0").rstrip(".")


def _so_far(spent: float, waiting: float) -> str:
    return f"{amount(spent)} spent" + (f", {amount(waiting)} under way" if waiting else "")


def _exceeds(sum_: float, cap: float) -> bool:
    """Ten calls of 0.1 fit a budget of 1 although their sum in floats is more."""
    return sum_ > cap and not math.isclose(sum_, cap, rel_tol=1e-9)
