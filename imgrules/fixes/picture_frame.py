"""Choosing one picture's frame: what may be done for it, and which lesser rules are given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from imgrules.colours import colour_text
from imgrules.fixes.constraints import Constraints
from imgrules.fixes.frame import LARGEST_FACTOR
from imgrules.fixes.model import FrameSpec
from imgrules.fixes.reframing import Framed, Given, Unframed, plan_frame
from imgrules.fixes.steps import Offerer, backdrop_wish, framing
from imgrules.fixes.wishes import FRAME, Wish
from imgrules.model import Region

_PADDED_ON = ("white", "near-white", "unknown")
_BACKDROPS = {"plain": "coloured", "graded": "shaded", "scene": "a scene"}


@dataclass(slots=True)
class Said:
    """What is said of a picture while it is planned. ``stops``: why it cannot be fixed."""

    stops: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    given_up: dict[str, str] = field(default_factory=dict)
    """Full id of a lesser rule to why it is not followed."""

    def left(self, words: str, *, blocking: bool = False) -> None:
        """Say of a rule that goes on failing: it stops the plan, or is noted."""
        if blocking:
            self.stops.append(words)
        else:
            self.notes.append(f"still failing: {words}")


@dataclass(frozen=True, slots=True)
class Framer:
    """One picture's frame in the making; what there is to say of it goes to ``said``."""

    made: Constraints
    given: Given
    ask: Offerer
    said: Said

    def frame(self, wanted: tuple[Wish, ...]) -> Framed | None:
        """Return the frame and its spec; None (and why) where there is none."""
        asked = [each for each in wanted if each.operation == FRAME]
        try:
            framed = self._allowed(_aim(asked))
            self._refuse_bars(framed)
        except Unframed as problem:
            return self._unframed(str(problem), asked, wanted)
        self.said.given_up |= framed.given_up
        return framed

    def _allowed(self, aim: float | None) -> Framed:
        """Reduce and enlarge only where that may be done."""
        may_enlarge = bool(self.ask.offers("size.enlarge").candidates)
        framed = plan_frame(self.made, self.given, aim=aim, may_enlarge=may_enlarge)
        if "size.reduce" not in framing(framed.frame, self.given.size):
            return framed
        reduce = self.ask.offers("size.reduce")
        if reduce.candidates:
            return framed
        kept = plan_frame(self.made, self.given, aim=aim, may_reduce=False)
        if "size.reduce" in framing(kept.frame, self.given.size):
            raise Unframed("; ".join(reduce.refusals))
        return kept

    def _refuse_bars(self, framed: Framed) -> None:
        frame, kind = framed.frame, self.ask.facts.backdrop
        if frame is None or self.given.found_later or frame.pad(*self.given.size) is None:
            return
        if kind not in _PADDED_ON:
            raise Unframed(f"padding would leave bars beside a backdrop that is {_BACKDROPS[kind]}")
        if kind != "white":
            colour = colour_text(self.ask.backdrop.colour)
            words = f"worth a look: padded in {colour}, which the backdrop may not be"
            self.said.notes.append(words)

    def _unframed(self, why: str, asked: list[Wish], wanted: tuple[Wish, ...]) -> Framed | None:
        enlarge = f"; enlarging by up to {LARGEST_FACTOR:g} times needs --allow size.enlarge"
        enlarges = "size.enlarge" in self.ask.fix.allow
        hint = enlarge if " needs at least " in why and not enlarges else ""
        blocking = any(each.blocking for each in asked)
        across = "export them separately" in why
        if blocking or across or backdrop_wish(wanted):
            self.said.stops.append(why + hint)
            return None
        for each in asked:
            self.said.left(f"{each.words}: {why}")
            self.said.given_up[each.rule] = why
        return Framed(FrameSpec(), None, {each.rule: why for each in asked})


def moved(product: Region | None, inside: tuple[int, int, int, int] | None) -> Region | None:
    """Return the product's box as seen from inside a border."""
    if product is None or inside is None:
        return product
    left, top = max(product.x, inside[0]), max(product.y, inside[1])
    right = min(product.x + product.width, inside[0] + inside[2])
    bottom = min(product.y + product.height, inside[1] + inside[3])
    if right <= left or bottom <= top:
        return None
    return Region(left - inside[0], top - inside[1], right - left, bottom - top)


def _aim(asked: list[Wish]) -> float | None:
    """Return the largest fill that a failing rule's fix names."""
    named = [each.params["fill"] for each in asked if "fill" in each.params]
    return max((float(cast("float", each)) for each in named), default=None)
