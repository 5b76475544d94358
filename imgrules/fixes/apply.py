"""Applying a plan: every picture tried, proved, and written, or left to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Event
from typing import Protocol

from imgrules.engine.job import Job, Picture
from imgrules.errors import ImgrulesError, UnreadableError
from imgrules.fixes.attempt import Attempted, Tools, attempt
from imgrules.fixes.model import Decision, Ending, ImageFix, ImagePlan, Plan
from imgrules.fixes.naming import portable
from imgrules.fixes.plan_file import digest
from imgrules.fixes.room import Room
from imgrules.fixes.till import ClosedTill, ImageTill
from imgrules.fixes.trouble import ends_the_run, in_words
from imgrules.images.source import read_file
from imgrules.model import ImageResult, Result
from imgrules.processor import Context, Processor, Stopped

OnFix = Callable[[ImageFix], None]


class Workplace(Protocol):
    """Where a run writes: ``imgrules.fixes.runs.Run``."""

    def work_file(self, name: str) -> Path: ...
    def reject(self, name: str, data: bytes) -> Path: ...
    def done_before(self, source_sha256: str, plan_digest: str, target: Path) -> str | None: ...
    def write(
        self, target: Path, data: bytes, *, source_sha256: str, plan_digest: str,
        replaces: Path | None = None,
    ) -> None: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applying:
    """All that applying a plan needs.

    ``till`` gives the till of one picture, by its path and hash.
    """

    plan: Plan
    job: Job
    before: Result
    processors: Mapping[str, Processor]
    workplace: Workplace
    till: Callable[[str, str], ImageTill]
    out: Path | None
    """Folder for results; None writes in place."""
    environ: Mapping[str, str] = field(default_factory=dict)
    say: Callable[[str], None] = lambda _: None
    network: bool = True
    room: Room = field(default_factory=Room)


@dataclass(slots=True)
class _Halt:
    """Set once nothing more may be done in this run; later pictures are left alone."""

    event: Event = field(default_factory=Event)
    reason: str = ""
    unpaid: str = ""
    """Why nothing more may be bought, though what costs nothing may go on; empty while it may."""

    def stop(self, reason: str) -> None:
        if not self.event.is_set():
            self.reason = reason
            self.event.set()

    def close_till(self, reason: str) -> None:
        self.unpaid = self.unpaid or reason

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.unpaid, self.reason)))


def apply(
    work: Applying, *, workers: int = 1, on_image: OnFix | None = None
) -> tuple[tuple[ImageFix, ...], tuple[str, ...]]:
    """Carry out the plan; return what became of each picture, in its order, and what stopped it.

    Pictures are independent: one that cannot be fixed is left to a person and harms no other.
    """
    halt = _Halt()
    done = []
    for image in _in_order(work, halt, workers):
        done.append(image)
        if on_image is not None:
            on_image(image)
    return tuple(done), halt.reasons


def _in_order(work: Applying, halt: _Halt, workers: int) -> Iterator[ImageFix]:
    pictures = {str(picture.path.absolute()): picture for picture in work.job.pictures}
    before = {image.path: image for image in work.before.images}
    tasks = [(plan, _known(plan, pictures, before)) for plan in work.plan.images]
    if workers <= 1:
        yield from (_one(work, halt, *task) for task in tasks)
        return
    # Threads, not processes: remote work waits, and one ledger and one budget serve them all.
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from pool.map(lambda task: _one(work, halt, *task), tasks)
        except BaseException:
            halt.stop("interrupted")
            raise


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a picture today; None for what is no longer there."""

    picture: Picture | None
    before: ImageResult | None


def _known(
    plan: ImagePlan, pictures: Mapping[str, Picture], before: Mapping[str, ImageResult]
) -> _Known:
    # By place, not by name: a plan is carried out from wherever the user happens to stand.
    picture = pictures.get(plan.source)
    return _Known(picture, None if picture is None else before.get(picture.name))


def _one(work: Applying, halt: _Halt, plan: ImagePlan, known: _Known) -> ImageFix:
    if plan.decision is Decision.REVIEW:
        return _review(plan, *plan.reasons)
    if known.picture is None or known.before is None:
        return _review(plan, "the picture is no longer there")
    if changed := _changed(plan, known.picture) or _recast(plan, known.picture):
        return _review(plan, changed)
    try:
        return _to_do(work, halt, plan, known.picture, known.before)
    except ImgrulesError as problem:
        return _troubled(halt, plan, problem)


def _troubled(
    halt: _Halt, plan: ImagePlan, problem: ImgrulesError, *, spent: float = 0.0
) -> ImageFix:
    """Leave the picture to a person; end the run where the others would fare no better."""
    words = in_words(problem)
    if isinstance(problem, Stopped):
        halt.close_till(words)
    elif ends_the_run(problem):
        halt.stop(words)
    return replace(_review(plan, words), credits=spent)


def _to_do(
    work: Applying, halt: _Halt, plan: ImagePlan, picture: Picture, before: ImageResult
) -> ImageFix:
    target = _target(work, plan, picture)
    if earlier := work.workplace.done_before(plan.sha256, digest(plan), target):
        return ImageFix(plan.path, Ending.DONE_BEFORE, str(target), earlier)
    if halt.event.is_set():
        return _review(plan, f"not tried: {halt.reason}")
    if plan.decision is Decision.KEEP:
        return _keep(work, plan, picture, target)
    return _fix(work, halt, plan, picture, before)


def _review(plan: ImagePlan, *reasons: str) -> ImageFix:
    return ImageFix(plan.path, Ending.REVIEW, reasons=reasons)


def _changed(plan: ImagePlan, picture: Picture) -> str:
    """Say why the source is not what was planned for; empty where it is."""
    try:
        facts, _ = read_file(picture.path)
    except UnreadableError as problem:
        return problem.message
    if facts.sha256 != plan.sha256:
        return "the file has changed since the plan was made; plan again"
    return ""


def _recast(plan: ImagePlan, picture: Picture) -> str:
    """Say where the picture has another role than it was planned for; empty where it has not."""
    for name, role in plan.roles.items():
        now = picture.roles[name].role if name in picture.roles else None
        if now != role:
            return (
                f"planned as {role} for {name}, but judged as {now} today; name the --manifest "
                "it was planned with, or plan again"
            )
    return ""


def _target(work: Applying, plan: ImagePlan, picture: Picture) -> Path:
    if work.out is not None:
        return work.out / plan.output
    name = Path(plan.output).name
    # A picture that stays where it is keeps its name, even one that only some systems can hold.
    kept = name == portable(PurePosixPath(picture.path.name)).name
    return picture.path if kept else picture.path.with_name(name)


def _keep(work: Applying, plan: ImagePlan, picture: Picture, target: Path) -> ImageFix:
    if work.out is None:
        return ImageFix(plan.path, Ending.KEPT, str(picture.path), plan.sha256)
    _, data = read_file(picture.path)
    _write(work, plan, target, data)
    return ImageFix(plan.path, Ending.KEPT, str(target), plan.sha256, reasons=plan.reasons)


def _fix(
    work: Applying, halt: _Halt, plan: ImagePlan, picture: Picture, before: ImageResult
) -> ImageFix:
    tools = Tools(work.job, work.processors, work.workplace)
    with work.till(plan.path, plan.sha256) as till:
        open_till = ClosedTill(halt.unpaid) if halt.unpaid else till
        context = Context(open_till, say=work.say, environ=work.environ, network=work.network)
        try:
            with work.room.taken((before.width or 0) * (before.height or 0)):
                tried = attempt(plan, picture, before, tools, context)
            return _ended(work, plan, picture, tried, till.spent)
        except ImgrulesError as problem:
            return _troubled(halt, plan, problem, spent=till.spent)


def _ended(
    work: Applying, plan: ImagePlan, picture: Picture, tried: Attempted, spent: float
) -> ImageFix:
    if tried.data is None:
        dropped = None
        if tried.dropped is not None:
            dropped = work.workplace.reject(tried.name, tried.dropped)
        return ImageFix(
            plan.path, Ending.REVIEW, steps=tried.done, reasons=tried.reasons,
            fidelity=tried.fidelity, rejected=str(dropped or ""), credits=spent,
            models=tried.models,
        )  # fmt: skip
    target = _target(work, plan, picture).with_name(tried.name)
    _write(work, plan, target, tried.data, replaces=picture.path if work.out is None else None)
    return ImageFix(
        plan.path, Ending.FIXED, str(target), sha256(tried.data).hexdigest(), tried.done,
        (*_beside(plan, tried), *tried.reasons), tried.fidelity, credits=spent, models=tried.models,
    )  # fmt: skip


def _beside(plan: ImagePlan, tried: Attempted) -> Iterator[str]:
    """Yield what the plan said that judging the result has not answered."""
    judged = {finding.full_id for finding in tried.after.findings} if tried.after else set()
    return (words for words in plan.reasons if not any(rule in words for rule in judged))


def _write(
    work: Applying, plan: ImagePlan, target: Path, data: bytes, *, replaces: Path | None = None
) -> None:
    work.workplace.write(
        target, data, source_sha256=plan.sha256, plan_digest=digest(plan), replaces=replaces
    )
