"""Regular expressions that people write in files: whether they are any."""

from __future__ import annotations

import re
import warnings


def pattern_flaw(pattern: str) -> str | None:
    """Say why a pattern cannot be used; None where it can.

    One that Python announces to read otherwise one day, such as ``[[a]``, is refused now.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, FutureWarning) as problem:
        return str(problem) or type(problem).__name__
    return None
