"""The command line: the only place that reads the clock, the arguments, the environment, the tty.

Commands are named in tables and imported when they are called.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

from imgrules.cli.lazy import LazyGroup
from imgrules.cli.signals import obey_signals
from imgrules.cli.streams import open_streams
from imgrules.cli.version import version_option

COMMANDS = {
    "baseline": "imgrules.cli.baseline:baseline",
    "cache": "imgrules.cli.cache:cache",
    "check": "imgrules.cli.check:check",
    "completion": "imgrules.cli.completion:completion",
    "costs": "imgrules.cli.costs:costs",
    "explain": "imgrules.cli.explain:explain",
    "feedback": "imgrules.cli.feedback:feedback",
    "fix": "imgrules.cli.fix:fix",
    "init": "imgrules.cli.init:init",
    "plugins": "imgrules.cli.plugins:plugins",
    "report": "imgrules.cli.report:report",
    "rules": "imgrules.cli.rules:rules",
    "schema": "imgrules.cli.schema:schema",
    "undo": "imgrules.cli.undo:undo",
    "waivers": "imgrules.cli.waivers:waivers",
}

VARIABLE = "_IMGRULES_COMPLETE"
"""Set by a shell that asks what a half-typed word may become."""


@click.group(
    cls=LazyGroup,
    commands_at=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@version_option
def app() -> None:
    """Check product pictures against marketplace image rules.

    \b
    imgrules check shots/ -r amazon     what would Amazon refuse, where, by which clause
    imgrules rules list                 the rulebooks there are
    imgrules explain amazon/ID          a rule in words
    """  # noqa: D301


def main() -> None:
    """Run the command line and leave with its exit status."""
    if VARIABLE in os.environ:
        import imgrules.cli.completion  # noqa: F401  (our own words for bash)
    _name_main()
    open_streams()
    obey_signals()
    app(prog_name="imgrules")


def _name_main() -> None:
    """Give the installed script the name of our module.

    Workers import the main module anew; a script without a name would make each of them import the
    command line.
    """
    main_module = sys.modules["__main__"]
    if main_module.__spec__ is None:
        main_module.__spec__ = find_spec("imgrules.__main__")
