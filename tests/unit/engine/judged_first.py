"""A run whose worker is forked first of all: a program of its own, which has imported little."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from imgrules.engine import lone, worker
from imgrules.engine.job import Picture
from imgrules.engine.picture import Answer

POISON = "2.png"
_CHECK = worker.check


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leaves() -> None:
    os._exit(3)


def _hangs() -> None:
    time.sleep(600)


def _eats() -> None:
    import numpy as np

    from imgrules.engine import lost

    lost.check_picture = lambda *_: np.ones(2 << 30, np.uint8)  # type: ignore[assignment]


def _breaks() -> None:
    raise RuntimeError("something nobody thought of")


HARM = {each.__name__[1:]: each for each in (_killed, _leaves, _hangs, _eats, _breaks)}


def _harmed(harm: Callable[[], None]) -> Callable[[Picture], Answer]:
    def check(picture: Picture) -> Answer:
        if picture.path.name == POISON:
            harm()
        return _CHECK(picture)

    return check


def _killed_before_it_begins() -> None:
    worker_process = lone._waiting
    assert worker_process is not None
    os.kill(worker_process.pid, signal.SIGKILL)


def main(harm: str, seconds: float, *names: str) -> None:
    """Judge the pictures and print what came of each, the problems, and who is left."""
    if harm in HARM:
        worker.check = _harmed(HARM[harm])
    lone.start()
    assert lone.is_waiting()
    if harm == "early":
        _killed_before_it_begins()
    from imgrules.engine.limits import Limits
    from imgrules.engine.run import run
    from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

    worker.check = _CHECK  # the worker was forked with the harm; the pool starts without it
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 20}))
    job = make_job([Path(name) for name in names], book)
    result = run(job, limits=Limits(seconds=seconds, megabytes=1024))
    lone.dismiss()
    print(json.dumps({  # noqa: T201
        "pictures": [[Path(each.path).name, each.verdict] for each in result.images],
        "notes": [found.note for each in result.images for found in each.findings if found.note],
        "problems": [[each.kind, Path(each.path or "").name] for each in result.problems],
        "pool": "pebble" in sys.modules,
        "numpy": "numpy" in sys.modules,
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
