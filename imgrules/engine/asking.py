"""Which rules ask what of which pictures, worked out once for all pictures alike."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.engine.job import Picture, applies
from imgrules.engine.measure import key_for
from imgrules.engine.picture import Asked
from imgrules.rulebook.model import Rulebook

Kind = tuple[object, ...]
"""All that rules tell pictures apart by."""


def kind_of(picture: Picture, books: Sequence[Rulebook]) -> Kind:
    """Return what decides which rules apply to the picture; equal for pictures held to the same."""
    roles = tuple(picture.roles[book.name].role for book in books)
    return (roles, picture.categories, picture.region, picture.channel, picture.sku is not None)


class Asking:
    """What a set of rulebooks asks of pictures."""

    def __init__(self, books: Sequence[Rulebook]) -> None:
        self._books = books
        self._all = [Asked(book, rule, key_for(rule)) for book in books for rule in book.rules]
        self._known: dict[Kind, tuple[Asked, ...]] = {}

    def of(self, picture: Picture) -> tuple[Asked, ...]:
        """Return the rules that apply to the picture, in the order of the rulebooks."""
        kind = kind_of(picture, self._books)
        if kind not in self._known:
            self._known[kind] = tuple(
                each
                for each in self._all
                if applies(each.rule, picture, picture.roles[each.book.name].role)
            )
        return self._known[kind]
