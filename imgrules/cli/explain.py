"""``imgrules explain``: a rule, a check or an exit status in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from imgrules.cli.completing import NAME, RULEBOOK
from imgrules.cli.options import AS_OF_HELP, Day, today


@click.command()
@click.argument("name", type=NAME)
@click.option(
    "-r",
    "--rules",
    type=RULEBOOK,
    multiple=True,
    metavar="RULEBOOK[@EDITION]",
    help="Look only in these rulebooks. Repeatable.",
)
@click.option("--as-of", type=Day(), help=AS_OF_HELP)
@click.option(
    "--result",
    "stored",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="RESULT",
    help="The stored result that a finding such as F-7b58f71527c2 is in.",
)
def explain(name: str, rules: tuple[str, ...], as_of: date | None, stored: Path | None) -> None:
    """Explain a rule, a check, a finding or an exit status.

    \b
    imgrules explain amazon/background-white     a rule: what, whose word, since when, what to do
    imgrules explain background.white            a check: what it measures and how
    imgrules explain 2                           an exit status
    imgrules explain F-7b58f71527c2 --result result.json   a finding
    """  # noqa: D301
    from imgrules.cli.explanation.names import is_finding
    from imgrules.cli.explanation.statuses import STATUSES, status_page
    from imgrules.cli.terminal import ink, show

    if name in STATUSES:
        show(status_page(name, ink()))
        return
    if is_finding(name) or stored is not None:
        from imgrules.cli.explanation.finding_page import finding_page

        show(finding_page(name, stored, ink()))
        return
    from imgrules.cli.explanation.page import page

    show(page(name, rules, as_of or today(), ink()))
