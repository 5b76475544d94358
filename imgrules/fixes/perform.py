"""Carrying out one attempt at a picture: one decode, its steps in order, one encode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imgrules.colours import colour_text
from imgrules.fixes.crumbs import without_crumbs
from imgrules.fixes.despill import despill
from imgrules.fixes.model import Candidate, Done, ImagePlan, Step
from imgrules.fixes.overlays import without_overlays
from imgrules.fixes.reframe import Who, reframe
from imgrules.model import Region, Value
from imgrules.processor import Context, Cutout, Declined, Draft, Processor

if TYPE_CHECKING:
    from imgrules.images.image import Image
    from imgrules.processor import Mask

_STILL = ("file.encode", "orientation.bake")
"""Operations that leave an upright draft's pixels as they are."""
_FRAMING = ("background.whiten", "background.replace", "canvas.crop", "canvas.pad",
            "size.reduce", "size.enlarge")  # fmt: skip
"""After these the product's box is known better than when the plan was made."""
BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True, eq=False)
class Performed:
    """What an attempt produced. ``before`` and ``product`` are what fidelity is measured with."""

    data: bytes
    same: bool
    """True where these are the original's bytes."""
    format: str
    extension: str
    before: Draft
    after: Draft
    product: Mask | None
    """The cut-out's own opinion of where the product is, on ``before``; None without a cut-out."""
    done: tuple[Done, ...]
    models: tuple[Mapping[str, Value], ...] = ()
    looks: tuple[str, ...] = ()
    """What a segmenter said that a person should know."""


@dataclass(slots=True)
class _Bench:
    """One attempt under way."""

    plan: ImagePlan
    processors: Mapping[str, Processor]
    context: Context
    draft: Draft
    done: list[Done]
    product: Mask | None = None
    overlays: tuple[Region, ...] = ()
    models: tuple[Mapping[str, Value], ...] = ()
    looks: tuple[str, ...] = ()


def perform(
    plan: ImagePlan,
    image: Image,
    processors: Mapping[str, Processor],
    context: Context,
    *,
    attempt: int = 0,
    overlays: tuple[Region, ...] = (),
) -> Performed:
    """Carry out the plan's steps; ``attempt`` chooses among the candidates of a step.

    ``overlays``: where words or badges lie, in pixels of the original, to be left out of a cut-out.

    Raises Declined where no picture comes of it, Stopped where the run must end, UnreadableError
    where the source cannot be decoded.
    """
    from imgrules.fixes.draft import open_draft

    bench = _Bench(plan, processors, context, open_draft(image), [], overlays=overlays)
    if any(step.operation not in _STILL for step in plan.steps):
        _step(bench, _convert(plan), attempt)
        bench.draft = _flat(bench.draft, plan)
    before = bench.draft
    for step in _pictorial(plan):
        _step(bench, step, attempt)
    if any(step.operation in _FRAMING for step in plan.steps):
        allowed = any(step.operation == "size.enlarge" for step in plan.steps)
        bench.draft, steps = reframe(
            bench.draft, plan, _who(bench, attempt), context, may_enlarge=allowed
        )
        bench.done.extend(steps)
        bench.draft = _clear_of_frame(bench.draft, plan, steps)
    return _finish(bench, before, image)


def _clear_of_frame(draft: Draft, plan: ImagePlan, framed: tuple[Done, ...]) -> Draft:
    """Let a shadow end before the frame it has been given since it was laid."""
    if not framed or draft.product is None or plan.backdrop.shadow not in ("natural", "soft"):
        return draft
    from imgrules_processors.shadow import clear_of_frame

    return draft.with_(samples=clear_of_frame(draft.samples, draft.product, plan.backdrop.colour))


def _who(bench: _Bench, attempt: int) -> Who:
    """Return who frames: the plan's own choice, the built-in processor for what it did not see."""
    planned = {step.operation: _candidate(step, attempt) for step in bench.plan.steps}

    def who(operation: str) -> Processor:
        candidate = planned.get(operation)
        return bench.processors[candidate.processor if candidate else BUILT_IN]

    return who


def _candidate(step: Step, attempt: int) -> Candidate:
    return step.candidates[min(attempt, len(step.candidates) - 1)]


def _flat(draft: Draft, plan: ImagePlan) -> Draft:
    """Lay transparency on the colour to come before anything else: an old frame must not show."""
    from imgrules_processors.canvas import flatten

    return draft if draft.alpha is None else flatten(draft, plan.backdrop.colour)


def _convert(plan: ImagePlan) -> Step:
    """Return the plan's own colour step; nothing is changed in a space other than sRGB."""
    planned = [step for step in plan.steps if step.operation == "color.convert"]
    own = Candidate(BUILT_IN, "color.convert", plan.safety)
    return planned[0] if planned else Step("color.convert", (own,))


def _pictorial(plan: ImagePlan) -> Iterator[Step]:
    """Return the steps between colour conversion and framing; explicit crops come first of all."""
    for step in plan.steps:
        explicit = step.operation == "canvas.crop" and "left" in step.params
        if explicit or step.operation in ("orientation.bake", "overlay.erase",
                                          "background.whiten", "background.replace"):  # fmt: skip
            yield step


def _step(bench: _Bench, step: Step, attempt: int) -> None:
    candidate = _candidate(step, attempt)
    params = _params(bench.plan, step, candidate)
    made = bench.processors[candidate.processor].run(
        candidate.operation, bench.draft, params, bench.context
    )
    note = candidate.note
    if isinstance(made, Cutout):
        made = without_overlays(made, bench.overlays, bench.draft.product)
        made = without_crumbs(bench.draft, despill(bench.draft, made))
        note = "; ".join(made.notes) or note
        bench.looks = (*bench.looks, *made.notes)
        made = _composed(bench, made)
    if made is not bench.draft:
        bench.done.append(Done(candidate.operation, candidate.processor, note, candidate.credits))
    bench.draft = made


def _params(plan: ImagePlan, step: Step, candidate: Candidate) -> dict[str, Value]:
    """Return the step's own parameters, and what the backdrop becomes."""
    params = dict(step.params)
    if candidate.operation in ("background.whiten", "background.replace"):
        params = {
            "color": colour_text(plan.backdrop.colour),
            "shadow": plan.backdrop.shadow,
            **params,
        }
        if plan.backdrop.prompt and candidate.operation == "background.replace":
            params["prompt"] = plan.backdrop.prompt
    return params


def _composed(bench: _Bench, cutout: Cutout) -> Draft:
    from imgrules.fixes.cutout import cutout_faults
    from imgrules_processors.compose import compose

    if faults := cutout_faults(bench.draft, cutout):
        raise Declined("the cut-out was refused: " + "; ".join(faults))
    backdrop = bench.plan.backdrop
    bench.product = cutout.alpha > 0.5
    if cutout.model is not None:
        bench.models = (*bench.models, cutout.model)
    # A shadow that a service was to make has no part in a cut-out.
    shadow = "none" if backdrop.shadow == "service" else backdrop.shadow
    return compose(bench.draft, cutout, colour=backdrop.colour, shadow=shadow)


def _finish(bench: _Bench, before: Draft, image: Image) -> Performed:
    from imgrules_processors.colour import to_srgb
    from imgrules_processors.encode import encode

    wanted = bench.plan.file
    bounds: dict[str, Any] = {
        name: None if bound is None else bound.value
        for name, bound in (("max_bytes", wanted.max_bytes), ("min_bytes", wanted.min_bytes),
                            ("quality_min", wanted.quality_min), ("dpi_min", wanted.dpi_min))
    }  # fmt: skip
    encoded = encode(
        bench.draft,
        formats=wanted.formats,
        progressive=wanted.progressive,
        subsampling=wanted.subsampling,
        original=image.data,
        original_format=image.file.format,
        **bounds,
    )
    bench.done.append(Done("file.encode", BUILT_IN, encoded.note))
    same = encoded.data == image.data
    if not same:
        # Encoding alone converts colours too; the comparison must not take that for damage.
        before = _flat(to_srgb(before), bench.plan)
    return Performed(
        data=encoded.data,
        same=same,
        format=encoded.format,
        extension=encoded.extension,
        before=before,
        after=bench.draft,
        product=bench.product,
        done=tuple(bench.done),
        models=bench.models,
        looks=bench.looks,
    )
