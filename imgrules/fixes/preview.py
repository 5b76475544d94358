"""The preview sheet: every picture before and after, in one file that needs no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from imgrules.fixes.model import Decision, Ending, FixResult, ImageFix, ImagePlan
from imgrules.fixes.plan_groups import credits
from imgrules.fixes.preview_entry import KINDS, Entry, article
from imgrules.fixes.preview_html import escaped, tag
from imgrules.fixes.preview_style import CSS, filter_rules
from imgrules.reportfile import write_report

LIMIT = 500
"""Pictures on one sheet: more of them make a page that browsers open slowly."""
_MANY = 100
_SIDE, _SIDE_OF_MANY = 480, 320
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_ORDER = ("review", "planned", "fixed", "kept", "done-before")


def write_preview(result: FixResult, path: Path, *, limit: int = LIMIT) -> None:
    """Write the sheet; pictures are read from where the plan and its outcome name them.

    A plan that was not applied shows the originals and the steps. Raises ImgrulesError where the
    file cannot be written; a picture that cannot be read is named on the sheet.
    """
    write_report(path, preview_html(result, limit=limit))


def preview_html(result: FixResult, *, limit: int = LIMIT) -> str:
    """Return the sheet as one HTML document, what needs a person first."""
    entries = sorted(_entries(result), key=lambda entry: _ORDER.index(entry.kind))
    shown = entries[:limit]
    side = _SIDE if len(shown) <= _MANY else _SIDE_OF_MANY
    counts = Counter(entry.kind for entry in entries)
    kinds = [kind for kind in _ORDER if counts[kind]]
    body = [
        _header(result, len(entries), len(shown)),
        *_choices(kinds, counts, len(entries)),
        tag("main", *(article(entry, side=side) for entry in shown)),
    ]
    return _document("\n".join(body), kinds)


def _entries(result: FixResult) -> Iterator[Entry]:
    fixes = {fix.path: fix for fix in result.images}
    for plan in result.plan.images:
        fix = fixes.get(plan.path)
        yield Entry(plan, fix, _kind(plan, fix))


def _kind(plan: ImagePlan, fix: ImageFix | None) -> str:
    if fix is not None:
        return {Ending.FIXED: "fixed", Ending.KEPT: "kept", Ending.REVIEW: "review",
                Ending.DONE_BEFORE: "done-before"}[fix.ending]  # fmt: skip
    return {Decision.FIX: "planned", Decision.KEEP: "kept", Decision.REVIEW: "review"}[
        plan.decision
    ]


def _header(result: FixResult, total: int, shown: int) -> str:
    plan = result.plan
    said = [f"{', '.join(plan.rulebooks)}, as of {plan.as_of}", _money(result)]
    if result.run:
        said.append(f"run {result.run}; imgrules undo {result.run} takes it back")
    lines = [tag("p", escaped(" · ".join(filter(None, said))))]
    if shown < total:
        lines.append(
            tag("p", f"{total} pictures; this sheet shows {shown}, what needs a person first.",
                kind="bad")
        )  # fmt: skip
    for problem in (*plan.problems, *result.problems):
        lines.append(tag("p", escaped(problem), kind="bad"))
    title = "Before and after" if result.images else "What would be done"
    return tag("header", tag("h1", title), *lines)


def _money(result: FixResult) -> str:
    if result.images:
        return f"{credits(result.credits)} spent" if result.credits else ""
    return f"{credits(result.plan.credits)} planned" if result.plan.credits else ""


def _choices(kinds: list[str], counts: Counter[str], total: int) -> list[str]:
    """Return radio buttons and their labels: they choose by style alone, without a script."""
    names = [("all", "all", total), *((kind, KINDS[kind], counts[kind]) for kind in kinds)]
    buttons = [
        f'<input class="choice" type="radio" name="only" id="only-{kind}"'
        f"{' checked' if kind == 'all' else ''}>"
        for kind, _, _ in names
    ]
    labels = [
        f'<label for="only-{kind}">{escaped(words)} {count}</label>' for kind, words, count in names
    ]
    return [*buttons, tag("nav", *labels, kind="filters")]


def _document(body: str, kinds: list[str]) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>imgrules fix</title>
<style>{CSS}{filter_rules(kinds)}
</style>
</head>
<body>
{body}
</body>
</html>
"""
