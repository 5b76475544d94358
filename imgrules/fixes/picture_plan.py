"""Planning one picture: keep it, fix it, or say why a person must look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from imgrules.colours import colour_text
from imgrules.config import Fix
from imgrules.engine.job import Picture
from imgrules.fixes import facts as known
from imgrules.fixes.constraints import Constraints, backdrop_spec
from imgrules.fixes.filing import Filed, Wanted, file_picture
from imgrules.fixes.frame import LARGEST_FACTOR, Frame
from imgrules.fixes.model import BackdropSpec, Decision, FrameSpec, ImagePlan
from imgrules.fixes.naming import relative
from imgrules.fixes.reframing import Framed, Given, Unframed, plan_frame
from imgrules.fixes.spending import within_image
from imgrules.fixes.steps import (
    Layout,
    Offerer,
    backdrop_wish,
    framing,
    implied,
    needs,
    steps,
)
from imgrules.fixes.wishes import FRAME, Wish, Wishes, border, wishes
from imgrules.model import ImageResult, Region
from imgrules.processor import Processor

_PADDED_ON = ("white", "near-white", "unknown")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every picture of a run is planned with."""

    fix: Fix
    processors: Mapping[str, Processor]
    roots: tuple[Path, ...] = ()


def plan_picture(image: ImageResult, picture: Picture, made: Constraints, desk: Desk) -> ImagePlan:
    """Plan one picture from what was measured on it."""
    found = wishes(image, made.rules, desk.fix)
    plan = _bare(image, picture, found, desk)
    if found.unreadable or image.sha256 is None:
        return replace(plan, decision=Decision.REVIEW,
                       reasons=found.unreadable or ("the picture cannot be read",))  # fmt: skip
    return within_image(_Planner(image, made, desk, found, plan).plan(), desk.fix.budget.per_image)


def _bare(image: ImageResult, picture: Picture, found: Wishes, desk: Desk) -> ImagePlan:
    return ImagePlan(
        path=image.path,
        source=str(picture.path.absolute()),
        sha256=image.sha256 or "",
        output=str(relative(picture.path, desk.roots)),
        decision=Decision.KEEP,
        product=known.product(image),
        failing=found.failing,
        roles={name: choice.role for name, choice in sorted(picture.roles.items())},
    )


@dataclass(slots=True)
class _Planner:
    """One picture's plan in the making. ``stops``: why it cannot be fixed."""

    image: ImageResult
    made: Constraints
    desk: Desk
    found: Wishes
    bare: ImagePlan
    stops: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    given_up: dict[str, str] = field(default_factory=dict)

    def plan(self) -> ImagePlan:
        wanted = self._possible(self.found.wanted)
        later = bool(backdrop_wish(wanted))
        for left in self.found.left:
            if left.on_product and later:
                if left.blocking:
                    self.notes.append(f"judged again on the new backdrop: {left.words}")
                continue
            (self.stops if left.blocking else self.notes).append(_still(left.words, left.blocking))
        if self.stops:
            return self._review()
        if not any(each.alone for each in wanted):
            self.notes += [_still(each.words) for each in wanted]
            return self._keep()
        return self._fix(wanted)

    # -- what can be done --------------------------------------------------------------------

    def _possible(self, wanted: tuple[Wish, ...]) -> tuple[Wish, ...]:
        """Keep the wishes somebody may fulfil; stop where one that must be cannot."""
        ask = self._offerer(backdrop_spec(self.made, self.desk.fix.background)[0])
        kept = []
        for each in wanted:
            if each.operation == FRAME or ask.offers(each.operation).candidates:
                kept.append(each)
                continue
            why = "; ".join(ask.offers(each.operation).refusals) or "nobody does it"
            words = f"{each.words}: {why}"
            (self.stops if each.blocking else self.notes).append(_still(words, each.blocking))
        return tuple(kept)

    def _offerer(self, backdrop: BackdropSpec) -> Offerer:
        return Offerer(known.facts(self.image), self.desk.fix, self.desk.processors, backdrop)

    # -- fixing ------------------------------------------------------------------------------

    def _fix(self, wanted: tuple[Wish, ...]) -> ImagePlan:
        backdrop, said = backdrop_spec(self.made, self.desk.fix.background)
        ask = self._offerer(backdrop)
        inside = border(self.image) if any(w.operation == "canvas.crop" for w in wanted) else None
        size = inside[2:] if inside else (ask.facts.width, ask.facts.height)
        framed = self._framed(wanted, ask, inside, size)
        if framed is None:
            return self._review()
        wanted = self._without_given_up(wanted, framed)
        needed = set(needs(wanted, framed.frame, size))
        if not needed:
            return self._keep()
        needed |= set(implied(needed, ask.facts, turned=known.turned(self.image)))
        if backdrop_wish(wanted):
            self.notes += said
        self._refuse_unoffered(needed, ask)
        filed = self._file(needed, framed.frame)
        if self.stops or filed.spec is None:
            return self._review()
        layout = Layout(size, framed.frame, inside, bool(backdrop_wish(wanted)))
        return replace(
            self.bare,
            output=filed.output,
            decision=Decision.FIX,
            steps=steps(wanted, needed, layout, ask),
            reasons=self._reasons(),
            frame=framed.spec,
            file=filed.spec,
            backdrop=backdrop,
            given_up=tuple(sorted(self.given_up)),
        )

    def _refuse_unoffered(self, needed: set[str], ask: Offerer) -> None:
        """Stop where a step that another one brings along may not be done."""
        for operation in sorted(needed):
            found = ask.offers(operation)
            if not found.candidates:
                self.stops.append("; ".join(found.refusals) or f"nobody does {operation}")

    # -- frame -------------------------------------------------------------------------------

    def _framed(
        self,
        wanted: tuple[Wish, ...],
        ask: Offerer,
        inside: tuple[int, int, int, int] | None,
        size: tuple[int, int],
    ) -> Framed | None:
        """Return the frame and its spec; None (and why) where there is none."""
        later = bool(backdrop_wish(wanted))
        asked = [each for each in wanted if each.operation == FRAME]
        if not (later or asked or inside):
            return Framed(FrameSpec(), None, {})
        given = Given(size, _moved(self.bare.product, inside), known.area(self.image), later,
                      frozenset(self.found.failing))  # fmt: skip
        try:
            framed = self._allowed(given, _aim(asked), ask)
            self._refuse_bars(framed, given, ask)
        except Unframed as problem:
            return self._unframed(str(problem), asked, wanted)
        self.given_up |= framed.given_up
        return framed

    def _allowed(self, given: Given, aim: float | None, ask: Offerer) -> Framed:
        """Reduce and enlarge only where that may be done."""
        may_enlarge = bool(ask.offers("size.enlarge").candidates)
        framed = plan_frame(self.made, given, aim=aim, may_enlarge=may_enlarge)
        if "size.reduce" not in framing(framed.frame, given.size):
            return framed
        reduce = ask.offers("size.reduce")
        if reduce.candidates:
            return framed
        kept = plan_frame(self.made, given, aim=aim, may_reduce=False)
        if "size.reduce" in framing(kept.frame, given.size):
            raise Unframed("; ".join(reduce.refusals))
        return kept

    def _refuse_bars(self, framed: Framed, given: Given, ask: Offerer) -> None:
        if framed.frame is None or given.found_later or framed.frame.pad(*given.size) is None:
            return
        if ask.facts.backdrop not in _PADDED_ON:
            kind = _BACKDROPS[ask.facts.backdrop]
            raise Unframed(f"padding would leave bars beside a backdrop that is {kind}")
        if ask.facts.backdrop != "white":
            colour = colour_text(ask.backdrop.colour)
            self.notes.append(f"worth a look: padded in {colour}, which the backdrop may not be")

    def _unframed(self, why: str, asked: list[Wish], wanted: tuple[Wish, ...]) -> Framed | None:
        enlarge = f"; enlarging by up to {LARGEST_FACTOR:g} times needs --allow size.enlarge"
        hint = enlarge if " needs at least " in why and not self._enlarges() else ""
        blocking = any(each.blocking for each in asked)
        across = "export them separately" in why
        if blocking or across or backdrop_wish(wanted):
            self.stops.append(why + hint)
            return None
        self.notes += [_still(f"{each.words}: {why}") for each in asked]
        self.given_up |= {each.rule: why for each in asked}
        return Framed(FrameSpec(), None, {each.rule: why for each in asked})

    def _enlarges(self) -> bool:
        return "size.enlarge" in self.desk.fix.allow

    def _without_given_up(self, wanted: tuple[Wish, ...], framed: Framed) -> tuple[Wish, ...]:
        """Say which lesser rules will fail, and stop asking for them."""
        words = {each.rule: each.words for each in self.found.wanted}
        told = " ".join(self.notes)
        for rule, why in framed.given_up.items():
            if f"{rule}:" not in told:
                self.notes.append(_still(words[rule]) if rule in words else
                                  f"will fail: {rule}: {why}")  # fmt: skip
        return tuple(
            each for each in wanted
            if each.operation != FRAME or each.rule not in framed.given_up
        )  # fmt: skip

    # -- file --------------------------------------------------------------------------------

    def _file(self, needed: set[str], frame: Frame | None) -> Filed:
        size = (frame.out_width, frame.out_height) if frame else (
            self.image.width or 0, self.image.height or 0
        )  # fmt: skip
        wanted = Wanted(
            format=self.image.format or "",
            name=relative(Path(self.bare.source), self.desk.roots),
            pixels=size[0] * size[1],
            failing=self.found.failing,
            untouched=needed == {"file.encode"},
        )
        filed = file_picture(self.made, wanted)
        self.stops += filed.stops
        self.given_up |= filed.given_up
        return filed

    # -- endings -----------------------------------------------------------------------------

    def _keep(self) -> ImagePlan:
        return replace(self.bare, reasons=self._reasons())

    def _review(self) -> ImagePlan:
        reasons = tuple(dict.fromkeys(self.stops))
        return replace(self.bare, decision=Decision.REVIEW, reasons=reasons)

    def _reasons(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.notes, *self.found.looks)))


_BACKDROPS = {"plain": "coloured", "graded": "shaded", "scene": "a scene"}


def _still(words: str, blocking: bool = False) -> str:
    return words if blocking else f"still failing: {words}"


def _moved(product: Region | None, inside: tuple[int, int, int, int] | None) -> Region | None:
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
