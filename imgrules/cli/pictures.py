"""Small pictures for reports, read from where the result says that the files are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from imgrules.cli.options import usual_workers
from imgrules.reporters import Thumbnail, Wanted

_WRITTEN_OUT = re.compile(r"\\x([89a-f][0-9a-f])")


class OnDisk:
    """Reads files by the names a result gives them, which count from ``root``."""

    def __init__(self, *, root: Path | None = None) -> None:
        self._root = root or Path()

    def thumbnails(self, wanted: Iterable[Wanted]) -> Iterator[Thumbnail]:
        """Return a thumbnail for each, in order; several are decoded at once."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(usual_workers()) as pool:
            yield from pool.map(self._thumbnail, wanted)

    def _thumbnail(self, wanted: Wanted) -> Thumbnail:
        from imgrules.images import thumbnail

        path = next(filter(_is_there, self._places(wanted.path)), None)
        if path is None:
            return thumbnail.Thumbnail(why_not=thumbnail.GONE)
        return thumbnail.thumbnail(path, wanted.sha256, wanted.side)

    def _places(self, name: str) -> Iterator[Path]:
        yield self._root / name
        # A stored result writes bytes that are no UTF-8 out; the file's name still holds them.
        yield self._root / _WRITTEN_OUT.sub(lambda byte: chr(0xDC00 + int(byte[1], 16)), name)


def _is_there(path: Path) -> bool:
    """Count what cannot be looked at as gone: a result may name anything."""
    try:
        return path.exists()
    except OSError:
        return False
