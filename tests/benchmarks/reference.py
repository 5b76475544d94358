"""Hold the fast measurements against the plain ones on many pictures.

``python -m tests.benchmarks.reference --pictures 500`` draws them; ``--corpus FOLDER`` adds files.
Ends with 1 when a measurement or an outcome differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from imgrules.errors import UnreadableError
from imgrules.images.image import Image
from imgrules.testing import Recipe, draw
from tests.reference.compare import differences
from tests.reference.pictures import recipe


def main() -> int:
    """Compare, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=500, help="how many are drawn")
    parser.add_argument("--first", type=int, default=0, help="seed of the first one")
    parser.add_argument("--corpus", type=Path, help="a folder of pictures besides")
    asked = parser.parse_args()
    compared = unreadable = wrong = 0
    for name, image in _pictures(asked):
        try:
            found = differences(image)
        except UnreadableError:
            unreadable += 1
            continue
        compared += 1
        wrong += bool(found)
        if found:
            print(f"{name}: {', '.join(found)}", flush=True)
    print(f"{compared} pictures compared, {wrong} differ, {unreadable} cannot be read")
    return 1 if wrong else 0


def _pictures(asked: argparse.Namespace) -> Iterator[tuple[str, Image]]:
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.first + asked.pictures):
            made = draw(Recipe.model_validate_json(json.dumps(recipe(seed))))
            path = Path(folder) / made.name
            path.write_bytes(made.data)
            yield f"seed {seed}", Image(path)
            path.unlink()
    files = sorted(asked.corpus.rglob("*")) if asked.corpus else []
    for file in files:
        if file.is_file():
            yield str(file.relative_to(asked.corpus)), Image(file)


if __name__ == "__main__":
    sys.exit(main())
