"""``imgrules rules list``: the rulebooks there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from imgrules.cli.options import AS_OF_HELP, Day, today

if TYPE_CHECKING:
    from imgrules.rulebook.shelf import Shelved


@click.command("list")
@click.option("--as-of", type=Day(), help=AS_OF_HELP)
def list_(as_of: date | None) -> None:
    """List the rulebooks and their editions."""
    from imgrules.cli.table import table
    from imgrules.cli.terminal import ink, show
    from imgrules.rulebook.choose import list_rulebooks

    day = as_of or today()
    rows = [_row(shelved, day) for shelved in list_rulebooks()]
    show(table(rows, ink(), head=("rulebook", "in force", "from", "other editions")))


def _row(shelved: Shelved, day: date) -> tuple[str, str, str, str]:
    begun = [edition.id for edition in shelved.editions if edition.day <= day]
    current = begun[-1] if begun else "none yet"
    others = [edition.id for edition in shelved.editions if edition.id != current]
    return shelved.name, current, shelved.origin, ", ".join(others)
