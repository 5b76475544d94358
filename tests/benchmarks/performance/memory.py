"""The highest memory of a command and all its children.

A sampler adds up the proportional set sizes: what processes share counts once. Sampling slows what
it looks at, so no times are taken here. A peak between two samples is missed; the largest process's
own highest resident memory, which the system keeps, is given beside it.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.performance.commands import check, outside_ci
from tests.benchmarks.performance.findings import Findings, Row, Table, Target
from tests.benchmarks.performance.pictures import largest
from tests.benchmarks.performance.scale import Scale
from tests.benchmarks.performance.served import command

_EVERY = 0.02
"""Seconds between two looks."""
_BASE = 300
"""Megabytes that everything but decoded pictures may take."""


_CHECKS = (
    ("all but text", "pixels", 1), ("all but text", "pixels", 2), ("all rules", "everything", 1),
)  # fmt: skip
_OTHERS = {"bare decoding": "decode", "naive script": "naive", "CleanVision": "cleanvision"}


@dataclass(frozen=True, slots=True)
class Peak:
    """Megabytes."""

    together: float
    """Of the process and its children, shared memory once."""
    largest: float
    """Resident, of the largest process alone."""


def watched(words: Sequence[str], ends: Sequence[int] = (0, 1)) -> Peak:
    """Run a command to its end and return its peak; ``ends`` are the exit statuses it may have."""
    running = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=outside_ci(),
    )
    together = most = 0.0
    while running.poll() is None:
        now, single = _look(running.pid)
        together, most = max(together, now), max(most, single)
        time.sleep(_EVERY)
    if running.returncode not in ends:
        said = running.stderr.read() if running.stderr else b""
        raise SystemExit(f"{' '.join(words[:4])} ended with {running.returncode}: {said!r}")
    return Peak(together, most)


def _look(pid: int) -> tuple[float, float]:
    """Return the shares of all added up, and the highest resident memory of one so far."""
    looks = [_share(each) for each in _tree(pid)]
    return sum(share for share, _ in looks), max(highest for _, highest in looks)


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and its descendants; the kernel's lists cost less than a look at them all."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (thread / "children").read_text(encoding="ascii").split()
        except OSError:  # it ended meanwhile
            continue
        for child in children:
            yield from _tree(int(child))


def _share(pid: int) -> tuple[float, float]:
    try:
        return psutil.Process(pid).memory_full_info().pss / 1e6, resident(pid)
    except psutil.Error:  # it ended between two looks
        return 0, 0


def resident(pid: int) -> float:
    """Return a process's highest resident memory so far in megabytes; 0 once it is gone.

    Where the system does not say so, it is the resident memory of this moment.
    """
    status = Path(f"/proc/{pid}/status")
    try:
        if not status.parent.is_dir():
            return psutil.Process(pid).memory_info().rss / 1e6
        lines = status.read_text(encoding="utf-8").splitlines()
    except (OSError, psutil.Error):
        return 0
    return (
        max((float(line.split()[1]) for line in lines if line.startswith("VmHWM")), default=0)
        * 1024
        / 1e6
    )


def memory(mains: Path, mixed: Path, scale: Scale) -> Findings:
    """Watch commands over main pictures and over mixed sizes."""
    if not Path("/proc/self/smaps_rollup").exists():
        yield Table("Memory", "Not measured: only Linux tells the shares of processes.", (), ())
        return
    image = largest(mixed)
    peaks = {
        name: watched(words) for name, words in _commands(mains, mixed, others=scale.others).items()
    }
    rows: list[Row] = [
        (name, f"{peak.together:,.0f}", f"{peak.largest:,.0f}") for name, peak in peaks.items()
    ]
    said = (
        "Megabytes at the highest: of the command and all its children, what they share counted "
        f"once; and of its largest process alone. The largest picture takes {image:.0f} MB once "
        "decoded."
    )
    yield Table("Memory", said, ("command", "together", "largest process"), rows)
    for workers in (1, 2):
        limit = _BASE + workers * image
        peak = peaks[_title("all but text", "mixed sizes", workers)].together
        yield Target(
            f"memory of {workers} worker{'s' * (workers > 1)}, all but text, mixed sizes",
            f"≤ {_BASE} MB + {workers} × {image:.0f} MB", f"{peak:,.0f} MB", met=peak <= limit,
        )  # fmt: skip


def _title(rules: str, folder: str, workers: int) -> str:
    return f"check: {rules}, {folder}, {workers} worker{'s' * (workers > 1)}"


def _commands(mains: Path, mixed: Path, *, others: bool) -> dict[str, list[str]]:
    found = {}
    for name, folder in (("main pictures", mains), ("mixed sizes", mixed)):
        for rules, kind, workers in _CHECKS:
            asked = check(folder, kind, f"--jobs={workers}", "--no-cache")
            found[_title(rules, name, workers)] = asked
        for title, way in _OTHERS.items() if others else ():
            found[f"{title}, {name}"] = command(way, folder)
    return found
