"""The pictures of a run, made when they are asked for.

The names of 100,000 files are read in a moment and take little room. Choosing roles for all of them
takes a second in which nothing could be judged yet, and what is known of them ten times the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from imgrules.engine.job import Picture

_AT_ONCE = 256
"""Pictures made together by those who go through all."""
_PARTS = 4
"""So many of them are kept: several go through all side by side, some a little ahead."""


class Pictures(Sequence[Picture]):
    """One picture for each file, in the order of the files; equal each time it is made."""

    def __init__(self, files: Sequence[str], make: Callable[[str], Picture]) -> None:
        self._files = files
        self._make = make
        self._recent: dict[int, tuple[Picture, ...]] = {}

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[Picture]:
        for start in range(0, len(self._files), _AT_ONCE):
            yield from self._part(start)

    @overload
    def __getitem__(self, at: int) -> Picture: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Picture, ...]: ...
    def __getitem__(self, at: int | slice) -> Picture | tuple[Picture, ...]:
        if isinstance(at, slice):
            return tuple(map(self._make, self._files[at]))
        return self._make(self._files[at])

    def _part(self, start: int) -> tuple[Picture, ...]:
        part = self._recent.get(start)
        if part is None:
            part = self._recent[start] = self[start : start + _AT_ONCE]
            if len(self._recent) > _PARTS:
                del self._recent[next(iter(self._recent))]
        return part
