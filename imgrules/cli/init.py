"""``imgrules init``: an ``imgrules.yaml`` to start from."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from imgrules.cli.completing import RULEBOOK
from imgrules.errors import UsageError


@click.command()
@click.option(
    "-r",
    "--rules",
    type=RULEBOOK,
    multiple=True,
    metavar="RULEBOOK[@EDITION]",
    help="Rulebooks to judge by. Repeatable. Asked for at a terminal where left out.",
)
@click.option("--force", is_flag=True, help="Replace the file that is there.")
def init(rules: tuple[str, ...], *, force: bool) -> None:
    """Write imgrules.yaml into this folder, with everything it may say in comments.

    \b
    imgrules init -r amazon -r ebay
    """  # noqa: D301
    from imgrules.cli.terminal import show
    from imgrules.config import NAME
    from imgrules.config.starter import starter
    from imgrules.reportfile import write_report

    path = Path(NAME)
    if os.path.lexists(path) and not force:
        raise UsageError(f"{path} is there already", hint="edit it, or replace it with --force")
    chosen = rules or (_asked() if sys.stdin.isatty() and sys.stdout.isatty() else ())
    for spec in chosen:
        _refuse_unknown(spec)
    write_report(path, starter(chosen, _schema()))
    show(f"wrote {path}\n\n{_next(chosen)}")


def _asked() -> tuple[str, ...]:
    from imgrules.cli.books import offered
    from imgrules.cli.terminal import ink, show

    show("".join(f"{line}\n" for line in ink().block(f"Rulebooks: {', '.join(offered())}")))
    said: str = click.prompt("Which, with spaces between", default="", show_default=False)
    return tuple(said.replace(",", " ").split())


def _refuse_unknown(spec: str) -> None:
    from imgrules.cli.options import today
    from imgrules.rulebook.load import load_rulebook

    load_rulebook(spec, as_of=today())


def _schema() -> str:
    """Return where editors find the schema: beside the rules of a checkout, or in the package."""
    from imgrules.resources import schema_dir

    file = schema_dir() / "imgrules.v1.json"
    here = Path.cwd()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else file.as_uri()


def _next(rules: tuple[str, ...]) -> str:
    if rules:
        return "edit it, then\n  imgrules check PICTURES\n"
    return "name rulebooks in it (imgrules rules list), then\n  imgrules check PICTURES\n"
