"""Holding the paths of pictures against patterns that people write."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from imgrules.document import speakable

ANY_FOLDERS = "**"


def matches(name: str, pattern: str) -> bool:
    """Whether a picture's path, as reports show it, is meant by a path or pattern.

    ``*``, ``?`` and ``[…]`` stay within one folder's or file's name; ``**`` stands for any folders,
    none included; a slash at the end means all below a folder.
    """
    return _meet(_parts(name), _pattern(pattern))


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
    places = {0}
    for wanted in pattern:
        if wanted == ANY_FOLDERS:
            places = set(range(min(places, default=len(parts) + 1), len(parts) + 1))
        else:
            places = {
                place + 1
                for place in places
                if place < len(parts) and fnmatchcase(parts[place], wanted)
            }
    return len(parts) in places
