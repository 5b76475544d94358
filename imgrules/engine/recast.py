"""From the pictures of a stored result to pictures as other rulebooks see them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from imgrules.engine.job import Picture
from imgrules.engine.vocabulary import Given, refuse_unknown
from imgrules.errors import UsageError
from imgrules.images.roles import RoleBook, Stated, stated_in
from imgrules.model import ImageResult, Problem, Result
from imgrules.rulebook.model import Rulebook

Recast = tuple[tuple[Picture, ...], tuple[ImageResult, ...], tuple[Problem, ...]]


def recast(stored: Result, rulebooks: Sequence[Rulebook]) -> Recast:
    """Return the pictures, the stored results they come from, and what a fresh check would refuse.

    The first two stand in the same order; a picture whose role cannot be told is in neither.
    """
    books = [
        RoleBook(book.name, book.roles, book.unmatched, book.role_names, book.file)
        for book in rulebooks
    ]
    pictures, images, problems = [], [], list(_unknown_words(stored, rulebooks))
    for image in stored.images:
        try:
            pictures.append(_picture(image, books))
        except UsageError as refusal:
            hint = refusal.hint or ""
            problems.append(Problem("roles/unmatched", refusal.message, hint, image.path))
        else:
            images.append(image)
    return tuple(pictures), tuple(images), tuple(problems)


def _picture(image: ImageResult, books: Sequence[RoleBook]) -> Picture:
    name = image.path.rpartition("/")[2]
    stated = _stated(image)
    chosen = [book.choose(name, stated) for book in books]
    told = next((sku for _, sku in chosen if sku), None)
    return Picture(
        path=Path(image.path),
        name=image.path,
        roles={choice.rulebook: choice for choice, _ in chosen},
        sku=image.sku if image.sku_given else told,
        sku_given=image.sku_given,
        categories=image.categories,
        region=image.region,
        channel=image.channel,
        extra=image.extra,
    )


def _stated(image: ImageResult) -> Stated | None:
    """Return the role that somebody stated; it was stated for every rulebook."""
    return next((found for choice in image.roles if (found := stated_in(choice))), None)


def _unknown_words(stored: Result, rulebooks: Sequence[Rulebook]) -> list[Problem]:
    """Name the words that a rulebook does not know; each once."""
    given = {_given(image) for image in stored.images}
    problems = {}
    for each in sorted(given, key=repr):
        try:
            refuse_unknown(rulebooks, each)
        except UsageError as refusal:
            hint = refusal.hint or ""
            problems[refusal.message] = Problem("vocabulary/unknown", refusal.message, hint)
    return list(problems.values())


def _given(image: ImageResult) -> Given:
    stated = _stated(image)
    role = stated.role if stated else None
    return Given(role, image.categories, image.region, image.channel, where="the stored result")
