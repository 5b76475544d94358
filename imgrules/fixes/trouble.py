"""Whether what went wrong with one picture would go wrong with every other one too."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from imgrules.errors import ImgrulesError

_OF_ONE_FILE = frozenset({
    errno.EACCES, errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT,
    errno.ENOTDIR, errno.EPERM,
})  # fmt: skip
"""Errors of the operating system that say something of one name; a full disk is not among them."""


def ends_the_run(problem: ImgrulesError) -> bool:
    """Say whether going on would only waste time, or money."""
    for cause in _causes(problem):
        if isinstance(cause, sqlite3.Error):
            return True
        if isinstance(cause, OSError) and cause.errno not in _OF_ONE_FILE:
            return True
    return False


def in_words(problem: ImgrulesError) -> str:
    """Return what happened and what to do about it, in one line."""
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _causes(problem: BaseException) -> Iterator[BaseException]:
    cause = problem.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
