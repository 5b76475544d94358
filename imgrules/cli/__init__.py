"""The command line: the only place that reads the clock, the arguments, the environment, the tty.

Nothing is imported here: what starts the command comes before what the command needs.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imgrules.cli.group import app

__all__ = ["VARIABLE", "app", "main"]

VARIABLE = "_IMGRULES_COMPLETE"
"""Set by a shell that asks what a half-typed word may become."""


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name != "app":
        raise AttributeError(f"module 'imgrules.cli' has no attribute {name!r}")
    from imgrules.cli.group import app

    return app


def main() -> None:
    """Run the command line and leave with its exit status."""
    from imgrules.cli.streams import open_streams

    open_streams()
    # Nobody is to watch what pydantic validates here; to look for who might takes long.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if VARIABLE in os.environ:
        import imgrules.cli.completion  # noqa: F401  (our own words for bash)
    from imgrules.cli.early import early_worker

    with early_worker(sys.argv[1:]):
        from imgrules.cli.group import app
        from imgrules.cli.signals import obey_signals

        _name_main()
        obey_signals()
        try:
            app(prog_name="imgrules")
        finally:
            gc.freeze()  # the process ends: looking for cycles takes longer than what they free


def _name_main() -> None:
    """Give the installed script the name of our module.

    Workers import the main module anew; a script without a name would make each of them import the
    command line.
    """
    from importlib.util import find_spec

    main_module = sys.modules["__main__"]
    if main_module.__spec__ is None:
        main_module.__spec__ = find_spec("imgrules.__main__")
