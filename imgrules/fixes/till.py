"""Where one picture's paid work is asked for: nothing is bought twice, and nothing by accident."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from sqlite3 import Connection
from typing import TYPE_CHECKING

from imgrules.fixes.blobs import BlobLostError
from imgrules.fixes.budget import Reservation, amount
from imgrules.fixes.calls import Asked, Call, latest, storable, update
from imgrules.fixes.closing import Closing
from imgrules.fixes.orders import Orders
from imgrules.fixes.tickets import LedgerTicket
from imgrules.model import Value
from imgrules.processor import Declined, Stopped

if TYPE_CHECKING:
    from imgrules.fixes.ledger import Ledger


class ImageTill(Closing):
    """``imgrules.processor.Till`` for one picture, used by one thread; a context manager.

    Leaving it lets go of calls that are still under way, so that another asking may take them
    over: accepted ones go on, a sent one counts as of unknown outcome.
    """

    def __init__(self, ledger: Ledger, path: str, sha256: str) -> None:
        self._ledger = ledger
        self.path = path
        self.sha256 = sha256
        self._orders = Orders(ledger, path, sha256)
        self._tickets: dict[int, LedgerTicket] = {}

    def close(self) -> None:
        """Let go of every call that has not ended; harmless when done twice."""
        while self._tickets:
            number, ticket = self._tickets.popitem()
            self._ledger.busy.pop(number, None)
            ticket.let_go()

    @property
    def spent(self) -> float:
        """Credits this picture has cost in this run, at reported prices where known."""
        return self._ledger.budget.spent_on(self.path)

    def open(
        self, *, processor: str, operation: str, work: str, params: Mapping[str, Value],
        credits: float | None,
    ) -> LedgerTicket:  # fmt: skip
        """Return the ticket of this work: the earlier one where it was asked for before.

        Waits while somebody else is asking for the same. Raises Stopped where the run's budget
        would be exceeded; Declined where the picture's would, where an earlier call's outcome is
        unknown and nobody has said what to do, and where the wait was too long.
        """
        asked = Asked.of(processor, operation, work, params, credits)
        said = False
        for pause in _pauses(self._ledger.patience):
            ticket = self._try(asked)
            if ticket is not None:
                return ticket
            if pause > 0.2 and not said:
                said = True
                self._ledger.say(f"{self.path}: waiting; the same work is being asked for already")
            time.sleep(pause)
        raise Declined(
            f"the same work ({operation} by {processor}) is being asked for by another run, "
            "which has not ended; try again when it has"
        )

    def _try(self, asked: Asked) -> LedgerTicket | None:
        with self.rows() as rows:
            last = latest(rows, asked.key)
            if last is not None and last.state != "done" and self._ledger.is_busy(last, self):
                return None
            if last is None or last.state != "done":
                return self._ticket(rows, asked, last)
        return self._bought(asked, last)

    def _ticket(self, rows: Connection, asked: Asked, last: Call | None) -> LedgerTicket:
        if last is not None and last.state == "sent":
            self._give_up(rows, last)
        if last is None or last.state not in {"planned", "accepted"}:
            return self._hold(*self._orders.new(rows, asked, last))
        if last.id in self._tickets:
            return self._tickets[last.id]
        return self._hold(*self._orders.taken_over(rows, asked, last))

    def again(self, failed: Call) -> tuple[Call, Reservation]:
        """Return what a ticket goes on with whose call failed, its price set aside anew."""
        call, reservation = self._orders.again(failed)
        self._tickets[call.id] = self._tickets.pop(failed.id)
        self._ledger.busy[call.id] = self
        return call, reservation

    def _hold(self, call: Call, reservation: Reservation | None) -> LedgerTicket:
        self._tickets[call.id] = LedgerTicket(self, call, reservation)
        self._ledger.busy[call.id] = self
        return self._tickets[call.id]

    def _give_up(self, rows: Connection, last: Call) -> None:
        # Leave to repeat is given before a run, so for what earlier runs left behind.
        if self._ledger.unknown != "resend" or last.run == self._ledger.run:
            raise Declined(_unknown(last))
        why = "outcome unknown; asked again at the user's word"
        given_up = {"state": "unknown", "owner": None, "ended_at": self.now(), "error": why}
        update(rows, last.id, given_up)

    def _bought(self, asked: Asked, call: Call) -> LedgerTicket | None:
        """Return the ticket of work that is done, unless its result is gone."""
        try:
            return LedgerTicket(self, call, result=self._ledger.results.get(call.result or ""))
        except BlobLostError as problem:
            self._lose(call, problem.message)
            return self._try(asked)

    def _lose(self, call: Call, why: str) -> None:
        again = "accepted" if call.remote_id is not None else "lost"
        with self.rows() as rows:
            lost = {"state": again, "result": None, "owner": None, "error": storable(why)}
            update(rows, call.id, lost, states=("done",))
        next_ = (
            f"it is fetched again under number {call.remote_id}"
            if call.remote_id is not None
            else f"{call.operation} is asked of {call.processor} once more"
        )
        self._ledger.say(f"{self.path}: a result that was paid for is gone ({why}); {next_}")

    # -- what tickets need -----------------------------------------------------------------------

    @property
    def owner(self) -> str:
        return self._ledger.owner

    def rows(self) -> AbstractContextManager[Connection]:
        return self._ledger.database.write()

    def now(self) -> str:
        return self._ledger.now()

    def store(self, result: bytes) -> str:
        return self._ledger.results.put(result)

    def settle(self, reservation: Reservation, credits: float) -> None:
        self._ledger.budget.settle(reservation, credits)


class ClosedTill:
    """``imgrules.processor.Till`` once nothing more may be bought: every asking is refused."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def open(
        self, *, processor: str, operation: str, work: str, params: Mapping[str, Value],
        credits: float | None,
    ) -> LedgerTicket:  # fmt: skip
        del operation, work, params, credits
        raise Stopped(f"{processor} is not asked any more: {self._reason}")


def _unknown(call: Call) -> str:
    price = "an unknown sum" if call.estimated is None else f"{amount(call.estimated)} credits"
    return (
        f"{call.name} was sent at {call.sent_at} and its outcome is unknown: it may have cost "
        f"{price}. imgrules fix --resend asks again, at the risk of paying twice; "
        "without it the picture is left as it is"
    )


def _pauses(patience: float) -> Iterator[float]:
    """Yield seconds to sleep between looks, none before the second; longer and longer."""
    yield 0.0
    pause, waited = 0.05, 0.0
    while waited < patience:
        yield pause
        waited += pause
        pause = min(pause * 1.5, 1.0)
