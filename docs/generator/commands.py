"""The command line page, from the commands' own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.generator.markdown import NOTICE
from imgrules.cli import app

WIDTH = 100


def pages() -> dict[str, str]:
    context = click.Context(
        app, info_name="imgrules", max_content_width=WIDTH, terminal_width=WIDTH
    )
    sections = "\n".join(_section(each) for each in _walk(app, context))
    return {"cli.md": f"# Command line\n\n{NOTICE}\n{sections}"}


def _walk(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _walk(
                    child,
                    click.Context(
                        child, parent=context, info_name=name, max_content_width=WIDTH,
                        terminal_width=WIDTH,
                    ),
                )  # fmt: skip


def _section(context: click.Context) -> str:
    text = context.command.get_help(context)
    return f"## `{context.command_path}`\n\n```text\n{text}\n```\n"
