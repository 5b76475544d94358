"""The text of an export in whichever encoding a marketplace or a spreadsheet wrote it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from imgrules.errors import FeedbackError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2000
_HINT = "say which it is: --encoding cp932 (Japan), cp1250, utf-16-le, …"
_MOST = 500_000_000
"""Bytes; an export of a million rows has about 200 million."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and the encoding it was in; ``guessed`` where nothing in the file proves it."""

    text: str
    encoding: str
    guessed: bool = False


def read_text(path: Path, encoding: str | None = None) -> Decoded:
    """Read a file: a byte order mark tells its encoding, else UTF-8, else Windows-1252.

    Raises FeedbackError for what cannot be read or is not in that encoding.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= _MOST else None
    except OSError as problem:
        raise FeedbackError(f"{path}: cannot be read: {problem.strerror or problem}") from problem
    if raw is None:
        raise FeedbackError(f"{path}: is larger than {_MOST} bytes", hint="split it")
    if encoding is not None:
        return Decoded(_decoded(path, raw, encoding), encoding)
    if (marked := _marked(raw)) is not None:
        return Decoded(_decoded(path, raw, marked), marked.removesuffix("-sig"))
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(_decoded(path, raw, "cp1252"), "cp1252", guessed=True)


def _marked(raw: bytes) -> str | None:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    # Without a mark, UTF-16 of Western text shows as zeros in every second place.
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        sample = raw[first:_SAMPLE:2]
        if sample and sample.count(0) > 0.4 * len(sample):
            return name
    return None


def _decoded(path: Path, raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except LookupError as problem:
        raise FeedbackError(f"no encoding is called {encoding}", hint=_HINT) from problem
    except UnicodeDecodeError as problem:
        place = f"byte {problem.start + 1}"
        raise FeedbackError(f"{path}: is not {encoding} text ({place})", hint=_HINT) from problem
    if "\0" in text:
        raise FeedbackError(f"{path}: is no table in {encoding}", hint=_HINT)
    return text.removeprefix("\ufeff")
