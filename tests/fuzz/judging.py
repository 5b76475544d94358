"""Judging a folder of pictures as ``check`` does, in a process of its own that may be watched.

``python -m tests.fuzz.judging apart|here FOLDER RESULT [--no-text]``: ``apart`` in worker processes
under limits, ``here`` one by one in this process. The result is written as JSON. Nothing else may
be said: whatever stands on this process's output was said by a library.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from imgrules.document import dump_result, result_data
from imgrules.engine.job import Job, Picture
from imgrules.engine.limits import Limits
from imgrules.engine.run import run
from imgrules.engine.select import select_rules
from imgrules.images.thumbnail import thumbnail
from imgrules.model import ImageResult, RoleChoice
from imgrules.rulebook.load import list_rulebooks, load_rulebook
from imgrules.rulebook.model import Rulebook

DAY = date(2026, 11, 21)
SECONDS, MEGABYTES = 10, 1024
"""What is demanded: an answer on every file within these."""


def _books(*, text: bool) -> tuple[Rulebook, ...]:
    named = [book.name for book in list_rulebooks() if not book.name.startswith("base/")]
    books = [load_rulebook(name, as_of=DAY) for name in named]
    return tuple(books) if text else select_rules(books, ignore=["overlay.*"])


def _job(folder: Path, *, text: bool) -> Job:
    books = _books(text=text)
    pictures = tuple(
        Picture(path, path.name, {book.name: RoleChoice(book.name, "main", "") for book in books})
        for path in sorted(folder.iterdir())
    )
    return Job(pictures, books, DAY)


def _told(image: ImageResult) -> None:
    """Leave a trace of how far it got, for the one that ends this process."""
    Path(sys.argv[3]).with_suffix(".last").write_text(image.path, encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    how, folder, out = arguments[:3]
    job = _job(Path(folder), text="--no-text" not in arguments)
    limits = Limits(seconds=SECONDS, megabytes=MEGABYTES) if how == "apart" else None
    result = run(job, limits=limits, on_image=_told)
    if how == "here":
        for picture, image in zip(job.pictures, result.images, strict=True):
            thumbnail(picture.path, image.sha256, side=64)  # as the HTML report shows it
    Path(out).write_text(dump_result(result_data(result)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
