"""One paid call under way: every step is in the ledger before the method returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from imgrules.fixes.budget import Reservation, known_price
from imgrules.fixes.calls import Call, State, storable, update
from imgrules.processor import Declined

if TYPE_CHECKING:
    from imgrules.fixes.till import ImageTill

TicketState = Literal["planned", "sent", "accepted", "done"]


class LedgerTicket:
    """``imgrules.processor.Ticket``. A step out of order is the processor's fault: RuntimeError."""

    def __init__(
        self, till: ImageTill, call: Call, reservation: Reservation | None = None,
        result: bytes | None = None,
    ) -> None:  # fmt: skip
        self._till = till
        self._call = call
        self._reservation = reservation
        self._result = result

    @property
    def state(self) -> TicketState:
        """Where the work stands. A call that failed reads ``planned``: it may be sent again."""
        state = self._call.state
        return "planned" if state == "failed" else cast("TicketState", state)

    @property
    def remote_id(self) -> str | None:
        return self._call.remote_id

    @property
    def result(self) -> bytes | None:
        return self._result

    def sent(self) -> None:
        """Write down that the request is about to leave; again before each repetition.

        After ``failed`` the budget is asked once more: raises Stopped or Declined.
        """
        if self._call.state == "failed":
            self._call, self._reservation = self._till.again(self._call)
        self._allow("sent", ("planned", "sent"))
        self._change(
            ("planned", "sent"),
            held_by=self._till.owner,
            state="sent",
            sendings=self._call.sendings + 1,
            sent_at=self._till.now(),
        )

    def accepted(self, remote_id: str, *, credits_used: float | None = None) -> None:
        self._allow("accepted", ("sent", "accepted"))
        self._change(
            ("sent", "accepted"),
            state="accepted",
            remote_id=storable(remote_id),
            accepted_at=self._till.now(),
            reported=self._reported(credits_used),
        )

    def done(self, result: bytes, *, credits_used: float | None = None) -> None:
        self._allow("done", ("sent", "accepted"))
        digest = self._till.store(result)
        self._change(
            ("sent", "accepted"),
            state="done",
            result=digest,
            ended_at=self._till.now(),
            reported=self._reported(credits_used),
        )
        self._result = result

    def failed(self, reason: str, *, credits_used: float = 0.0) -> None:
        self._allow("failed", ("planned", "sent", "accepted"))
        self._change(
            ("planned", "sent", "accepted"),
            state="failed",
            error=storable(reason),
            ended_at=self._till.now(),
            reported=self._reported(credits_used),
        )

    def let_go(self) -> None:
        """Say that nobody works on it any more; what may have been spent stays counted."""
        if self._call.state == "done":
            return
        if self._reservation is not None:
            self._till.settle(self._reservation, cost_of(self._call))
        with self._till.rows() as rows:
            update(rows, self._call.id, {"owner": None}, held_by=self._till.owner)

    def _allow(self, step: str, states: tuple[State, ...]) -> None:
        if self._call.state not in states:
            raise RuntimeError(f"{step}() on a ticket that is {self._call.state}")

    def _change(
        self, states: tuple[State, ...], *, held_by: str | None = None, **values: object
    ) -> None:
        with self._till.rows() as rows:
            changed = update(rows, self._call.id, values, states=states, held_by=held_by)
        if changed is None:
            raise Declined(f"{self._call.name}: another run took this call over; ask again")
        self._call = changed
        # A call that was only sent stays set aside at its price.
        if self._reservation is not None and changed.state != "sent":
            self._till.settle(self._reservation, cost_of(changed))

    def _reported(self, credits_used: float | None) -> float | None:
        known = known_price(credits_used)
        return self._call.reported if known is None else known


def cost_of(call: Call) -> float:
    """Return the credits a call counts for: as reported, else as priced once it was accepted."""
    if call.reported is not None:
        return call.reported
    return 0.0 if call.state in {"planned", "failed"} else call.estimated or 0.0
