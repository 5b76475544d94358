"""``imgrules waivers``: a person's dated exceptions from rules."""

from __future__ import annotations

import click

from imgrules.cli.lazy import LazyGroup

COMMANDS = {
    "add": "imgrules.cli.waivers.add:add",
    "list": "imgrules.cli.waivers.list_:list_",
    "prune": "imgrules.cli.waivers.prune:prune",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def waivers() -> None:
    """Except pictures from rules: who answers for it, why, and until when.

    A waiver changes the exit status of 'imgrules check'. What it excuses is reported all the same.
    """
