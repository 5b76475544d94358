"""Damaged and malicious files: each is judged alone by the real command, timed and watched."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import Row
from tests.benchmarks.performance.commands import imgrules
from tests.benchmarks.performance.memory import watched

SECONDS, MIB = 10, 1024
HOSTILE_NOTE = (
    "Each file is judged by every rule of `amazon` in a run of `imgrules check` of its own, with "
    f"`--max-seconds {SECONDS} --max-memory {MIB}`; time and memory include the start of Python "
    f"and all its processes. Demanded: an answer within {SECONDS} s and {MIB} MiB, and never a "
    "pass."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file."""

    name: str
    verdict: str
    """``crash`` where the command gave no result."""
    seconds: float
    mib: float

    @property
    def refused(self) -> bool:
        return self.verdict in ("fail", "review", "unchecked")

    @property
    def holds(self) -> bool:
        return self.refused and self.seconds <= SECONDS and self.mib <= MIB

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}, {self.seconds:.2f} s, {self.mib:.0f} MiB"


def judged_alone(path: Path) -> Answer:
    """Judge one file; the seconds include what watching it costs."""
    with tempfile.TemporaryDirectory() as room:
        report = Path(room) / "result.json"
        command = imgrules(
            "check", str(path), "-r", "amazon", "--no-cache", "-f", f"json={report}",
            f"--max-seconds={SECONDS}", f"--max-memory={MIB}",
        )  # fmt: skip
        started = time.perf_counter()
        peak = watched(command, ends=(0, 1, 2))
        seconds = time.perf_counter() - started
        return Answer(path.name, _verdict(report), seconds, peak.together * 1e6 / 2**20)


def _verdict(report: Path) -> str:
    if not report.is_file():
        return "crash"
    (image,) = json.loads(report.read_text(encoding="utf-8"))["images"]
    return str(image["verdict"])


def hostile_lines(rows: Sequence[Row]) -> list[str]:
    """Return the report on the files of a corpus."""
    answers = [judged_alone(row.path) for row in rows]
    if not answers:
        return ["no such files"]
    broken = [f"- {answer}" for answer in answers if not answer.holds]
    return [summary(answers), "", *(broken or ["Every file meets the demand."])]


def summary(answers: Sequence[Answer]) -> str:
    """Count the verdicts and name the slowest and the largest."""
    words = [answer.verdict for answer in answers]
    counts = ", ".join(f"{words.count(word)} {word}" for word in sorted(set(words)))
    slow = max(answers, key=lambda answer: answer.seconds)
    large = max(answers, key=lambda answer: answer.mib)
    return (
        f"{len(answers)} files: {counts}. Slowest {slow.seconds:.2f} s ({slow.name}), largest "
        f"{large.mib:.0f} MiB ({large.name})."
    )
