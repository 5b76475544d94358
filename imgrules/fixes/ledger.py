"""The ledger: what was asked of paid services, what came back, what it cost.

Every step is durable before the next one is taken: the intent before the request leaves, the
service's number as soon as it is known, the result by its hash. After a kill at any moment the
next run goes on from what is written here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

from imgrules.errors import ImgrulesError
from imgrules.fixes import database
from imgrules.fixes.blobs import Blobs
from imgrules.fixes.budget import Budget
from imgrules.fixes.calls import Call
from imgrules.fixes.closing import Closing
from imgrules.fixes.database import Database
from imgrules.fixes.locks import Lock, is_held, try_lock
from imgrules.fixes.till import ImageTill
from imgrules.fixes.writing import make_folders

OWNERS = "owners"
RESULTS = "results"
_TRIES = 50


class Ledger(Closing):
    """The open ledger of a state folder, for one run; a context manager, used from many threads.

    ``clock`` tells the time of a step; ``unknown`` says what becomes of calls whose outcome nobody
    knows: ``ask`` declines, ``resend`` buys again. ``patience`` is how long to wait, in seconds,
    while somebody else is buying the same.
    """

    def __init__(
        self,
        state: Path,
        *,
        run: str,
        clock: Callable[[], datetime],
        budget: Budget | None = None,
        unknown: Literal["ask", "resend"] = "ask",
        say: Callable[[str], None] = lambda _: None,
        patience: float = 600.0,
    ) -> None:
        self.run = run
        self.budget = budget if budget is not None else Budget()
        self.unknown = unknown
        self.say = say
        self.patience = patience
        self.owner = uuid4().hex
        self._clock = clock
        self._owners = state / OWNERS
        self._life = self._live()
        self.busy: dict[int, ImageTill] = {}
        """Which till works on a call, by the call's number in the ledger."""
        self.results = Blobs(state / RESULTS, self.owner)
        try:
            self.database = Database(state / database.NAME)
        except BaseException:
            self._life.release(remove=True)
            raise

    def close(self) -> None:
        """Close it; calls under way may be taken over by others from now on."""
        for till in set(self.busy.values()):
            till.close()
        self.database.close()
        self._life.release(remove=True)

    def till(self, path: str, sha256: str) -> ImageTill:
        """Return where the work for one picture is asked for; close it when the picture is done."""
        return ImageTill(self, path, sha256)

    def now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="milliseconds")

    def is_busy(self, call: Call, asking: ImageTill) -> bool:
        """Whether somebody else who lives is working on a call."""
        if call.owner is None:
            return False
        if call.owner == self.owner:
            return self.busy.get(call.id) not in (None, asking)
        return is_held(owner_file(self._owners, call.owner))

    def _live(self) -> Lock:
        """Show that this owner lives: by a lock, which ends with the process however it ends."""
        make_folders(self._owners)
        for _ in range(_TRIES):  # whoever looks for dead owners may have it for an instant
            lock = try_lock(owner_file(self._owners, self.owner))
            if lock is not None:
                return lock
            time.sleep(0.02)
        raise ImgrulesError(
            f"{self._owners}: locks do not work on this disk", hint="name another with --state"
        )


def owner_file(owners: Path, owner: str) -> Path:
    """Return the file whose lock shows that an owner lives."""
    return owners / f"{owner}.lock"
