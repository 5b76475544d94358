"""Files that a user asked for by name: there whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from imgrules import drafts
from imgrules.errors import ImgrulesError


@contextmanager
def report_file(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 text file that appears under its name only when the block ends well.

    Links are followed. Raises ImgrulesError where it cannot be written.
    """
    target = path.resolve()
    # A device such as /dev/null is written as it is; replacing it would destroy it.
    direct = target.exists() and not target.is_file()
    draft = target if direct else drafts.named(target)
    with report_errors(path):
        file = draft.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    if not direct:
        drafts.claim(file)
        drafts.tidy(target, draft)
    try:
        with _closing(file, path):
            yield file
        if not direct:
            with report_errors(path):
                draft.replace(target)
    finally:
        if not direct:
            draft.unlink(missing_ok=True)


@contextmanager
def _closing(file: TextIO, path: Path) -> Iterator[None]:
    """Close the file at the end; closing writes what is still held back, and may fail at it."""
    try:
        yield
    except BaseException:
        with suppress(OSError):  # the disk that was full still is; the first error is told
            file.close()
        raise
    with report_errors(path):
        file.close()


def write_report(path: Path, text: str) -> None:
    """Write a whole file. Raises ImgrulesError where it cannot be written."""
    with report_file(path) as file, report_errors(path):
        file.write(text)
        file.flush()


@contextmanager
def report_errors(path: Path) -> Iterator[None]:
    """Turn an operating system's error into one that names the file."""
    try:
        yield
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise ImgrulesError(f"{path}: cannot be written: {why}") from problem
