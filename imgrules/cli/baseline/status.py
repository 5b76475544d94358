"""``imgrules baseline status``: how old the debt is, how grave, and how much of it is paid."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from imgrules.cli import common, defaults
from imgrules.cli.baseline.judged import judging
from imgrules.cli.options import SectionedCommand, today

if TYPE_CHECKING:
    from imgrules.engine.baseline import Baseline
    from imgrules.engine.baseline_change import Comparison


@click.command(cls=SectionedCommand)
@judging
@common.text_or_json("form", "What is printed.")
@click.pass_context
def status(context: click.Context, /, form: str, **options: Any) -> None:  # noqa: ANN401
    """Say how old and grave the baseline is, and how much of it is resolved.

    Without RESULT or PATH only the file is read.

    \b
    imgrules baseline status
    imgrules baseline status result.json
    """  # noqa: D301
    from imgrules.cli.baseline.files import read_known
    from imgrules.cli.baseline.judged import Request, judged
    from imgrules.cli.terminal import show
    from imgrules.document import dump
    from imgrules.engine.baseline_change import compare

    request = Request(**options)
    _, baseline = read_known(request)
    day = today()
    asked = request.sources or defaults.given(context, "manifest")
    change = compare(baseline, judged(request), day) if asked else None
    data = _data(baseline, change, day)
    if form == "json":
        show(dump(data) + "\n", encoding="utf-8")
    else:
        show(_text(baseline, change, day))


def _data(baseline: Baseline, change: Comparison | None, day: date) -> dict[str, Any]:
    entries = list(baseline.entries.values())
    days = sorted(entry.first_seen for entry in entries)
    data: dict[str, Any] = {
        "known": len(entries),
        "severities": dict(Counter(entry.severity.value for entry in entries)),
        "rules": dict(Counter(entry.rule for entry in entries)),
        "oldest": days[0] if days else None,
        "newest": days[-1] if days else None,
        "days": (day - date.fromisoformat(days[0])).days if days else None,
    }
    if change is not None:
        names = ("found", "resolved", "unseen", "new")
        data |= {name: len(getattr(change, name)) for name in names}
    return data


def _text(baseline: Baseline, change: Comparison | None, day: date) -> str:
    from imgrules.cli.baseline.telling import age, findings, grave
    from imgrules.cli.terminal import ink
    from imgrules.reporters.rows import row

    out = ink()
    entries = list(baseline.entries.values())
    days = sorted(entry.first_seen for entry in entries)
    lines = row("known", findings(len(entries)) + _in_brackets(grave(entries)), out)
    if days:
        lines += row("oldest", age(days[0], day), out)
        lines += row("newest", age(days[-1], day), out) if days[-1] != days[0] else []
    for rule, count in Counter(entry.rule for entry in entries).most_common():
        lines += row("", f"{count} of {rule}", out)
    if change is not None:
        told = (
            ("found", change.found, "still there"),
            ("resolved", change.resolved, "gone or changed; baseline update takes them out"),
            ("unseen", change.unseen, "not judged in this run"),
            ("new", change.new, "not known: they count"),
        )
        for name, group, words in told:
            lines += row(name, f"{len(group)} {words}" + _in_brackets(grave(group)), out)
    return "".join(f"{line}\n" for line in lines)


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""
