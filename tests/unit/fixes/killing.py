"""Kills a process at every durable step of a scenario in turn, then proves what must hold.

Run as a program of its own (``python -m tests.unit.fixes.killing NAME FOLDER``): it forks.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from imgrules.fixes.database import Database
from imgrules.fixes.ledger import Ledger
from imgrules.fixes.runs import recover, start_run
from imgrules.fixes.undo import undo
from imgrules.processor import Declined

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PICTURES = ("a.jpg", "b\n\udcff.jpg", "c.jpg")


class Fuse:
    """Counts durable steps and kills this process before one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self) -> None:
        """Put a step before everything that changes a disk, and round every transaction."""
        for name in ("fsync", "replace", "unlink", "mkdir", "rmdir"):
            setattr(os, name, self._before(getattr(os, name)))
        begin = Database.write

        @contextmanager
        def write(database: Database) -> Iterator[Connection]:
            self.step()
            with begin(database) as rows:
                yield rows
                self.step()

        Database.write = write  # type: ignore[method-assign]

    def _before(self, act: Callable[..., object]) -> Callable[..., object]:
        def acting(*arguments: object, **named: object) -> object:
            self.step()
            return act(*arguments, **named)

        return acting


def in_child(act: Callable[[], None]) -> int:
    """Do something in a forked process; return how it ended, as ``os.waitstatus_to_exitcode``."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def everywhere(
    folder: Path, prepare: Callable[[Path], None], act: Callable[[Path], None],
    prove: Callable[[Path], None],
) -> int:  # fmt: skip
    """Kill ``act`` at each of its steps, and prove each time. Return how many steps there are."""
    for at in range(1, 10_000):
        place = folder / str(at)
        place.mkdir()
        prepare(place)

        def doomed(at: int = at, place: Path = place) -> None:
            Fuse(at).lay()
            act(place)

        status = in_child(doomed)
        if status not in (0, -signal.SIGKILL):
            raise SystemExit(f"step {at}: ended with {status}")
        if in_child(lambda place=place: prove(place)):  # type: ignore[misc]
            raise SystemExit(f"step {at}: not as it must be after the kill")
        shutil.rmtree(place)
        if status == 0:
            return at - 1
    raise SystemExit("the scenario does not end")


# -- buying ----------------------------------------------------------------------------------------


class Service:
    """A paid service with a memory of its own: a line for each order it took."""

    def __init__(self, place: Path) -> None:
        self._book = place / "service.log"

    def order(self, work: str) -> str:
        with self._book.open("a") as book:
            book.write(f"{work}\n")
        return f"id-{work}"

    def fetch(self, number: str) -> bytes:
        return f"result of {number}".encode()

    def orders(self) -> list[str]:
        return self._book.read_text().split() if self._book.exists() else []


def work_of(picture: str) -> str:
    return sha256(os.fsencode(picture)).hexdigest()


def buy(place: Path, run: str = "first", unknown: str = "ask") -> dict[str, bytes | str]:
    """Have each picture's work done as a processor would; return the result or what was said."""
    service, got = Service(place), {}
    with Ledger(place / "state", run=run, clock=lambda: NOW, unknown=unknown) as ledger:  # type: ignore[arg-type]
        for picture in PICTURES:
            try:
                got[picture] = _bought(ledger, service, picture)
            except Declined as problem:
                got[picture] = problem.message
    return got


def _bought(ledger: Ledger, service: Service, picture: str) -> bytes:
    with ledger.till(picture, work_of(picture)) as till:
        ticket = till.open(processor="shop", operation="background.replace",
                           work=work_of(picture), params={}, credits=5)  # fmt: skip
        if ticket.state == "planned":
            ticket.sent()
            ticket.accepted(service.order(work_of(picture)), credits_used=4)
        if ticket.state == "accepted":
            ticket.done(service.fetch(ticket.remote_id or ""))
        assert ticket.result is not None
        return ticket.result


def prove_bought(place: Path) -> None:
    service = Service(place)
    recover(place / "state")
    assert not drafts(place)
    assert not any(place.glob("state/owners/*"))
    orders = service.orders()
    assert len(set(orders)) == len(orders)
    again = buy(place, "second")
    unsure = {work_of(name) for name, got in again.items() if isinstance(got, str)}
    assert len(unsure) <= 1  # killed once, so one call at most
    assert all("outcome is unknown" in got for got in again.values() if isinstance(got, str))
    orders = service.orders()
    assert len(set(orders)) == len(orders)
    assert {work_of(name) for name in PICTURES} - unsure <= set(orders)
    last = buy(place, "third", unknown="resend")
    assert last == {name: f"result of id-{work_of(name)}".encode() for name in PICTURES}
    twice = [work for work in set(orders) if service.orders().count(work) > 1]
    assert set(twice) <= unsure


# -- writing ---------------------------------------------------------------------------------------

SOURCES = {"in/a.jpg": b"a", "in/b\n\udcff.tif": b"b", "in/c.jpg": b"c", "ready/c.jpg": b"C1"}
"""``ready/c.jpg`` is there from an earlier run."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def lay_out(place: Path) -> None:
    for name, data in SOURCES.items():
        (place / name).parent.mkdir(exist_ok=True)
        if not name.startswith("ready"):
            (place / name).write_bytes(data)
            os.utime(place / name, (1_000_000_000, 1_000_000_000))
    with start_run(place / "state", "{}", NOW) as run:
        run.write(place / "ready/c.jpg", b"C1", source_sha256=digest(b"c"), plan_digest="1")
        run.finish({})


def apply(place: Path) -> None:
    """Write one result anew, one over an earlier one, one in place and one under a new name."""
    new = b"A" * 100_000
    tasks: list[tuple[str, bytes, bytes, str | None]] = [
        ("ready/deep/er/a.jpg", new, b"a", None),
        ("ready/c.jpg", b"C2", b"c", None),
        ("in/a.jpg", new, b"a", "in/a.jpg"),
        ("in/b\n\udcff.jpg", b"B", b"b", "in/b\n\udcff.tif"),
    ]
    with start_run(place / "state", "{}", NOW) as run:
        for target, data, source, replaced in tasks:
            if run.done_before(digest(source), "2", place / target) is None:
                run.write(
                    place / target,
                    data,
                    source_sha256=digest(source),
                    plan_digest="2",
                    replaces=None if replaced is None else place / replaced,
                )
        run.finish({"pictures": len(tasks)})


AFTER = {
    "ready/deep/er/a.jpg": b"A" * 100_000, "ready/c.jpg": b"C2", "in/a.jpg": b"A" * 100_000,
    "in/b\n\udcff.jpg": b"B", "in/c.jpg": b"c",
}  # fmt: skip


def tree(place: Path) -> dict[str, bytes]:
    """Return every file outside the state folder."""
    files = (path for path in place.rglob("*") if path.is_file())
    named = {path.relative_to(place).as_posix(): path for path in files}
    return {
        name: path.read_bytes() for name, path in named.items() if not name.startswith("state/")
    }


def drafts(place: Path) -> list[Path]:
    return list(place.rglob("*.part"))


def prove_written(place: Path) -> None:
    found = {name: data for name, data in tree(place).items() if not name.endswith(".part")}
    for name, data in found.items():
        assert data in (SOURCES.get(name), AFTER.get(name)), name
    apply(place)
    assert tree(place) == AFTER
    assert not drafts(place)
    _undo_all(place)


def _undo_all(place: Path) -> None:
    for folder in sorted((place / "state/runs").iterdir(), reverse=True)[:-1]:
        undo(place / "state", folder.name)
    assert tree(place) == SOURCES
    assert not (place / "ready/deep").exists()
    assert (place / "in/a.jpg").stat().st_mtime == 1_000_000_000


def lay_out_applied(place: Path) -> None:
    lay_out(place)
    apply(place)


def take_back(place: Path) -> None:
    undo(place / "state")


def prove_undone(place: Path) -> None:
    for data in tree(place).values():
        assert data in {*SOURCES.values(), *AFTER.values()} or drafts(place)
    undo(place / "state")
    assert tree(place) == SOURCES
    assert undo(place / "state").already
    assert not drafts(place)


def lay_out_killed(place: Path) -> None:
    """Leave what a run leaves that was killed half-way through its writes."""
    lay_out(place)

    def doomed() -> None:
        Fuse(HALF_WAY).lay()
        apply(place)

    assert in_child(doomed) == -signal.SIGKILL


HALF_WAY = 36

SCENARIOS = {
    "buying": (lambda _: None, lambda place: buy(place) and None, prove_bought),
    "writing": (lay_out, apply, prove_written),
    "recovering": (lay_out_killed, apply, prove_written),
    "undoing": (lay_out_applied, take_back, prove_undone),
}


if __name__ == "__main__":
    print(everywhere(Path(sys.argv[2]), *SCENARIOS[sys.argv[1]]))  # type: ignore[arg-type]  # noqa: T201
