"""Measure everything, print it as it comes, and write the page where asked."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.performance import __doc__ as told
from tests.benchmarks.performance import commands, growth, isolation, memory, speed
from tests.benchmarks.performance.findings import Findings, Table, Target
from tests.benchmarks.performance.kept import keep
from tests.benchmarks.performance.page import grid, machine, page, shortfall
from tests.benchmarks.performance.pictures import draw_mains, draw_mixed, multiply
from tests.benchmarks.performance.scale import QUICK, Scale
from tests.benchmarks.performance.served import PROCESSOR, WALL

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "performance.md"
Section = Callable[[], Findings]


def main() -> int:
    """Return 0 whatever was measured: a busy machine is no defect."""
    asked = _options()
    scale = QUICK if asked.quick else Scale()
    scale = replace(scale, clock=PROCESSOR if asked.busy else WALL)
    about = machine() + scale.words
    print(about, flush=True)
    with tempfile.TemporaryDirectory(dir=asked.room) as room:
        found = list(_measured(_sections(Path(room), scale, asked.hostile), asked.only))
    print(shortfall([each for each in found if isinstance(each, Target)]))
    if asked.json:
        keep(found, asked.json)
    if asked.write:
        PAGE.write_text(page(about, found), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.performance",
        description=told,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="little of each, in three minutes")
    parser.add_argument(
        "--busy", action="store_true", help="count processor time on one core, not the wall's"
    )
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--only", action="append", help="one section; repeatable")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value for pyperf")
    parser.add_argument("--room", type=Path, help="a folder with 1 GB of room")
    parser.add_argument("--hostile", type=Path, default=_corpus(), help="damaged files")
    asked = parser.parse_args()
    if asked.write and asked.only:
        parser.error("--write tells of all sections: leave out --only")
    return asked


def _corpus() -> Path | None:
    named = os.environ.get("IMGRULES_CORPUS")
    folder = Path(named or "") / "hostile"
    return folder if named and folder.is_dir() else None


def _sections(room: Path, scale: Scale, damaged: Path | None) -> dict[str, Section]:
    mains, mixed = draw_mains(room / "mains"), draw_mixed(room / "mixed")
    return {
        "mains": lambda: speed.mains(mains, scale),
        "mixed": lambda: speed.mixed(mixed, scale),
        "workers": lambda: speed.workers(
            multiply(mains, room / "many", scale.many),
            multiply(mains, room / "few", scale.few),
            scale,
        ),
        "shop": lambda: commands.shop(multiply(mains, room / "shop", scale.shop), room, scale),
        "starts": lambda: commands.starts(mains, scale),
        "memory": lambda: memory.memory(mains, mixed, scale),
        "cold": lambda: growth.cold(_folder(room / "cold"), scale),
        "warm": lambda: growth.warm(_folder(room / "warm"), scale),
        "hostile": lambda: isolation.hostile(damaged, scale),
    }


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _measured(sections: dict[str, Section], only: list[str] | None) -> Iterator[Table | Target]:
    for name, section in sections.items():
        if only and name not in only:
            continue
        started = time.monotonic()
        for each in section():
            _print(each)
            yield each
        print(f"({name}: {time.monotonic() - started:.0f} s)\n", flush=True)


def _print(found: Table | Target) -> None:
    if isinstance(found, Target):
        state = "met" if found.met else "SHORT"
        print(f"{state:>6}  {found.what}: {found.measured} (wanted {found.wanted})", flush=True)
        return
    print(f"{found.title}\n{found.words}\n\n{grid(found.head, found.rows)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
