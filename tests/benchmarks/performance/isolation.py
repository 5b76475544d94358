"""Damaged and malicious files: what the slowest and the largest answer cost."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.hostile import HOSTILE_NOTE, MIB, SECONDS, judged_alone, summary
from tests.benchmarks.performance.findings import Findings, Row, Table, Target, at_most
from tests.benchmarks.performance.scale import Scale

_SHOWN = 5


def hostile(folder: Path | None, scale: Scale) -> Findings:
    """Judge every file of the folder alone."""
    if folder is None:
        yield Table("Hostile files", "Not measured: no folder of such files was given.", (), ())
        return
    answers = [judged_alone(path) for path in sorted(folder.iterdir())[: scale.hostile]]
    answers.sort(key=lambda answer: -answer.seconds)
    rows: list[Row] = [
        (f"`{each.name}`", each.verdict, f"{each.seconds:.2f}", f"{each.mib:.0f}")
        for each in answers[:_SHOWN]
    ]
    head = ("the slowest", "verdict", "seconds", "MiB")
    yield Table("Hostile files", f"{HOSTILE_NOTE} {summary(answers)}", head, rows)
    yield at_most("the slowest hostile file", SECONDS, answers[0].seconds, " s")
    yield at_most("the largest hostile file", MIB, max(each.mib for each in answers), " MiB", 0)
    refused = sum(each.refused for each in answers)
    yield Target("answered, and never a pass", f"all {len(answers)}", str(refused),
                 met=refused == len(answers))  # fmt: skip
