"""Standard streams that the caller closed."""

from __future__ import annotations

import os
import sys


def open_streams() -> None:
    """Stand in for streams that the caller closed: there is no one to write to, no reason to fail.

    A file opened later would otherwise take their number and receive what was meant for them.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            _occupy(number)
            mode = "r" if number == 0 else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _occupy(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
