"""One run: every picture judged, in order, whatever the number of workers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from imgrules.engine.census import Census
from imgrules.engine.doubts import nothing_judged
from imgrules.engine.interrupted import interruption, told_in_part
from imgrules.engine.job import Job, Picture, applies
from imgrules.engine.limits import Limits
from imgrules.engine.lost import check_or_lose
from imgrules.engine.picture import Answer
from imgrules.engine.sets import check_sets
from imgrules.engine.spool import Spool
from imgrules.engine.stopping import Known, Stop, StoppedError
from imgrules.engine.weights import weighed_image, weighed_rest
from imgrules.engine.workers import spread
from imgrules.errors import PluginError
from imgrules.model import ImageResult, Problem, Result, RulebookUsed, Value
from imgrules.rulebook.model import Rule, Rulebook

if TYPE_CHECKING:
    from imgrules.engine.cache import Cache

OnImage = Callable[[ImageResult], None]


def run(
    job: Job,
    *,
    workers: int = 1,
    limits: Limits | None = None,
    cache: Cache | None = None,
    on_image: OnImage | None = None,
    stop: Stop = lambda: False,
    spool: Spool | None = None,
) -> Result:
    """Judge every picture of the job.

    With several workers or with ``limits`` pictures are judged in processes of their own, and one
    that crashes, hangs or eats memory costs only itself; else they are judged in this process.
    What the ``cache`` knows is not measured again. ``on_image`` is called with each result as soon
    as it and all before it are there, in the order of ``job.pictures``. The result depends neither
    on ``workers`` nor on the cache. Once ``stop`` says so, the result is about the pictures judged
    so far, and a problem says that others were not. With a ``spool`` the result's pictures are read
    from it; else they are in memory.
    """
    images: Spool | list[ImageResult] = [] if spool is None else spool
    problems: list[Problem] = []
    models = _Models()
    census = Census(job.rulebooks)
    try:
        for picture, (judged, found) in zip(
            job.pictures, _answers(job, workers, limits, cache, stop), strict=True
        ):
            weighed = weighed_image(judged, picture.path, job.weights)
            image = _excused(weighed, job)
            census.count(picture)
            images.append(image)
            models.note(image)
            problems.extend(found)
            if on_image is not None:
                on_image(image)
    except StoppedError:
        problems.append(interruption(len(images), len(job.pictures)))
        for picture in islice(job.pictures, len(census), None):
            census.count(picture)
    kept = tuple(images) if isinstance(images, list) else images
    result = replace(_result(job, kept, census, problems), models=models.all())
    return told_in_part(_with_the_rest(result, job))


def _excused(image: ImageResult, job: Job) -> ImageResult:
    if not job.excuses:
        return image
    from imgrules.engine.suppress import suppress_image

    return suppress_image(image, job.excuses, job.as_of)


def _with_the_rest(result: Result, job: Job) -> Result:
    """Weigh and excuse sets, and tell of what does not work; the pictures are done already."""
    if not job.weights and not job.excuses:
        return result
    from imgrules.engine.suppress import suppress

    light = replace(result, images=tuple(result.heads()))
    paths = {picture.name: picture.path for picture in job.pictures}
    done = suppress(weighed_rest(light, paths, job.weights), job.excuses, job.as_of)
    return replace(result, sets=done.sets, notices=done.notices)


def _answers(
    job: Job, workers: int, limits: Limits | None, cache: Cache | None, stop: Stop
) -> Iterator[Answer]:
    if cache is None:
        yield from _judged(job, workers, limits, None, stop)
        return
    for picture, answer in zip(
        job.pictures, _judged(job, workers, limits, cache.answer, stop), strict=True
    ):
        cache.keep(picture, answer)
        yield answer


def _judged(
    job: Job,
    workers: int,
    limits: Limits | None,
    known: Known | None,
    stop: Stop,
) -> Iterator[Answer]:
    def meanwhile() -> None:
        _look_forward(job, keeps=known is not None)

    if limits is not None or (workers > 1 and len(job.pictures) > 1):
        many = max(1, min(workers, len(job.pictures)))
        yield from spread(job, many, limits, known, stop=stop, meanwhile=meanwhile)
        return
    for picture in job.pictures:
        if stop():
            raise StoppedError
        yield (known and known(picture)) or check_or_lose(picture, job)


def _look_forward(job: Job, *, keeps: bool) -> None:
    """Import what the end of the run asks for, while a worker measures.

    ``keeps``: whether measurements are kept, by names that the checks decide.
    """
    from imgrules import __version__  # noqa: F401  (looks among all that is installed)
    from imgrules.plugins import load_check

    rules = (rule for book in job.rulebooks for rule in book.rules)
    with suppress(PluginError):  # told where it is used, if it is
        for check in {rule.check for rule in rules if keeps or rule.scope == "set"} - {""}:
            load_check(check)


def _result(
    job: Job, images: Sequence[ImageResult], census: Census, problems: Sequence[Problem]
) -> Result:
    from imgrules import __version__

    return Result(
        version=__version__,
        as_of=job.as_of.isoformat(),
        not_a_gate=job.not_a_gate,
        rulebooks=tuple(used(book, census) for book in job.rulebooks),
        images=images,
        sets=check_sets(job, images, census),
        problems=(*job.problems, *nothing_judged(job, census), *problems),
    )


def used(book: Rulebook, census: Census) -> RulebookUsed:
    """Say which edition judged and which of its rules met none of the pictures."""
    return RulebookUsed(
        rulebook=book.name,
        edition=book.edition,
        title=book.title,
        sha256=book.sha256,
        rules=len(book.rules),
        never_exercised=tuple(rule.id for rule in book.rules if not _met(rule, book, census.kinds)),
    )


def _met(rule: Rule, book: Rulebook, pictures: tuple[Picture, ...]) -> bool:
    return any(
        applies(rule, picture, picture.roles[book.name].role)
        and (rule.scope == "image" or picture.sku is not None)
        for picture in pictures
    )


class _Models:
    """The trained models that took part, for the result to say what it rests on.

    A measurement names its model under ``model``: a plug-in's in full, the text reader's in short.
    """

    def __init__(self) -> None:
        self._own: dict[str, Mapping[str, Value]] = {}
        self._reader = False

    def note(self, image: ImageResult) -> None:
        for model in (made.values.get("model") for made in image.measurements):
            if isinstance(model, dict):
                self._own[json.dumps(model, sort_keys=True)] = model
            self._reader = self._reader or isinstance(model, str)

    def all(self) -> tuple[Mapping[str, Value], ...]:
        own = (self._own[key] for key in sorted(self._own))
        if not self._reader:
            return tuple(own)
        from imgrules.images.ocr import model_info

        return (*(dict(model) for model in model_info()), *own)
