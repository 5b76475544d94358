"""Rows of the ledger for work that is to be bought: made, taken over, or used once more.

Each sets the price aside first, within the transaction that records the intent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import TYPE_CHECKING

from imgrules.fixes.budget import Reservation
from imgrules.fixes.calls import Asked, Call, bytes_of, insert, latest, update
from imgrules.processor import Declined

if TYPE_CHECKING:
    from imgrules.fixes.ledger import Ledger


class Orders:
    """The rows of one picture in one run. Everything raises what the budget raises."""

    def __init__(self, ledger: Ledger, path: str, sha256: str) -> None:
        self._ledger = ledger
        self._path = path
        self._sha256 = sha256

    def new(self, rows: Connection, asked: Asked, last: Call | None) -> tuple[Call, Reservation]:
        """Add a row for work that nobody has asked for, or not with success."""
        work = {
            "key": asked.key,
            "attempt": 1 if last is None else last.attempt + 1,
            "processor": asked.processor,
            "operation": asked.operation,
            "work": asked.work,
            "params": asked.params,
            "state": "planned",
        }
        with self._reserved(asked.credits) as reservation:
            return insert(rows, {**work, **self._of_this_run(asked)}), reservation

    def taken_over(
        self, rows: Connection, asked: Asked, last: Call
    ) -> tuple[Call, Reservation | None]:
        """Take a row over from an owner that is gone; what was accepted is paid already."""
        if last.state == "accepted":
            return _there(update(rows, last.id, {"owner": self._ledger.owner})), None
        with self._reserved(asked.credits) as reservation:
            return _there(update(rows, last.id, self._of_this_run(asked))), reservation

    def again(self, failed: Call) -> tuple[Call, Reservation]:
        """Make a call that failed ready to be sent once more.

        One that cost something stays as it is, and another takes its place. Raises Declined where
        somebody else has asked for the same since.
        """
        asked = Asked(failed.processor, failed.operation, failed.work, failed.params,
                      failed.estimated)  # fmt: skip
        with self._ledger.database.write() as rows:
            last = latest(rows, asked.key)
            if last is None or last.id != failed.id or last.owner != self._ledger.owner:
                raise Declined(f"{failed.name}: another run has taken this call over; ask again")
            return (
                self.new(rows, asked, last) if last.reported else self._revived(rows, asked, last)
            )

    def _revived(self, rows: Connection, asked: Asked, failed: Call) -> tuple[Call, Reservation]:
        fresh = {"state": "planned", "remote_id": None, "reported": None, "ended_at": None}
        with self._reserved(asked.credits) as reservation:
            values = {**self._of_this_run(asked), **fresh}
            return _there(update(rows, failed.id, values)), reservation

    @contextmanager
    def _reserved(self, credits: float | None) -> Iterator[Reservation]:
        """Set the price aside, unless the block fails."""
        reservation = self._ledger.budget.reserve(self._path, credits)
        try:
            yield reservation
        except BaseException:
            self._ledger.budget.settle(reservation, 0.0)
            raise

    def _of_this_run(self, asked: Asked) -> dict[str, object]:
        return {
            "run": self._ledger.run,
            "image": bytes_of(self._path),
            "image_sha256": self._sha256,
            "owner": self._ledger.owner,
            "estimated": asked.credits,
            "planned_at": self._ledger.now(),
        }


def _there(call: Call | None) -> Call:
    """Return a row that was read a moment ago in the same transaction."""
    if call is None:
        raise AssertionError("a row of the ledger is gone")
    return call
