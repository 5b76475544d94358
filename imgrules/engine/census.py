"""What a run's pictures have in common, noted as they pass: afterwards nobody goes through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from imgrules.engine.asking import Kind, kind_of
from imgrules.engine.job import Picture
from imgrules.rulebook.model import Rulebook


class Census:
    """Counts pictures in the order of the job's."""

    def __init__(self, books: Sequence[Rulebook]) -> None:
        self._books = books
        self._kinds: dict[Kind, Picture] = {}
        self._skus: dict[str, list[int]] = {}
        self._counted = 0

    @classmethod
    def of(cls, pictures: Iterable[Picture], books: Sequence[Rulebook]) -> Self:
        """Return the census of all pictures."""
        census = cls(books)
        for picture in pictures:
            census.count(picture)
        return census

    def count(self, picture: Picture) -> None:
        """Note the next picture."""
        self._kinds.setdefault(kind_of(picture, self._books), picture)
        if picture.sku is not None:
            self._skus.setdefault(picture.sku, []).append(self._counted)
        self._counted += 1

    def __len__(self) -> int:
        return self._counted

    @property
    def kinds(self) -> tuple[Picture, ...]:
        """The first picture of each kind: what holds for it holds for the others."""
        return tuple(self._kinds.values())

    @property
    def skus(self) -> Mapping[str, Sequence[int]]:
        """The pictures of each SKU, by their numbers, which rise."""
        return self._skus
