"""What is started before anything is imported, because it takes longest."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

FEW = 8
"""More than one worker costs more than it saves with so few pictures."""
JUDGES_NOTHING = {"-h", "--help", "--list-files"}


@contextmanager
def early_worker(arguments: Sequence[str]) -> Iterator[None]:
    """Have a worker import what measures while the block does all else, where it will be needed.

    At the end nothing of it is left, however the block ends.
    """
    from imgrules.engine import lone

    if judges_few(arguments):
        lone.start()
    try:
        yield
    finally:
        lone.dismiss()


def judges_few(arguments: Sequence[str]) -> bool:
    """Guess from the arguments whether one picture is to be judged or few, a small folder's too.

    A wrong guess costs time and changes no result.
    """
    if not arguments or arguments[0] != "check" or JUDGES_NOTHING & set(arguments):
        return False
    return any(_holds_few(each) for each in arguments[1:])


def _holds_few(argument: str) -> bool:
    try:
        with os.scandir(argument) as entries:
            found = list(islice(entries, FEW))
    except OSError:  # no folder, or none that can be read; pathlib takes long to import
        return _is_picture(argument) and os.path.isfile(argument)  # noqa: PTH113
    return len(found) < FEW and any(_is_picture(entry.name) for entry in found)


def _is_picture(name: str) -> bool:
    from imgrules.images.magic import EXTENSIONS

    ending = name.rpartition(".")[2].lower()
    return any(ending in endings for endings in EXTENSIONS.values())
