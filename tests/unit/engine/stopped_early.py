"""A run that ends while its workers still start: a program of its own, for what it prints."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from imgrules.engine.limits import Limits
from imgrules.engine.stopping import StoppedError
from imgrules.engine.workers import spread
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

_STARTING = Path("starting")
"""Made by the workers once they read their job."""


def _late(folder: Path) -> Limits:
    """Return limits, once the run has ended; the worker cannot be ended before."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    (folder / _STARTING).touch()
    time.sleep(2)
    return Limits()


class LateLimits(Limits):
    """Limits that a worker takes long to read."""

    def __reduce__(self) -> tuple[object, ...]:
        return _late, (Path.cwd(),)


def main() -> None:
    """Hand out the first picture, and stop as soon as a worker starts."""
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 20}))
    job = make_job([Path(name) for name in sys.argv[1:]], book)
    with suppress(StoppedError):
        list(spread(job, 2, LateLimits(), stop=_STARTING.exists))


if __name__ == "__main__":
    main()
