"""Taking a run back: what it replaced is restored, what it made is removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from imgrules.errors import ImgrulesError, UsageError
from imgrules.fixes.blobs import BlobLostError, Blobs
from imgrules.fixes.journal import NAME, Change, Journal, Told, read_journal
from imgrules.fixes.landing import remove_empty
from imgrules.fixes.recovery import recover_held
from imgrules.fixes.state import ORIGINALS, applying, run_folders, undo_tag
from imgrules.fixes.writing import hash_of, make_folders, remove_file, told, write_whole

_NAMED = 6
_NO_FILE = "no plain file"
"""Stands for the hash of a link or a folder: equal to none."""

RunState = Literal["finished", "unfinished", "half undone", "undone"]


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run as ``imgrules undo --list`` shows it."""

    id: str
    started: str
    files: int
    state: RunState


@dataclass(slots=True)
class Undone:
    """What was taken back. ``already``: it had been before; nothing was done."""

    run: str
    already: bool = False
    restored: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    """Already as before the run."""
    kept: list[tuple[Path, Path]] = field(default_factory=list)
    """Files changed since, taken back by force: where they were, where their content is kept."""
    problems: list[str] = field(default_factory=list)
    """What could not be taken back although force was asked for."""
    notes: tuple[str, ...] = ()
    """What was found of runs that were cut short."""


def list_runs(state: Path) -> tuple[RunInfo, ...]:
    """Return all runs, the oldest first. Changes nothing."""
    return tuple(
        RunInfo(folder.name, told_.started, len(told_.whole), _state(told_))
        for folder in run_folders(state)
        for told_ in [read_journal(folder / NAME)]
    )


def _state(journal: Told) -> RunState:
    if journal.undone:
        return "undone"
    if journal.undoing:
        return "half undone"
    return "finished" if journal.ended else "unfinished"


def undo(state: Path, run_id: str | None = None, *, force: bool = False) -> Undone:
    """Take a run back, by default the latest that wrote anything.

    Nothing is touched where a file has changed since the run, unless forced: then what is there
    now is kept in the run's originals. May be repeated after a kill. Raises ImgrulesError, and
    UsageError for a run that does not exist.
    """
    with applying(state):
        notes = recover_held(state)
        folder = _chosen(state, run_id)
        journal = read_journal(folder / NAME)
        undone = Undone(folder.name, already=journal.undone, notes=notes)
        if not undone.already:
            _take_back(folder, journal, undone, force=force)
    return undone


def _chosen(state: Path, run_id: str | None) -> Path:
    folders = run_folders(state)
    if run_id is None:
        for folder in reversed(folders):
            if read_journal(folder / NAME).whole:
                return folder
        raise UsageError(f"{state}: no run has written anything; there is nothing to undo")
    for folder in folders:
        if folder.name == run_id:
            return folder
    near = get_close_matches(run_id, [folder.name for folder in folders], n=1)
    hint = f"did you mean {near[0]}?" if near else "imgrules undo --list shows the runs"
    raise UsageError(f"no run is called {run_id}", hint=hint)


@dataclass(frozen=True, slots=True)
class _Task:
    """One path to bring back to what it was; ``present`` is the hash of what is there now."""

    change: Change
    path: Path
    present: str | None

    @property
    def is_back(self) -> bool:
        return self.present == self.change.before

    @property
    def changed(self) -> bool:
        """Whether somebody else's work would be lost. A file that is gone holds none."""
        return not self.is_back and self.present not in (self.change.after, None)


def _take_back(folder: Path, journal: Told, undone: Undone, *, force: bool) -> None:
    originals = Blobs(folder / ORIGINALS, undo_tag(folder.name))
    writes = list(_tasks(journal))
    if not force:
        tasks = [task for each in writes for task in each]
        _refuse_changed(tasks)
        _refuse_lost(tasks, originals)
    lines = Journal(folder / NAME)
    lines.add("undo", force=force)
    tag = undo_tag(folder.name)
    for each in writes:
        # Stops at the first that fails: a result stays where its picture cannot be restored.
        all(_bring_back(task, originals, undone, tag=tag) for task in each)
    for write in reversed(journal.whole):
        remove_empty(write.folders)
    if not undone.problems:
        lines.add("undone")


def _tasks(journal: Told) -> Iterator[tuple[_Task, ...]]:
    """Yield the last write first, and a replaced picture before its result."""
    for write in reversed(journal.whole):
        yield tuple(
            _Task(change, Path(change.path), _present(Path(change.path)))
            for change in reversed(write.changes)
        )


def _present(path: Path) -> str | None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return _NO_FILE
    return hash_of(path)


def _refuse_changed(tasks: list[_Task]) -> None:
    changed = [str(task.path) for task in tasks if task.changed]
    if changed:
        more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
        raise ImgrulesError(
            f"nothing was undone; changed since the run: {', '.join(changed[:_NAMED])}{more}",
            hint="--force undoes them too and keeps what is there now among the run's originals",
        )


def _refuse_lost(tasks: list[_Task], originals: Blobs) -> None:
    for task in tasks:
        if not task.is_back and task.change.before is not None:
            try:
                originals.get(task.change.before)
            except BlobLostError as problem:
                raise ImgrulesError(
                    f"nothing was undone; the original of {task.path} is lost: {problem.message}",
                    hint="--force undoes the other files",
                ) from problem


def _bring_back(task: _Task, originals: Blobs, undone: Undone, *, tag: str) -> bool:
    """Bring one path back; False where it cannot be, which ``undone.problems`` explains."""
    if task.is_back:
        undone.unchanged.append(task.path)
        return True
    if task.present == _NO_FILE:
        undone.problems.append(f"{task.path}: is a link or a folder now; it is left alone")
        return False
    try:
        old = None if task.change.before is None else originals.get(task.change.before)
    except BlobLostError as problem:
        undone.problems.append(f"{task.path}: cannot be restored: {problem.message}")
        return False
    if task.changed:
        _keep_present(task.path, originals, undone)
    _put_back(task, old, undone, tag)
    return True


def _put_back(task: _Task, old: bytes | None, undone: Undone, tag: str) -> None:
    if old is None:
        remove_file(task.path)
        undone.removed.append(task.path)
    else:
        make_folders(task.path.parent)
        write_whole(task.path, old, tag=tag, like=task.change.like)
        undone.restored.append(task.path)


def _keep_present(path: Path, originals: Blobs, undone: Undone) -> None:
    with told(path, "cannot be read"):
        data = path.read_bytes()
    undone.kept.append((path, originals.folder / originals.put(data)))
