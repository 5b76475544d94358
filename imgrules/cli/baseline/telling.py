"""What is said of a baseline: how many, how grave, how old, and what was left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from imgrules.cli.terminal import show
from imgrules.engine.baseline import Baseline, Known
from imgrules.engine.baseline_change import Comparison
from imgrules.model import Severity


def findings(count: int) -> str:
    """Return ``1 finding``, ``2 findings``."""
    return f"{count} finding{'' if count == 1 else 's'}"


def grave(entries: Iterable[Known]) -> str:
    """Return how many there are of each severity, the gravest first; nothing for none."""
    counts = Counter(entry.severity for entry in entries)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
    return ", ".join(
        f"{counts[each]} {words[each]}{'' if counts[each] == 1 else 's'}"
        for each in words
        if counts[each]
    )


def age(day: str, today: date) -> str:
    """Return a day and how long ago it was."""
    days = (today - date.fromisoformat(day)).days
    ago = "today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} ago"
    return f"{day}, {ago}"


def tell_written(path: Path, baseline: Baseline) -> None:
    """Say what the file holds now."""
    entries = baseline.entries.values()
    split = grave(entries)
    show(f"{path}: {findings(len(entries))} known" + (f" ({split})" if split else "") + "\n")


def tell_left_out(change: Comparison) -> None:
    """Say what was not taken in, and why."""
    if change.waived:
        show(f"left with their waivers: {findings(change.waived)}\n")
    if change.refused:
        show(
            f"still counted: {findings(change.refused)} that cannot be waived or could not be "
            "judged\n"
        )
