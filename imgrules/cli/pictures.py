"""Small pictures for reports, read from where the result says that the files are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from imgrules.cli.options import usual_workers
from imgrules.reporters import Thumbnail, Wanted

_WRITTEN_OUT = re.compile(r"\\x([89a-f][0-9a-f])")


class OnDisk:
    """Reads files by the names a result gives them.

    ``paths``: where a file is, by name, when that is known; any other name counts from ``root``.
    """

    def __init__(
        self, paths: Mapping[str, Path] | None = None, *, root: Path | None = None
    ) -> None:
        self._paths = paths or {}
        self._root = root or Path()

    def thumbnails(self, wanted: Iterable[Wanted]) -> Iterator[Thumbnail]:
        """Return a thumbnail for each, in order; several are decoded at once."""
        with ThreadPoolExecutor(usual_workers()) as pool:
            yield from pool.map(self._thumbnail, wanted)

    def _thumbnail(self, wanted: Wanted) -> Thumbnail:
        from imgrules.images.thumbnail import thumbnail

        return thumbnail(self._where(wanted.path), wanted.sha256, wanted.side)

    def _where(self, name: str) -> Path:
        path = self._paths.get(name, self._root / name)
        if path.exists():
            return path
        # A stored result writes bytes that are no UTF-8 out; the file's name still holds them.
        return self._root / _WRITTEN_OUT.sub(lambda m: chr(0xDC00 + int(m[1], 16)), name)
