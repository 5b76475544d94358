"""Holding the paths of pictures against patterns that people write."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from imgrules.document import speakable

ANY_FOLDERS = "**"
_MAGIC = frozenset("*?[")
_Parts = tuple[str, ...]


def matches(name: str, pattern: str) -> bool:
    """Whether a picture's path, as reports show it, is meant by a path or pattern.

    ``*``, ``?`` and ``[…]`` stay within one folder's or file's name; ``**`` stands for any folders,
    none included; a slash at the end means all below a folder.
    """
    return any_matches(name, (pattern,))


def any_matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a picture's path is meant by one of several paths or patterns."""
    literal, others = _sorted(patterns)
    parts = _parts(name)
    return parts in literal or any(_meet(parts, pattern) for pattern in others)


@dataclass(frozen=True, slots=True)
class PathIndex:
    """Many lists of paths and patterns, by number; says which of them mean a path.

    Plain paths are looked up. A pattern is tried only on paths that begin as it does, up to its
    first wildcard.
    """

    _plain: Mapping[_Parts, Sequence[int]]
    _others: Mapping[str, Sequence[tuple[int, _Parts]]]

    @classmethod
    def of(cls, lists: Iterable[Iterable[str]]) -> PathIndex:
        plain: dict[_Parts, list[int]] = {}
        others: dict[str, list[tuple[int, _Parts]]] = {}
        for number, patterns in enumerate(lists):
            for parts in map(_pattern, patterns):
                if _is_plain(parts):
                    plain.setdefault(parts, []).append(number)
                else:
                    others.setdefault(_beginning(parts), []).append((number, parts))
        return cls(plain, others)

    def meaning(self, name: str) -> set[int]:
        """Return the numbers of the lists that mean a picture's path."""
        parts = _parts(name)
        tried = self._tried("/".join(parts)) if self._others else ()
        return {*self._plain.get(parts, ()), *(at for at, each in tried if _meet(parts, each))}

    def _tried(self, whole: str) -> Iterator[tuple[int, _Parts]]:
        for length in range(len(whole) + 1):
            yield from self._others.get(whole[:length], ())


def _is_plain(pattern: _Parts) -> bool:
    return _MAGIC.isdisjoint("".join(pattern))


def _beginning(pattern: _Parts) -> str:
    whole = "/".join(pattern)
    first = min(at for at, sign in enumerate(whole) if sign in _MAGIC)
    # Any folders may be none: the slash before them need not be there.
    return whole[:first].rstrip("/")


@lru_cache(maxsize=4096)
def _sorted(patterns: tuple[str, ...]) -> tuple[frozenset[_Parts], tuple[_Parts, ...]]:
    """Part plain paths, which most are and which are quickly looked up, from patterns."""
    parts = [_pattern(pattern) for pattern in patterns]
    others = tuple(each for each in parts if not _is_plain(each))
    return frozenset(each for each in parts if _is_plain(each)), others


@lru_cache(maxsize=65536)
def _parts(name: str) -> tuple[str, ...]:
    # The same letters may be stored composed or not, depending on who named the file.
    written = unicodedata.normalize("NFC", speakable(name))
    return tuple(posixpath.normpath(written).split("/"))


@lru_cache(maxsize=4096)
def _pattern(pattern: str) -> tuple[str, ...]:
    whole = pattern + ANY_FOLDERS if pattern.endswith("/") else pattern
    parts = _parts(whole)
    # Two in a row mean the same as one and would be tried in every combination.
    return tuple(
        part
        for index, part in enumerate(parts)
        if part != ANY_FOLDERS or parts[index - 1 : index] != (ANY_FOLDERS,)
    )


def _meet(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Match from the left; on the way every place a ``**`` could end is kept, none twice."""
    if ANY_FOLDERS not in pattern:
        return len(parts) == len(pattern) and all(map(_is, parts, pattern))
    places = {0}
    for wanted in pattern:
        if wanted == ANY_FOLDERS:
            places = set(range(min(places, default=len(parts) + 1), len(parts) + 1))
        else:
            places = {
                place + 1 for place in places if place < len(parts) and _is(parts[place], wanted)
            }
    return len(parts) in places


def _is(part: str, wanted: str) -> bool:
    return part == wanted or (not _MAGIC.isdisjoint(wanted) and fnmatchcase(part, wanted))
