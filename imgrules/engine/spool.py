"""The results of a long run: on disk beyond the first pictures, so that memory is flat.

What rules say of many pictures alike is kept once; the rest of a result is a row in a temporary
file without a name, which goes with the process, however that ends.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import lru_cache
from types import TracebackType
from typing import IO, Any, Self, overload

from imgrules.engine.shared import SharedFindings
from imgrules.errors import ImgrulesError
from imgrules.model import ImageResult, Region, RoleChoice, StoredMeasurement, Verdict

IN_MEMORY = 2500
"""Results held as they are; so many take some 100 MB, what OpenCV and NumPy would."""
_AT_ONCE = 256
"""Rows read together when all are gone through."""
_RECENT = 64
"""Measurements kept after reading: rules on sets ask for the same few pictures again and again."""
_APART = {"measurements", "findings", "roles", "verdict"}
_PLAIN = tuple(field.name for field in fields(ImageResult) if field.name not in _APART)


class Spool(Sequence[ImageResult]):
    """Results in the order they were added; reads like a tuple. To be closed at the end."""

    def __init__(self, in_memory: int | None = None) -> None:
        self._in_memory = IN_MEMORY if in_memory is None else in_memory
        self._first: list[ImageResult] = []
        self._file: IO[bytes] | None = None
        self._ends = array("Q")
        """Of each row on disk: where its head ends, and where its measurements do."""
        self._shared = SharedFindings()
        self._recent: OrderedDict[int, tuple[StoredMeasurement, ...]] = OrderedDict()

    def append(self, image: ImageResult) -> None:
        """Add a result. Raises ImgrulesError where the temporary folder cannot hold it."""
        if len(self._first) < self._in_memory:
            self._first.append(image)
            return
        head = pickle.dumps(self._head(image), pickle.HIGHEST_PROTOCOL)
        rest = pickle.dumps([_measurement(made) for made in image.measurements],
                            pickle.HIGHEST_PROTOCOL)  # fmt: skip
        start = self._ends[-1] if self._ends else 0
        self._write(start, head + rest)
        self._ends.extend((start + len(head), start + len(head) + len(rest)))

    def heads(self) -> Iterator[ImageResult]:
        """Yield every result without its measurements, which is much faster."""
        yield from self._first
        for head, _ in self._rows():
            yield self._image(head, ())

    def close(self) -> None:
        """Forget everything on disk."""
        if self._file is not None:
            with suppress(OSError):  # a full disk refuses what waits; nobody wants it any more
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._first) + len(self._ends) // 2

    def __iter__(self) -> Iterator[ImageResult]:
        yield from self._first
        for head, rest in self._rows():
            yield self._image(head, _measurements(rest))

    @overload
    def __getitem__(self, at: int) -> ImageResult: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ImageResult, ...]: ...
    def __getitem__(self, at: int | slice) -> ImageResult | tuple[ImageResult, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        at = range(len(self))[at]
        if at < len(self._first):
            return self._first[at]
        row = at - len(self._first)
        ((head, rest),) = self._read(row, row + 1)
        return self._image(head, _measurements(rest))

    def measurements(self, at: int) -> tuple[StoredMeasurement, ...]:
        """Return one picture's measurements, which is faster than reading all of its result."""
        if at < len(self._first):
            return self._first[at].measurements
        made = self._recent.get(at)
        if made is None:
            row = at - len(self._first)
            ((_, rest),) = self._read(row, row + 1)
            made = self._recent[at] = _measurements(rest)
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
        return made

    def _write(self, start: int, row: bytes) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="imgrules-")  # noqa: SIM115
            self._file.seek(start)
            self._file.write(row)
        except OSError as problem:
            raise _no_room(problem) from problem

    def _rows(self) -> Iterator[tuple[bytes, bytes]]:
        rows = len(self._ends) // 2
        for row in range(0, rows, _AT_ONCE):
            yield from self._read(row, min(row + _AT_ONCE, rows))

    def _read(self, row: int, end: int) -> Iterator[tuple[bytes, bytes]]:
        if self._file is None:
            return
        start = self._ends[2 * row - 1] if row else 0
        try:
            self._file.seek(start)
            block = self._file.read(self._ends[2 * end - 1] - start)
        except OSError as problem:  # what waits to be written is written before reading
            raise _no_room(problem) from problem
        at = 0
        for each in range(row, end):
            middle, last = self._ends[2 * each] - start, self._ends[2 * each + 1] - start
            yield block[at:middle], block[middle:last]
            at = last

    def _head(self, image: ImageResult) -> tuple[Any, ...]:
        roles = [(made.rulebook, made.role, made.reason) for made in image.roles]
        plain = [getattr(image, name) for name in _PLAIN]
        findings = [self._shared.put(finding) for finding in image.findings]
        return plain, roles, image.verdict.value, findings

    def _image(self, head: bytes, measurements: tuple[StoredMeasurement, ...]) -> ImageResult:
        plain, roles, verdict, findings = pickle.loads(head)  # noqa: S301  (our own rows)
        return ImageResult(
            **dict(zip(_PLAIN, plain, strict=True)),
            roles=tuple(_role(*each) for each in roles),
            verdict=Verdict(verdict),
            measurements=measurements,
            findings=tuple(map(self._shared.take, findings)),
        )


_role = lru_cache(maxsize=1024)(RoleChoice)


def _measurement(made: StoredMeasurement) -> tuple[Any, ...]:
    boxes = [(box.x, box.y, box.width, box.height, box.label) for box in made.regions]
    return made.check, made.version, made.options, made.values, boxes


def _measurements(rest: bytes) -> tuple[StoredMeasurement, ...]:
    return tuple(
        StoredMeasurement(check, version, options, values, tuple(Region(*box) for box in boxes))
        for check, version, options, values, boxes in pickle.loads(rest)  # noqa: S301
    )


def _no_room(problem: OSError) -> ImgrulesError:
    why = problem.strerror or str(problem)
    return ImgrulesError(
        f"{tempfile.gettempdir()}: results cannot be put aside: {why}",
        hint="make room there, or name another folder in TMPDIR",
    )
