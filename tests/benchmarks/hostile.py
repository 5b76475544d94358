"""Damaged and malicious files: each is judged alone, in a process of its own, and timed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from corpus import Row

HOSTILE_NOTE = (
    "Each file is judged by every rule of `amazon` in a process of its own; time and peak memory "
    "include the start of Python. Demanded: an answer within 10 s and 1 GiB, and never a pass."
)
SECONDS, MIB = 10, 1024


def hostile_lines(rows: Sequence[Row]) -> list[str]:
    answers = {row.name: _alone(row.path) for row in rows}
    if not answers:
        return ["no such files"]
    slow = max(answers.values(), key=lambda answer: float(answer["seconds"]))
    large = max(answers.values(), key=lambda answer: float(answer["mib"]))
    broken = {
        name: answer
        for name, answer in answers.items()
        if answer["verdict"] in ("pass", "crash")
        or float(answer["seconds"]) > SECONDS
        or float(answer["mib"]) > MIB
    }
    words = [str(answer["verdict"]) for answer in answers.values()]
    counts = ", ".join(f"{words.count(word)} {word}" for word in sorted(set(words)))
    return [
        f"{len(answers)} files: {counts}. Slowest {slow['seconds']} s, largest {large['mib']} MiB.",
        "",
        *(f"- {name}: {answer}" for name, answer in broken.items()),
        *([] if broken else ["Every file meets the demand."]),
    ]


def _alone(path: Path) -> dict[str, str | float]:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, str(path)], capture_output=True, text=True, check=False
    )
    seconds = round(time.perf_counter() - start, 2)
    if done.returncode != 0:
        return {"verdict": "crash", "seconds": seconds, "mib": 0, "why": done.stderr[-300:]}
    return {**json.loads(done.stdout), "seconds": seconds}


def _judge(path: str) -> dict[str, str | float]:
    import imgrules

    result = imgrules.check([path], rulebooks=["amazon"], as_of=date.today())  # noqa: DTZ011
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict = "crash" if result.problems else result.images[0].verdict.value
    return {"verdict": verdict, "mib": round(peak)}


if __name__ == "__main__":
    print(json.dumps(_judge(sys.argv[1])))
