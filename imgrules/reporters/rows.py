"""Lines at the end of a report: counts in their colours, and what has a label."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.reporters.ink import Ink, cells

_LABEL = 10
Count = tuple[int, str, str, str]
"""How many, the words for one, the words for several, the colour."""


def counts(total: int, counts: Sequence[Count], ink: Ink) -> list[str]:
    """Return the counts, each in its colour, on as many lines as they need."""
    head = f"{total} picture{'' if total == 1 else 's'}"
    lines, used, first = [ink.paint(head, "bold")], cells(head), True
    for count, one, many, style in counts:
        if not count:
            continue
        text = f"{count} {one if count == 1 else many}"
        before, first = (": " if first else ink.plain(" · ")), False
        if used + len(before) + cells(text) > ink.width:
            lines.append("")
            before, used = "  ", 0
        lines[-1] += before + ink.paint(text, style)
        used += len(before) + cells(text)
    return lines


def row(name: str, text: str, ink: Ink) -> list[str]:
    """Return a labelled line, wrapped beside its label; nothing for no text."""
    if not text:
        return []
    return ink.block(text, indent=_LABEL, first=ink.paint(f"{name:<{_LABEL}}", "dim"))
