"""Which pictures of a result a row of an export is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from imgrules.feedback.entries import MappingFile
from imgrules.feedback.export import Row
from imgrules.model import ImageResult
from imgrules.patterns import Bounded

Pictures = tuple[ImageResult, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """``meant``: the pictures the row may be about; ``touched``: all of what it names."""

    meant: Pictures
    touched: Pictures
    by: str
    """``picture``, ``sku`` or ``asin``."""


class Join:
    """An index of a result's pictures by file name and product number."""

    def __init__(self, images: Iterable[ImageResult], file: MappingFile, rulebook: str) -> None:
        self._rulebook = rulebook
        self._roles = [(any_of(role.matches), role.role) for role in file.roles]
        asins = {_key(name) for name in (file.columns.asin.names if file.columns.asin else ())}
        self._names: dict[str, list[ImageResult]] = defaultdict(list)
        self._numbers: dict[str, list[ImageResult]] = defaultdict(list)
        for image in images:
            self._names[base_name(image.path)].append(image)
            for number in numbers_of(image, asins):
                self._numbers[number].append(image)

    def find(self, row: Row) -> Joined | str:
        """Return the pictures, or why none can be told."""
        if not row.named:
            return "the row names neither product nor picture"
        product = self._product(row)
        if isinstance(product, str):
            return product
        if row.image and (named := self._picture(row, product)) is not None:
            return named
        if product is None:
            return f"the result has nothing called {row.named}"
        return Joined(self._in_role(product.touched, row), product.touched, product.by)

    def _product(self, row: Row) -> Joined | str | None:
        found = {
            by: tuple(self._numbers[number.lower()])
            for by, number in (("sku", row.sku), ("asin", row.asin))
            if number and number.lower() in self._numbers
        }
        if len({tuple(image.path for image in images) for images in found.values()}) > 1:
            return f"{row.sku} and {row.asin} are different products in the result"
        return next((Joined(images, images, by) for by, images in found.items()), None)

    def _picture(self, row: Row, product: Joined | None) -> Joined | str | None:
        """Return the picture named; None where its name is not the result's."""
        known = self._names.get(base_name(row.image), [])
        of_it = known if product is None else [each for each in known if each in product.touched]
        if not of_it:
            return None
        if len(of_it) > 1:
            return f"{len(of_it)} pictures of the result are called {base_name(row.image)}"
        return Joined((of_it[0],), (of_it[0],), "picture")

    def _in_role(self, images: Pictures, row: Row) -> Pictures:
        role = next((role for pattern, role in self._roles if pattern.find(row.role)), None)
        return in_role(images, role, self._rulebook)


def any_of(patterns: tuple[str, ...]) -> Bounded:
    """Return a pattern that matches where one of several does."""
    return Bounded("|".join(f"(?:{each})" for each in patterns), ignore_case=True)


def in_role(images: Pictures, role: str | None, rulebook: str) -> Pictures:
    """Return the pictures in a role of the rulebook; all where no role is named."""
    if role is None:
        return images
    return tuple(image for image in images if role_of(image, rulebook) == role)


def role_of(image: ImageResult, rulebook: str) -> str | None:
    """Return the role a rulebook gave the picture."""
    return next((choice.role for choice in image.roles if choice.rulebook == rulebook), None)


def base_name(path: str) -> str:
    r"""Return the last part of a path or address, in small letters, decoded, without a query."""
    if "://" in path:
        path = unquote(urlsplit(path).path)
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1].lower()


def numbers_of(image: ImageResult, asins: Collection[str] = ()) -> set[str]:
    """Return the product numbers a picture goes by, in small letters.

    They are its SKU and what the manifest's column ``asin``, or one of ``asins``, holds.
    """
    held = [value for name, value in image.extra.items() if _key(name) in {*asins, "asin"}]
    return {number.lower() for number in (image.sku, *held) if number}


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().lower()
