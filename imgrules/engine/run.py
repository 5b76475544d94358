"""One run: every picture judged, in order, whatever the number of workers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from imgrules import __version__
from imgrules.engine.asking import one_of_each_kind
from imgrules.engine.cache import Cache
from imgrules.engine.interrupted import interruption, told_in_part
from imgrules.engine.job import Job, Picture, applies
from imgrules.engine.limits import Limits
from imgrules.engine.lost import check_or_lose
from imgrules.engine.picture import Answer
from imgrules.engine.sets import check_sets
from imgrules.engine.suppress import suppress, suppress_image
from imgrules.engine.weights import weighed_image, weighed_rest
from imgrules.engine.workers import Known, Stop, StoppedError, spread
from imgrules.model import ImageResult, Problem, Result, RulebookUsed, Value
from imgrules.rulebook.model import Rule, Rulebook

OnImage = Callable[[ImageResult], None]


def run(
    job: Job,
    *,
    workers: int = 1,
    limits: Limits | None = None,
    cache: Cache | None = None,
    on_image: OnImage | None = None,
    stop: Stop = lambda: False,
) -> Result:
    """Judge every picture of the job.

    With several workers or with ``limits`` pictures are judged in processes of their own, and one
    that crashes, hangs or eats memory costs only itself; else they are judged in this process.
    What the ``cache`` knows is not measured again. ``on_image`` is called with each result as soon
    as it and all before it are there, in the order of ``job.pictures``. The result depends neither
    on ``workers`` nor on the cache. Once ``stop`` says so, the result is about the pictures judged
    so far, and a problem says that others were not.
    """
    images: list[ImageResult] = []
    problems = list(job.problems)
    try:
        for picture, (judged, found) in zip(
            job.pictures, _answers(job, workers, limits, cache, stop), strict=True
        ):
            weighed = weighed_image(judged, picture.path, job.weights)
            image = suppress_image(weighed, job.excuses, job.as_of)
            images.append(image)
            problems.extend(found)
            if on_image is not None:
                on_image(image)
    except StoppedError:
        problems.append(interruption(len(images), len(job.pictures)))
    paths = {picture.name: picture.path for picture in job.pictures}
    result = weighed_rest(_result(job, tuple(images), tuple(problems)), paths, job.weights)
    return told_in_part(suppress(result, job.excuses, job.as_of))


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
    job: Job, workers: int, limits: Limits | None, known: Known | None, stop: Stop
) -> Iterator[Answer]:
    if limits is not None or (workers > 1 and len(job.pictures) > 1):
        yield from spread(job, max(1, min(workers, len(job.pictures))), limits, known, stop)
        return
    for picture in job.pictures:
        if stop():
            raise StoppedError
        yield (known and known(picture)) or check_or_lose(picture, job)


def _result(job: Job, images: tuple[ImageResult, ...], problems: tuple[Problem, ...]) -> Result:
    return Result(
        version=__version__,
        as_of=job.as_of.isoformat(),
        not_a_gate=job.not_a_gate,
        rulebooks=tuple(used(book, job.pictures) for book in job.rulebooks),
        images=images,
        sets=check_sets(job, images),
        problems=problems,
        models=_models(images),
    )


def used(book: Rulebook, pictures: tuple[Picture, ...]) -> RulebookUsed:
    """Say which edition judged and which of its rules met none of the pictures."""
    kinds = one_of_each_kind(pictures, [book])
    return RulebookUsed(
        rulebook=book.name,
        edition=book.edition,
        title=book.title,
        sha256=book.sha256,
        rules=len(book.rules),
        never_exercised=tuple(rule.id for rule in book.rules if not _met(rule, book, kinds)),
    )


def _met(rule: Rule, book: Rulebook, pictures: tuple[Picture, ...]) -> bool:
    return any(
        applies(rule, picture, picture.roles[book.name].role)
        and (rule.scope == "image" or picture.sku is not None)
        for picture in pictures
    )


def _models(images: tuple[ImageResult, ...]) -> tuple[Mapping[str, Value], ...]:
    """Name the trained models that took part, for the result to say what it rests on.

    A measurement names its model under ``model``: a plug-in's in full, the text reader's in short.
    """
    named = [made.values["model"] for image in images for made in image.measurements
             if "model" in made.values]  # fmt: skip
    own: dict[str, Mapping[str, Value]] = {
        json.dumps(model, sort_keys=True): model for model in named if isinstance(model, dict)
    }
    readers: tuple[Mapping[str, Value], ...] = ()
    if any(isinstance(model, str) for model in named):
        from imgrules.images.ocr import model_info

        readers = tuple(dict(model) for model in model_info())
    return (*readers, *(own[key] for key in sorted(own)))
