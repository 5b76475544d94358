"""One run of the fuzz: damaged pictures written, judged in workers and in process, answers held
against what must be true of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from pkgutil import resolve_name

from imgrules import reporters
from imgrules.document import dump_result, result_data
from imgrules.model import ImageResult, Result
from imgrules.stored import read_result
from tests.fuzz.mutants import Mutant
from tests.fuzz.oracle import faults

ROOT = Path(__file__).parents[2]


def found_faults(mutants: Sequence[Mutant], folder: Path, *, text: bool = True) -> Iterator[str]:
    """Judge damaged pictures in an empty folder and yield what is not as it must be."""
    pictures = folder / "pictures"
    pictures.mkdir()
    for each in mutants:
        each.write(pictures)
    apart = yield from _judged("apart", pictures, folder, text=text)
    if apart is None:
        return
    yield from (f"{each.path}: {each.message} {each.hint}" for each in apart.problems)
    yield from _answers(mutants, apart)
    yield from _reports(apart)
    for lost in {problem.path for problem in apart.problems if problem.kind == "worker-lost"}:
        (pictures / lost).unlink()  # it might take the next process with it
    here = yield from _judged("here", pictures, folder, text=text)
    if here is not None:
        yield from _differences(apart, here)


def _judged(
    how: str, pictures: Path, folder: Path, *, text: bool
) -> Generator[str, None, Result | None]:
    """Yield faults of the process that judges, and return its result."""
    out = folder / f"{how}.json"
    command = [sys.executable, "-m", "tests.fuzz.judging", how, str(pictures), str(out)]
    with tempfile.TemporaryDirectory() as spill:
        done = subprocess.run(
            command if text else [*command, "--no-text"],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": spill, "PYTHONWARNINGS": "default"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        left = [path.name for path in Path(spill).rglob("*")]
    noise = (done.stdout + done.stderr).strip()
    if noise:
        yield f"{how}: said: {noise[-2000:]}"
    if left:
        yield f"{how}: left behind: {', '.join(left[:20])}"
    if done.returncode != 0:
        last = out.with_suffix(".last")
        after = last.read_text(encoding="utf-8") if last.exists() else "the start"
        yield f"{how}: ended with {done.returncode} after {after}"
        return None
    return read_result(out)


def _answers(mutants: Sequence[Mutant], result: Result) -> Iterator[str]:
    answers = {image.path: image for image in result.images}
    if len(answers) != len(mutants):
        yield f"{len(mutants)} files and {len(answers)} answers"
    for mutant in mutants:
        for fault in faults(mutant, answers[mutant.name]):
            yield f"{mutant.name}: {fault}"


def _differences(apart: Result, here: Result) -> Iterator[str]:
    """Yield where a picture's answer depends on where it was judged."""
    others: dict[str, ImageResult] = {image.path: image for image in apart.images}
    for image in here.images:
        if image != others[image.path]:
            yield f"{image.path}: is judged otherwise in this process than in a worker"


def _reports(result: Result) -> Iterator[str]:
    """Write every report of it, and read the stored ones again."""
    for name, place in reporters.REPORTERS.items():
        report: reporters.Reporter = resolve_name(place)()
        written = "".join(map(report.image, result.images)) + report.end(result, reporters.View())
        if not written:
            yield f"the report {name} is empty"
    text = dump_result(result_data(result))
    if json.loads(text) != result_data(result):
        yield "the stored result is not the result"
