"""From wishes to steps in the order fixes run, each with who may perform it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from imgrules.colours import colour_text
from imgrules.config import Fix
from imgrules.ext import OPERATIONS
from imgrules.fixes.frame import Frame
from imgrules.fixes.model import BackdropSpec, Step
from imgrules.fixes.offers import Offers, offers
from imgrules.fixes.wishes import FRAME, Wish, by_rule
from imgrules.model import Value
from imgrules.processor import Facts, Processor

BACKDROP = ("background.whiten", "background.replace")
SRGB = ("", "srgb")


@dataclass(frozen=True, slots=True)
class Offerer:
    """Asks for steps on one picture."""

    facts: Facts
    fix: Fix
    processors: Mapping[str, Processor]
    backdrop: BackdropSpec
    asked: dict[str, Offers] = field(default_factory=dict)

    def offers(self, operation: str) -> Offers:
        """Return who performs an operation on this picture; asked once."""
        if operation not in self.asked:
            self.asked[operation] = offers(
                operation, self.facts, self._params(operation), self.processors, self.fix
            )
        return self.asked[operation]

    def _params(self, operation: str) -> dict[str, Value]:
        if operation not in BACKDROP:
            return {}
        colour = colour_text(self.backdrop.colour)
        told: dict[str, Value] = {"color": colour, "shadow": self.backdrop.shadow}
        return {**told, "prompt": self.backdrop.prompt} if self.backdrop.prompt else told

    def step(
        self,
        operation: str,
        reasons: tuple[str, ...] = (),
        params: Mapping[str, Value] | None = None,
        note: str = "",
    ) -> Step:
        """Return the step; its operation must have been offered."""
        found = self.offers(operation)
        return Step(operation, found.candidates, params or {}, reasons, note, found.refusals)


def backdrop_wish(wanted: tuple[Wish, ...]) -> str:
    """Return the graver of the backdrop's operations asked for; empty where none is."""
    asked = {each.operation for each in wanted}
    return next((each for each in reversed(BACKDROP) if each in asked), "")


def needs(wanted: tuple[Wish, ...], frame: Frame | None, size: tuple[int, int]) -> Iterator[str]:
    """Yield the operations that wishes and frame together come to, but for the implied ones."""
    yield from {each.operation for each in wanted} - {FRAME, *BACKDROP}
    if backdrop := backdrop_wish(wanted):
        yield backdrop
    yield from framing(frame, size)


def framing(frame: Frame | None, size: tuple[int, int]) -> Iterator[str]:
    """Yield the operations that make a picture of ``size`` the frame."""
    if frame is None:
        return
    if frame.crop(*size):
        yield "canvas.crop"
    if frame.pad(*size):
        yield "canvas.pad"
    if frame.factor != 1:
        yield "size.reduce" if frame.factor < 1 else "size.enlarge"


def implied(needed: set[str], facts: Facts, *, turned: bool) -> Iterator[str]:
    """Yield what comes with re-encoding: upright pixels in sRGB, one encode at the end."""
    if needed - {"file.encode"}:
        if turned:
            yield "orientation.bake"
        if facts.mode != "rgb" or facts.profile not in SRGB:
            yield "color.convert"
    if needed:
        yield "file.encode"


@dataclass(frozen=True, slots=True)
class Layout:
    """What is to be done to the frame of a picture of ``size``; ``inside``: within a border."""

    size: tuple[int, int]
    frame: Frame | None
    inside: tuple[int, int, int, int] | None
    found_later: bool


def steps(
    wanted: tuple[Wish, ...], needed: set[str], layout: Layout, ask: Offerer
) -> tuple[Step, ...]:
    """Return the steps in phase order. A drawn border goes first of all that sees its pixels."""
    made: list[Step] = []
    for operation in OPERATIONS:
        if operation not in needed:
            continue
        reasons = by_rule(wanted, operation)
        if operation == BACKDROP[1]:
            reasons = (*by_rule(wanted, BACKDROP[0]), *reasons)
        if operation.startswith(("canvas.", "size.")):
            made += _framing(operation, wanted, layout, ask)
        elif operation == "file.encode":
            made.append(ask.step(operation, reasons, _params(wanted, operation)))
        else:
            made.append(ask.step(operation, reasons))
    return tuple(_border_first(made, wanted, layout, ask))


def _border_first(
    made: list[Step], wanted: tuple[Wish, ...], layout: Layout, ask: Offerer
) -> Iterator[Step]:
    """Yield the steps, with the crop inside a border before the backdrop is looked at."""
    if layout.inside is None:
        yield from made
        return
    params: dict[str, Value] = dict(
        zip(("left", "top", "width", "height"), layout.inside, strict=True)
    )
    reasons = by_rule(wanted, "canvas.crop")
    crop = ask.step("canvas.crop", reasons, params, "inside the drawn border")
    early = ("orientation.bake", "color.convert")
    yield from (each for each in made if each.operation in early)
    yield crop
    yield from (each for each in made if each.operation not in early)


def _framing(
    operation: str, wanted: tuple[Wish, ...], layout: Layout, ask: Offerer
) -> Iterator[Step]:
    frame = layout.frame
    if frame is None or operation not in framing(frame, layout.size):
        return
    reasons = by_rule(wanted, FRAME)
    if operation == "canvas.crop" and (part := frame.crop(*layout.size)):
        params: dict[str, Value] = {"width": part.width, "height": part.height}
        note = f"to {part.width} × {part.height} px"
    elif operation == "canvas.pad":
        params = {"width": frame.width, "height": frame.height}
        note = f"to {frame.width} × {frame.height} px"
    else:
        params = {"width": frame.out_width, "height": frame.out_height}
        note = f"to {frame.out_width} × {frame.out_height} px"
    if layout.found_later:
        note += ", or as the cut-out shows"
    yield ask.step(operation, reasons, params, note)


def _params(wanted: tuple[Wish, ...], operation: str) -> dict[str, Value]:
    """Return what the rules' own fixes name, the last one winning where they differ."""
    named: dict[str, Value] = {}
    for each in wanted:
        if each.operation == operation:
            named.update(each.params)
    return named
