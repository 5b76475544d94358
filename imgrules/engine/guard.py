"""Scripts that start workers: each worker imports the script anew, which must not start others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imgrules.errors import ImgrulesError

_ADVICE = (
    "a script with workers over 1 must stand in a file and call imgrules below "
    '`if __name__ == "__main__":`'
)


class NoWorkersError(ImgrulesError):
    """No worker process lives long enough to judge a picture."""


@contextmanager
def called_by_script(workers: int) -> Iterator[None]:
    """Let the block start workers for a script, and tell what scripts get wrong.

    A worker that imports the script ends here: whoever started it says why. Without this, each
    worker would say it in some fifty lines.
    """
    if workers > 1 and _is_imported_anew():
        raise SystemExit(1)
    try:
        yield
    except NoWorkersError as problem:
        # Python shows no hints.
        raise NoWorkersError(f"{problem.message}; {_ADVICE}", hint=problem.hint) from None


def refuse_without_file() -> None:
    """Raise NoWorkersError for a script that no worker can import, such as one read from stdin."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    if getattr(main, "__spec__", None) is None and file is not None and not Path(file).exists():
        raise NoWorkersError(f"workers cannot import the script {file}")


def _is_imported_anew() -> bool:
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_globals.get("__name__") == "__mp_main__" and frame.f_code.co_name == "<module>":
            return True
    return False
