"""The command line page, from the commands' own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.generator.markdown import NOTICE
from imgrules.cli import app

WIDTH = 100


def pages() -> dict[str, str]:
    sections = "\n".join(_section(each) for each in _walk(app, _context(app, "imgrules")))
    return {"cli.md": f"# Command line\n\n{NOTICE}\n{sections}"}


def _context(
    command: click.Command, name: str, parent: click.Context | None = None
) -> click.Context:
    """Return the context as a call would make it, with the command's own settings."""
    return command.make_context(
        name,
        [],
        parent,
        resilient_parsing=True,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
    )


def _walk(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _walk(child, _context(child, name, context))


def _section(context: click.Context) -> str:
    text = context.command.get_help(context)
    return f"## `{context.command_path}`\n\n```text\n{text}\n```\n"
