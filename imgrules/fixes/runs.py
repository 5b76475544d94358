"""A run of ``fix --apply``: its folder, its journal, and the files it writes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePath
from threading import Lock

from imgrules.errors import ImgrulesError
from imgrules.fixes import database
from imgrules.fixes.blobs import Blobs
from imgrules.fixes.closing import Closing
from imgrules.fixes.database import Database
from imgrules.fixes.journal import NAME, Change, Journal, Write
from imgrules.fixes.landing import Books, drop, land
from imgrules.fixes.likeness import Likeness
from imgrules.fixes.outputs import Outputs
from imgrules.fixes.placing import Placing
from imgrules.fixes.recovery import clear_work, decide, recover, recover_held
from imgrules.fixes.state import ORIGINALS, PLAN, REJECTED, RUNS, WORK, applying
from imgrules.fixes.writing import (
    absolute,
    make_folders,
    missing_folders,
    part_name,
    sync_folder,
    told,
    write_whole,
)
from imgrules.model import Value

__all__ = ["Run", "recover", "start_run"]


class Run(Closing):
    """A run under way; a context manager, used from several threads.

    Leaving it without ``finish`` leaves it as a kill would: the next run puts it in order.
    """

    def __init__(
        self, folder: Path, books: Books, placing: Placing, notes: tuple[str, ...]
    ) -> None:
        self.folder = folder
        self.id = folder.name
        self.notes = notes
        """What was found of runs that were cut short."""
        self._books = books
        self._placing = placing
        self._numbers = count(1)
        self._open: dict[int, Write] = {}
        """Writes that are under way, or broke off where nobody knows how far they got."""
        self._lock = Lock()
        self._held = ExitStack()

    def close(self) -> None:
        """Let go of the state folder; harmless when done twice."""
        self._held.close()

    def work_file(self, name: str) -> Path:
        """Return a path in a folder of its own whose last part is ``name``'s. Nothing is written.

        Rules on names judge the file there as they would under its final name.
        """
        folder = self.folder / WORK / str(self._number())
        make_folders(folder)
        return folder / PurePath(name).name

    def reject(self, name: str, data: bytes) -> Path:
        """Keep a result that was dropped, for a person to look at; return where."""
        folder = self.folder / REJECTED / str(self._number())
        make_folders(folder)
        path = folder / PurePath(name).name
        write_whole(path, data, tag=self.id)
        return path

    def done_before(self, source_sha256: str, plan_digest: str, target: Path) -> str | None:
        """Return the file's hash where an earlier run wrote exactly this and it is still so."""
        return self._books.outputs.done_before(source_sha256, plan_digest, absolute(target))

    def write(
        self,
        target: Path,
        data: bytes,
        *,
        source_sha256: str,
        plan_digest: str,
        replaces: Path | None = None,
    ) -> None:
        """Write a result; durable on return, and never half there.

        ``replaces``: the picture it takes the place of (in-place fixing), whose original is kept
        first and which goes where the result has another name. Without it, only files that runs
        wrote are overwritten, and links never. Raises ImgrulesError; then the old file is there,
        or the new one, whole.
        """
        target = absolute(target)
        with self._placing.claimed(target):
            changes = self._placing.changes(
                target, data, None if replaces is None else absolute(replaces), source_sha256
            )
            if changes:
                self._write(changes, data, source_sha256, plan_digest)
            elif self._books.outputs.is_ours(target, digest := sha256(data).hexdigest()):
                self._books.outputs.add(source_sha256, plan_digest, target, digest, self.id)

    def _write(self, changes: tuple[Change, ...], data: bytes, source: str, plan: str) -> None:
        target = Path(changes[0].path)
        write = Write(
            self._number(), source, plan, part_name(target.name, self.id), changes,
            tuple(str(folder) for folder in missing_folders(target.parent)),
        )  # fmt: skip
        self._open[write.number] = write
        self._books.journal.intend(write)
        try:
            make_folders(target.parent)
            write_whole(target, data, tag=self.id, like=_new(changes))
        except ImgrulesError:
            drop(write, self._books)
            del self._open[write.number]
            raise
        land(write, self._books)
        del self._open[write.number]

    def finish(self, summary: Mapping[str, Value]) -> None:
        """End the run well. ``summary`` is kept in the journal. Raises ImgrulesError."""
        for write in tuple(self._open.values()):
            decide(write, self._books)
        clear_work(self.folder)
        self._books.journal.add("end", summary=dict(summary))

    def _number(self) -> int:
        with self._lock:
            return next(self._numbers)


def start_run(
    state: Path,
    plan_json: str,
    now: datetime,
    *,
    out: Path | None = None,
    overwrite: bool = False,
) -> Run:
    """Begin a run: hold the state folder, put killed runs in order, keep the plan.

    ``out``: nothing is written outside this folder, whatever links lead out of it. ``overwrite``
    replaces files that no run wrote; what they held is kept. Raises ImgrulesError.
    """
    with ExitStack() as stack:
        stack.enter_context(applying(state))
        notes = recover_held(state)
        folder = _new_folder(state, now)
        rows = Database(state / database.NAME)
        stack.callback(rows.close)
        books = Books(
            folder.name,
            Journal(folder / NAME),
            Blobs(folder / ORIGINALS, folder.name),
            Outputs(rows),
        )
        write_whole(folder / PLAN, plan_json.encode("utf-8", "surrogatepass"), tag=folder.name)
        books.journal.add("run", started=now.astimezone(UTC).isoformat(timespec="seconds"))
        run = Run(folder, books, Placing(books, out, overwrite=overwrite), notes)
        run._held = stack.pop_all()
    return run


def _new_folder(state: Path, now: datetime) -> Path:
    """Make a folder named by the time, so that names sort by age."""
    make_folders(state / RUNS)
    name = now.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    for number in count(1):
        folder = state / RUNS / (name if number == 1 else f"{name}-{number:02}")
        try:
            with told(folder, "cannot be made"):
                folder.mkdir()
                sync_folder(folder.parent)
        except ImgrulesError as problem:
            if not isinstance(problem.__cause__, FileExistsError):
                raise
        else:
            return folder
    raise AssertionError  # count() has no end


def _new(changes: tuple[Change, ...]) -> Likeness | None:
    """Return the permissions a result takes over from the file it replaces; not its time."""
    known = [change.like for change in changes if change.like is not None]
    return replace(known[0], mtime_ns=None) if known else None
