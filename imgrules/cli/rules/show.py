"""``imgrules rules show``: the rules of an edition, as a list or in full."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from imgrules.cli.options import AS_OF_HELP, Day, today

if TYPE_CHECKING:
    from imgrules.reporters.ink import Ink
    from imgrules.rulebook.model import Rule, Rulebook


@click.command()
@click.argument("rulebook", metavar="RULEBOOK[@EDITION]")
@click.option("--resolved", is_flag=True, help="Every value of every rule, inherited ones too.")
@click.option("--origin", is_flag=True, help="Where each value is written; implies --resolved.")
@click.option("--as-of", type=Day(), help=AS_OF_HELP)
def show(rulebook: str, as_of: date | None, *, resolved: bool, origin: bool) -> None:
    """Show the rules of a rulebook.

    With --resolved they are printed as YAML with all inheritance applied; a comment behind each
    value tells with --origin where it comes from.
    """
    from imgrules.cli import terminal
    from imgrules.cli.books import load_books
    from imgrules.cli.caching import kept_rulebooks
    from imgrules.cli.rules.resolved import resolved_text

    (book,) = load_books([rulebook], as_of or today(), kept_rulebooks())
    if resolved or origin:
        terminal.show(resolved_text(book, origin=origin))
    else:
        terminal.show(_overview(book, terminal.ink()))


def _overview(book: Rulebook, ink: Ink) -> str:
    from imgrules.cli.table import table

    head = [
        ink.paint(ink.plain(f"{book.title}  ({book.spec})"), "bold"),
        *_facts(book, ink),
        "",
    ]
    rows = [_row(rule) for rule in book.rules]
    names = ("rule", "severity", "decides", "roles", "requirement")
    return "\n".join(head) + "\n" + table(rows, ink, head=names)


def _facts(book: Rulebook, ink: Ink) -> list[str]:
    facts = (
        ("extends", ", ".join(book.extends)),
        ("roles", ", ".join(book.role_names)),
        ("unmatched", book.unmatched),
        ("categories", ", ".join(book.categories)),
        ("regions", ", ".join(book.regions)),
        ("channels", ", ".join(book.channels)),
        *(("disabled", f"{rule}: {reason}") for rule, reason in book.disabled.items()),
        ("file", book.file),
    )
    width = 12
    return [
        line
        for name, text in facts
        if text
        for line in ink.block(text, indent=width, first=ink.paint(f"{name:<{width}}", "dim"))
    ]


def _row(rule: Rule) -> tuple[str, str, str, str, str]:
    roles = ", ".join(rule.applies_to) or "all"
    return rule.id, rule.severity.value, rule.decides.value, roles, _requirement(rule)


def _requirement(rule: Rule) -> str:
    limits = (
        ("", rule.when.category), ("", rule.when.region), ("", rule.when.channel),
        ("not ", rule.when.not_category), ("not ", rule.when.not_region),
        ("not ", rule.when.not_channel),
    )  # fmt: skip
    words = [f"{negation}{', '.join(values)}" for negation, values in limits if values]
    return f"{rule.title} [{'; '.join(words)}]" if words else rule.title
