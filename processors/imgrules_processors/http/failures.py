"""What may go wrong on the wire, by what it means for the money."""

from __future__ import annotations


class Again(Exception):
    """Nothing was done; the same request may be made again.

    ``after``: the seconds the service asks to wait, None where it does not say.
    """

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class Unsure(Exception):
    """The request left, and nobody knows whether the work was done and charged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gone(Exception):
    """The address of a result leads nowhere any more."""


class TooMuch(Exception):
    """More bytes come than were agreed to."""


class NoPictureError(Exception):
    """What came back is no whole picture."""
