"""``imgrules`` itself: the table of its commands, which are imported when they are called."""

from __future__ import annotations

import click

from imgrules.cli.lazy import LazyGroup
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
