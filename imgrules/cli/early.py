"""What is started before anything is imported, because it takes longest."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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
    """Guess from the arguments whether single pictures are to be judged.

    A wrong guess costs time and changes no result.
    """
    if not arguments or arguments[0] != "check" or JUDGES_NOTHING & set(arguments):
        return False
    return any(_is_picture(each) for each in arguments[1:])


def _is_picture(argument: str) -> bool:
    from imgrules.images.magic import EXTENSIONS

    ending = argument.rpartition(".")[2].lower()
    known = any(ending in endings for endings in EXTENSIONS.values())
    return known and os.path.isfile(argument)  # noqa: PTH113  (pathlib takes long to import)
