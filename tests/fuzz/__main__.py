"""``python -m tests.fuzz``: judge many damaged pictures and tell what went wrong.

Exit status 1 where anything did. The same ``--seed`` gives the same files.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from imgrules.stored import read_result
from tests.fuzz.images import found_faults
from tests.fuzz.mutants import mutant
from tests.fuzz.oracle import is_refused
from tests.fuzz.seeds import seeds


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--seed", type=int, help="number of the run (a new one each time)")
    parser.add_argument("--only", type=int, nargs="*", help="these files of the run")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in, and leave")
    parser.add_argument("--no-text", action="store_true", help="leave out the text model")
    return parser.parse_args()


def _verdicts(result: Path) -> str:
    if not result.exists():
        return "no answers"
    answers = read_result(result).images
    refused = sum(is_refused(answer) for answer in answers)
    return f"{refused} files refused, {len(answers) - refused} still pictures"


def main() -> int:
    asked, started = _arguments(), time.monotonic()
    run = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**6)
    sound = seeds()
    mutants = [mutant(sound, run, number) for number in asked.only or range(asked.files)]
    ways = Counter(each.how for each in mutants)
    say = sys.stdout.write
    say(f"seed {run}: {len(mutants)} files made of {len(sound)} sound ones\n")
    say(f"{', '.join(f'{count} {how}' for how, count in sorted(ways.items()))}\n")
    sys.stdout.flush()
    with TemporaryDirectory() as spare:
        folder = asked.keep or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        told = list(found_faults(mutants, folder, text=not asked.no_text))
        say(f"{_verdicts(folder / 'apart.json')}\n")
    for fault in told:
        say(f"{fault}\n")
    say(f"{len(told)} faults in {time.monotonic() - started:.0f} s; again: --seed {run}\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
