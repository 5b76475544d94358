"""Planning one picture: keep it, fix it, or say why a person must look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from imgrules.config import Fix
from imgrules.engine.job import Picture
from imgrules.fixes import facts as known
from imgrules.fixes.constraints import Constraints, backdrop_spec
from imgrules.fixes.filing import Filed, Wanted, file_picture
from imgrules.fixes.frame import Frame
from imgrules.fixes.model import BackdropSpec, Decision, FrameSpec, ImagePlan
from imgrules.fixes.naming import relative
from imgrules.fixes.picture_frame import Framer, Said, moved
from imgrules.fixes.reframing import Framed, Given
from imgrules.fixes.spending import within_image
from imgrules.fixes.steps import (
    Layout,
    Offerer,
    backdrop_wish,
    implied,
    needs,
    steps,
)
from imgrules.fixes.wishes import FRAME, Wish, Wishes, border, wishes
from imgrules.model import ImageResult
from imgrules.processor import Processor


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
    """One picture's plan in the making."""

    image: ImageResult
    made: Constraints
    desk: Desk
    found: Wishes
    bare: ImagePlan
    said: Said = field(default_factory=Said)

    def plan(self) -> ImagePlan:
        wanted = self._possible(self.found.wanted)
        later = bool(backdrop_wish(wanted))
        for left in self.found.left:
            if left.on_product and later:
                if left.blocking:
                    self.said.notes.append(f"judged again on the new backdrop: {left.words}")
                continue
            self.said.left(left.words, blocking=left.blocking)
        if self.said.stops:
            return self._review()
        if not any(each.alone for each in wanted):
            for each in wanted:
                self.said.left(each.words)
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
            self.said.left(words, blocking=each.blocking)
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
            self.said.notes += said
        self._refuse_unoffered(needed, ask)
        filed = self._file(needed, framed.frame)
        if self.said.stops or filed.spec is None:
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
            given_up=tuple(sorted(self.said.given_up)),
        )

    def _refuse_unoffered(self, needed: set[str], ask: Offerer) -> None:
        """Stop where a step that another one brings along may not be done."""
        for operation in sorted(needed):
            found = ask.offers(operation)
            if not found.candidates:
                self.said.stops.append("; ".join(found.refusals) or f"nobody does {operation}")

    def _framed(
        self,
        wanted: tuple[Wish, ...],
        ask: Offerer,
        inside: tuple[int, int, int, int] | None,
        size: tuple[int, int],
    ) -> Framed | None:
        """Return the frame and its spec; None (and why) where there is none."""
        later = bool(backdrop_wish(wanted))
        if not (later or inside or any(each.operation == FRAME for each in wanted)):
            return Framed(FrameSpec(), None, {})
        product = moved(self.bare.product, inside)
        failing = frozenset(self.found.failing)
        given = Given(size, product, known.area(self.image), later, failing)
        return Framer(self.made, given, ask, self.said).frame(wanted)

    def _without_given_up(self, wanted: tuple[Wish, ...], framed: Framed) -> tuple[Wish, ...]:
        """Say which lesser rules will fail, and stop asking for them."""
        words = {each.rule: each.words for each in self.found.wanted}
        told = " ".join(self.said.notes)
        for rule, why in framed.given_up.items():
            if f"{rule}:" in told:
                continue
            if rule in words:
                self.said.left(words[rule])
            else:
                self.said.notes.append(f"will fail: {rule}: {why}")
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
        self.said.stops += filed.stops
        self.said.given_up |= filed.given_up
        return filed

    # -- endings -----------------------------------------------------------------------------

    def _keep(self) -> ImagePlan:
        return replace(self.bare, reasons=self._reasons())

    def _review(self) -> ImagePlan:
        reasons = tuple(dict.fromkeys(self.said.stops))
        return replace(self.bare, decision=Decision.REVIEW, reasons=reasons)

    def _reasons(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.said.notes, *self.found.looks)))
