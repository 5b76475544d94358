"""The command line: the only place that reads the clock, the arguments, the environment, the tty.

Commands are named in tables and imported when they are called.
"""

from __future__ import annotations

import click

from imgrules import __version__
from imgrules.cli.lazy import LazyGroup
from imgrules.cli.signals import obey_signals
from imgrules.cli.streams import open_streams

COMMANDS = {
    "check": "imgrules.cli.check:check",
    "costs": "imgrules.cli.costs:costs",
    "explain": "imgrules.cli.explain:explain",
    "feedback": "imgrules.cli.feedback:feedback",
    "fix": "imgrules.cli.fix:fix",
    "plugins": "imgrules.cli.plugins:plugins",
    "report": "imgrules.cli.report:report",
    "rules": "imgrules.cli.rules:rules",
    "schema": "imgrules.cli.schema:schema",
    "undo": "imgrules.cli.undo:undo",
}


@click.group(
    cls=LazyGroup,
    commands_at=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="imgrules")
def app() -> None:
    """Check product pictures against marketplace image rules.

    \b
    imgrules check shots/ -r amazon     what would Amazon refuse, where, by which clause
    imgrules rules list                 the rulebooks there are
    imgrules explain amazon/ID          a rule in words
    """  # noqa: D301


def main() -> None:
    """Run the command line and leave with its exit status."""
    open_streams()
    obey_signals()
    app(prog_name="imgrules")
