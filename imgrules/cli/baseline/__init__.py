"""``imgrules baseline``: findings that were known when a gate was set up."""

from __future__ import annotations

import click

from imgrules.cli.lazy import LazyGroup

COMMANDS = {
    "create": "imgrules.cli.baseline.create:create",
    "status": "imgrules.cli.baseline.status:status",
    "update": "imgrules.cli.baseline.update:update",
    "prune": "imgrules.cli.baseline.update:prune",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def baseline() -> None:
    """Let a gate start with what is known: only what is new, or has changed, fails.

    A baseline changes the exit status of 'imgrules check'. What it excuses is reported all the
    same. It is a debt: 'imgrules baseline status' says how old, how grave, and how much is paid.
    """
