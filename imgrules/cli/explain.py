"""``imgrules explain``: a rule, a check or an exit status in words."""

from __future__ import annotations

from datetime import date

import click

from imgrules.cli.options import AS_OF_HELP, Day, today


@click.command()
@click.argument("name")
@click.option(
    "-r",
    "--rules",
    multiple=True,
    metavar="RULEBOOK[@EDITION]",
    help="Look only in these rulebooks. Repeatable.",
)
@click.option("--as-of", type=Day(), help=AS_OF_HELP)
def explain(name: str, rules: tuple[str, ...], as_of: date | None) -> None:
    """Explain a rule, a check or an exit status.

    \b
    imgrules explain amazon/background-white     a rule: what, whose word, since when, what to do
    imgrules explain background.white            a check: what it measures and how
    imgrules explain 2                           an exit status
    """  # noqa: D301
    from imgrules.cli.explanation.statuses import STATUSES, status_page
    from imgrules.cli.terminal import ink, show

    if name in STATUSES:
        show(status_page(name, ink()))
        return
    from imgrules.cli.explanation.page import page

    show(page(name, rules, as_of or today(), ink()))
