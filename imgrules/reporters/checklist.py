"""What only a person can confirm: each rule once, with the number of pictures it is about."""

from __future__ import annotations

from collections import Counter

from imgrules.model import Finding, Result
from imgrules.reporters.ink import Ink, cells, prose


def checklist_lines(result: Result, ink: Ink, *, verbose: bool) -> list[str]:
    """Return the section, empty where nothing is left to a person."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Finding] = {}
    for finding in result.each_finding():
        if finding.checklist:
            counts[finding.rulebook, finding.rule] += 1
            first.setdefault((finding.rulebook, finding.rule), finding)
    if not first:
        return []
    lines = [ink.paint("A person still has to confirm", "bold"), ""]
    total = len(result.images)
    for key in sorted(first, key=list(_order(result)).index):
        lines += _item(first[key], counts[key], total, ink, verbose=verbose)
    return [*lines, ""]


def _order(result: Result) -> dict[tuple[str, str], None]:
    """Rulebooks in the order asked for, their rules in their own."""
    books = [used.rulebook for used in result.rulebooks]
    keys = dict.fromkeys(
        (finding.rulebook, finding.rule) for finding in result.each_finding() if finding.checklist
    )
    return dict.fromkeys(sorted(keys, key=lambda key: books.index(key[0])))


def _item(finding: Finding, count: int, total: int, ink: Ink, *, verbose: bool) -> list[str]:
    concerned = "all pictures" if count == total > 1 else f"{count} picture{'s'[: count != 1]}"
    aside = ink.plain(f"{concerned} · {finding.full_id}")
    mark = f"  {ink.paint('?', 'cyan')} "
    lines = ink.block(finding.title, indent=4, first=mark)
    if len(lines) == 1 and cells(ink.plain(finding.title)) + cells(aside) + 8 <= ink.width:
        gap = ink.width - 4 - cells(ink.plain(finding.title)) - cells(aside)
        lines = [lines[0] + " " * gap + ink.paint(aside, "dim")]
    else:
        lines += ink.block(aside, "dim", indent=4)
    if verbose and finding.remedy:
        lines += ink.block(f"→ {prose(finding.remedy)}", indent=4, hang=2)
    return lines
