"""``imgrules costs``: what fixing was planned to cost, and what it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli import common
from imgrules.cli.options import SectionedCommand, option

if TYPE_CHECKING:
    from imgrules.fixes.costs import Costs, Doubt, Line
    from imgrules.reporters.ink import Ink

_BY = ("image", "operation", "service", "run")
_NAMED = 20

WHAT = "What to show"


@click.command(cls=SectionedCommand)
@common.state(WHAT, "Where imgrules fix keeps its ledger.")
@option(WHAT)(
    "--by",
    type=click.Choice(_BY),
    default="service",
    show_default=True,
    help="What to add up by; json has them all.",
)
@common.text_or_json("format_", "Text, or everything as JSON.")
def costs(state: Path, by: str, format_: str) -> None:
    """Show what fixing was planned to cost and what it did.

    Credits are those of each service. Calls whose outcome is unknown are told apart: they may have
    cost something.
    """
    from imgrules.cli.terminal import ink, show
    from imgrules.fixes.costs import read_costs

    read = read_costs(state)
    if format_ == "json":
        show(_json(read), encoding="utf-8")
    else:
        show(_text(read, by, ink()))


def _json(costs: Costs) -> str:
    from imgrules.document import dump, to_data

    return dump({"schema": 1, **to_data(costs)}) + "\n"


def _text(costs: Costs, by: str, ink: Ink) -> str:
    from imgrules.cli.table import table

    parts = [_planned(costs)]
    lines: tuple[Line, ...] = getattr(costs, f"by_{by}")
    if lines:
        rows = [_row(line) for line in (*lines, *([costs.total] if len(lines) > 1 else []))]
        parts.append(table(rows, ink, head=(by, *_HEAD)))
    else:
        parts.append("nothing was bought\n")
    parts.extend(_notes(costs, ink))
    return "\n".join(part for part in parts if part)


_HEAD = ("calls", "estimated", "spent", "difference", "unknown")


def _planned(costs: Costs) -> str:
    from imgrules.fixes.budget import amount

    if costs.planned is None:
        return ""
    plan = costs.planned
    pictures = "1 picture" if plan.images == 1 else f"{plan.images} pictures"
    most = f", at most {amount(plan.most)} where attempts fail" if plan.most > plan.credits else ""
    return f"planned: {amount(plan.credits)} credits{most}, for {pictures} (run {plan.run})\n"


def _row(line: Line) -> tuple[str, ...]:
    from imgrules.fixes.budget import amount

    unknown = f"{line.unknown} (up to {amount(line.at_risk)})" if line.unknown else ""
    unpriced = f", {line.unpriced} unpriced" if line.unpriced else ""
    return (
        line.name,
        str(line.calls),
        amount(line.estimated),
        amount(line.spent) + unpriced,
        _signed(line.difference),
        unknown,
    )


def _signed(credits: float) -> str:
    from imgrules.fixes.budget import amount

    shown = amount(abs(credits))
    if shown == "0":
        return shown
    return f"{'+' if credits > 0 else '-'}{shown}"


def _notes(costs: Costs, ink: Ink) -> list[str]:
    notes = []
    open_ = [doubt for doubt in costs.doubts if not doubt.given_up]
    if open_:
        calls = "1 call has" if len(open_) == 1 else f"{len(open_)} calls have"
        notes.append(
            f"{calls} an unknown outcome; imgrules fix --resend asks again, at the risk of paying "
            "twice:\n" + "".join(_doubt(doubt, ink) for doubt in open_[:_NAMED])
            + (f"  and {len(open_) - _NAMED} more (-f json)\n" if len(open_) > _NAMED else "")
        )  # fmt: skip
    if costs.under_way:
        notes.append(f"under way right now: {costs.under_way}\n")
    if costs.unfetched:
        results = "result is" if costs.unfetched == 1 else "results are"
        notes.append(
            f"{costs.unfetched} {results} not fetched yet; fixing again goes on without paying\n"
        )
    if len(costs.by_service) > 1:
        notes.append("credits of different services are not worth the same\n")
    return notes


def _doubt(doubt: Doubt, ink: Ink) -> str:
    from imgrules.fixes.budget import amount

    price = "price unknown" if doubt.credits is None else f"{amount(doubt.credits)} credits"
    what = f"{doubt.operation} by {doubt.service}, sent {doubt.sent_at}, {price}"
    return f"  {ink.plain(doubt.image)}: {ink.plain(what)}\n"
