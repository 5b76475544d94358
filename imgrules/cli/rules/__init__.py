"""``imgrules rules``: looking at rulebooks, testing them, starting one."""

from __future__ import annotations

import click

from imgrules.cli.lazy import LazyGroup

COMMANDS = {
    "list": "imgrules.cli.rules.list_:list_",
    "show": "imgrules.cli.rules.show:show",
    "lint": "imgrules.cli.rules.lint:lint",
    "test": "imgrules.cli.rules.test:test",
    "new": "imgrules.cli.rules.new:new",
    "diff": "imgrules.cli.rules.diff:diff",
    "changelog": "imgrules.cli.rules.changelog:changelog",
    "stale": "imgrules.cli.rules.stale:stale",
    "lock": "imgrules.cli.rules.lock:lock",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def rules() -> None:
    """List, show, check, test, compare and lock rulebooks, or start a new one."""
