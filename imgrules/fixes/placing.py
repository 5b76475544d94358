"""Whether a result may be written where it is meant to go, and what it would change there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

from imgrules.errors import ImgrulesError
from imgrules.fixes.journal import Change
from imgrules.fixes.landing import Books
from imgrules.fixes.likeness import Likeness
from imgrules.fixes.writing import hash_of, told


class Placing:
    """Keeps a run from overwriting what is not its own. Paths are absolute.

    A link at the target is never written through nor replaced, and a folder below ``out`` that
    leads out of it is not entered; ``out`` itself may be a link.
    """

    def __init__(self, books: Books, out: Path | None, *, overwrite: bool) -> None:
        self._books = books
        self._out = out
        self._overwrite = overwrite
        self._claimed: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def claimed(self, target: Path) -> Iterator[None]:
        """Reserve a target for one picture of the run; given back where writing it fails."""
        key = os.path.normcase(target)
        with self._lock:
            if key in self._claimed:
                raise ImgrulesError(
                    f"{target}: another picture of this run was written there",
                    hint="give the pictures different names",
                )
            self._claimed.add(key)
        try:
            yield
        except BaseException:
            with self._lock:
                self._claimed.discard(key)
            raise

    def changes(
        self, target: Path, data: bytes, replaces: Path | None, source: str
    ) -> tuple[Change, ...]:
        """Return what writing would change, the target first; nothing where it is so already.

        What would be overwritten is kept in the run's originals before this returns. Raises
        ImgrulesError where it may not be written.
        """
        self._refuse_outside(target)
        after = sha256(data).hexdigest()
        if replaces is not None and _is_same(target, replaces):
            old = self._kept(replaces, source)
            return () if old.before == after else (_at(target, old, after),)
        new = self._at_target(target, after)
        if replaces is None:
            return () if new.before == after else (new,)
        return (new, self._kept(replaces, source))

    def _at_target(self, target: Path, after: str) -> Change:
        present = hash_of(target)
        if present is None:
            return Change(str(target), None, after)
        if present == after:
            return Change(str(target), present, after)
        if not self._overwrite and not self._books.outputs.is_ours(target, present):
            raise ImgrulesError(
                f"{target}: is there already and was not written by imgrules, or changed since",
                hint="name another folder with --out, or move the file away",
            )
        return _at(target, self._kept(target, present), after)

    def _kept(self, path: Path, expected: str) -> Change:
        """Keep a file's content and return how taking it away would be recorded."""
        hash_of(path)  # refuses links
        with told(path, "cannot be read"):
            data, like = path.read_bytes(), Likeness.of(path)
        if sha256(data).hexdigest() != expected:
            raise ImgrulesError(f"{path}: has changed since the plan was made", hint="plan again")
        try:
            self._books.originals.put(data)
        except ImgrulesError as problem:
            raise ImgrulesError(
                f"{path}: is not replaced, because it cannot be kept: {problem.message}",
                hint=problem.hint,
            ) from problem
        return Change(str(path), expected, None, like)

    def _refuse_outside(self, target: Path) -> None:
        if self._out is None:
            return
        # Unlike Path.resolve, realpath takes links that lead in a circle.
        root, folder = (Path(os.path.realpath(path)) for path in (self._out, target.parent))
        if not folder.is_relative_to(root):
            raise ImgrulesError(
                f"{target}: lies outside {self._out}; a link leads there",
                hint="remove the link, or name the folder it leads to with --out",
            )


def _at(target: Path, old: Change, after: str) -> Change:
    return Change(str(target), old.before, after, old.like)


def _is_same(target: Path, replaces: Path) -> bool:
    """Whether two names are one file; where case does not count, two spellings are."""
    if target == replaces:
        return True
    if os.path.islink(target) or not target.exists() or not replaces.exists():  # noqa: PTH114
        return False
    same_name = target.name.casefold() == replaces.name.casefold()
    return same_name and target.samefile(replaces)
