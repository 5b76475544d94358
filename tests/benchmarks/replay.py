"""How long ``imgrules rules diff A B --replay`` takes over many stored pictures.

``python -m tests.benchmarks.replay [--pictures 10000] [--rulebook amazon]`` draws a shop's
pictures, checks them, multiplies the result with every number in it altered, so that hardly two
measurements are alike, and times the command as a person would call it, reading included.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from imgrules.document import dump_result, result_data
from imgrules.model import ImageResult, Result, StoredMeasurement, Value
from imgrules.stored import read_result
from imgrules.testing.samples import write_samples

PER_SKU = 6
WORDS = {"file.complete", "file.frames", "orientation.exif", "color.mode"}
"""Checks whose numbers are few in any catalogue."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--rulebook", default="amazon")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), asked.pictures, asked.rulebook)


def _run(folder: Path, pictures: int, rulebook: str) -> None:
    write_samples(folder / "shots")
    _imgrules(folder, "check", "shots", "-r", rulebook, "-f", "json=small.json")
    many = _multiplied(read_result(folder / "small.json"), pictures)
    (folder / "result.json").write_text(dump_result(result_data(many)), encoding="utf-8")
    size = (folder / "result.json").stat().st_size / 1e6
    started = time.monotonic()
    said = _imgrules(folder, "rules", "diff", rulebook, "--replay", "result.json")
    seconds = time.monotonic() - started
    print(said[-600:])
    print(f"{pictures} pictures, {size:.0f} MB: {seconds:.1f} s")


def _imgrules(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "imgrules", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    return done.stdout


def _multiplied(result: Result, pictures: int) -> Result:
    chance = random.Random(0)  # noqa: S311
    made = (_copy(result.images[at % len(result.images)], at, chance) for at in range(pictures))
    return replace(result, images=tuple(made), sets=())


def _copy(image: ImageResult, number: int, chance: random.Random) -> ImageResult:
    _, role, extension = PurePosixPath(image.path).name.split(".")
    role = "MAIN" if number % PER_SKU == 0 else f"PT{number % PER_SKU:02}"
    return replace(
        image,
        path=f"shots/B{number // PER_SKU:09}.{role}.{extension}",
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        measurements=tuple(_altered(made, chance) for made in image.measurements),
    )


def _altered(made: StoredMeasurement, chance: random.Random) -> StoredMeasurement:
    if made.check in WORDS or made.check.startswith("set."):
        return made
    return replace(made, values={key: _near(value, chance) for key, value in made.values.items()})


def _near(value: Value, chance: random.Random) -> Value:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return max(0, value + chance.randint(-2, 2)) if value > 20 else value
    if isinstance(value, float):
        return round(value * chance.uniform(0.97, 1.0), 4)
    if isinstance(value, list):
        return [_near(item, chance) for item in value]
    return {key: _near(item, chance) for key, item in value.items()}


if __name__ == "__main__":
    main()
