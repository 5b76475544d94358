"""Trying to fix one picture: each candidate in turn, until one is proved to have worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from threading import Lock
from typing import Protocol

from imgrules.engine.job import Job, Picture
from imgrules.engine.picture import Answer, check_picture
from imgrules.engine.suppress import suppress_image
from imgrules.errors import UnreadableError
from imgrules.fixes.fidelity import measure_fidelity
from imgrules.fixes.model import Done, Fidelity, ImagePlan
from imgrules.fixes.overlays import overlay_regions
from imgrules.fixes.perform import Performed, perform
from imgrules.fixes.verify import Verification, verify
from imgrules.fixes.writing import told
from imgrules.images.image import Image
from imgrules.images.magic import EXTENSIONS
from imgrules.model import ImageResult, Value
from imgrules.processor import Context, Declined, Processor

_ONE_AT_A_TIME = Lock()
"""Judging holds the text reader, which serves one caller at a time."""


class Workplace(Protocol):
    """Where results are put until they are proved; a run of the state folder is one."""

    def work_file(self, name: str) -> Path:
        """Return a path under a folder of its own, whose base name is ``name``."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What every picture of a run is fixed with."""

    job: Job
    """The rulebooks and the date results are judged by; its pictures are not looked at."""
    processors: Mapping[str, Processor]
    workplace: Workplace


@dataclass(frozen=True, slots=True)
class Attempted:
    """How the attempts at one picture ended.

    ``data`` is what may be written: None where nothing was proved. ``dropped`` is the last result
    that was not, for a person to look at.
    """

    data: bytes | None
    name: str
    done: tuple[Done, ...] = ()
    reasons: tuple[str, ...] = ()
    fidelity: Fidelity | None = None
    dropped: bytes | None = None
    models: tuple[Mapping[str, Value], ...] = ()
    after: ImageResult | None = None


def attempt(
    plan: ImagePlan, picture: Picture, before: ImageResult, tools: Tools, context: Context
) -> Attempted:
    """Fix one picture. Raises Stopped where the whole run must end."""
    image = Image(picture.path)
    overlays = overlay_regions(before)
    reasons: list[str] = []
    last: Attempted | None = None
    for number in range(max(len(step.candidates) for step in plan.steps)):
        try:
            made = perform(
                plan, image, tools.processors, context, attempt=number, overlays=overlays
            )
        except (Declined, UnreadableError) as problem:
            reasons.append(_tried(plan, number) + problem.message)
            continue
        tried = _proved(plan, picture, before, made, tools)
        if tried.data is not None:
            return replace(tried, reasons=tried.reasons)
        last = tried
        reasons.extend(_tried(plan, number) + reason for reason in tried.reasons)
    reasons.extend(words for step in plan.steps for words in step.refused)
    if last is None:
        return Attempted(None, Path(plan.output).name, reasons=tuple(dict.fromkeys(reasons)))
    return replace(last, reasons=tuple(dict.fromkeys(reasons)))


def _tried(plan: ImagePlan, number: int) -> str:
    """Name what was tried where there was a choice."""
    for step in plan.steps:
        if len(step.candidates) > 1:
            candidate = step.candidates[min(number, len(step.candidates) - 1)]
            return f"{candidate.operation} by {candidate.processor}: "
    return ""


def _proved(
    plan: ImagePlan, picture: Picture, before: ImageResult, made: Performed, tools: Tools
) -> Attempted:
    name = _named(plan.output, made)
    path = tools.workplace.work_file(name)
    with told(path):
        path.write_bytes(made.data)
    after, problems = _judged(picture, path, tools.job)
    fidelity = _compared(path, made)
    verification: Verification = verify(
        before, after, fidelity, pixels_changed=not made.same, given_up=plan.given_up
    )
    broken = tuple(f"could not be judged: {problem.message}" for problem in problems)
    accepted = verification.accepted and not broken
    return Attempted(
        data=made.data if accepted else None,
        name=name,
        done=made.done,
        reasons=_reasons(verification, made, broken, accepted=accepted),
        fidelity=fidelity,
        dropped=None if accepted else made.data,
        models=made.models,
        after=after,
    )


def _reasons(
    verification: Verification, made: Performed, broken: tuple[str, ...], *, accepted: bool
) -> tuple[str, ...]:
    if accepted:
        return (*made.looks, *verification.worth_a_look)
    return (*broken, *verification.reasons)


def _named(output: str, made: Performed) -> str:
    """Keep the planned name, as spelt, unless another format came of it than was planned."""
    planned = PurePath(output)
    if planned.suffix.lower().lstrip(".") in EXTENSIONS[made.format]:
        return planned.name
    return planned.with_suffix(f".{made.extension}").name


def _judged(picture: Picture, path: Path, job: Job) -> Answer:
    """Judge the file as it would be written."""
    with _ONE_AT_A_TIME:
        image, problems = check_picture(replace(picture, path=path), job)
    # A waiver goes by the picture's name, which stays; one pinned to its bytes ends with them.
    return suppress_image(image, job.excuses, job.as_of), problems


def _compared(path: Path, made: Performed) -> Fidelity | None:
    """Compare the product in the file with the original's; None where the bytes are the same."""
    if made.same:
        return None
    return measure_fidelity(
        made.before,
        Image(path).pixels.rgb,
        made.after.placement,
        product=made.before.product,
        also_product=made.product,
    )
