"""Lines that the plan and the outcome have in common."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.fixes.plan_groups import members, title
from imgrules.fixes.report_steps import INDENT
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
    if not text:
        return []
    return ink.block(text, indent=_LABEL, first=ink.paint(f"{name:<{_LABEL}}", "dim"))


def named(names: Sequence[str], first: str, ink: Ink, *, every: bool) -> list[str]:
    lines = ink.block(title(names), "bold", indent=2, first=first)
    listed = members(names, every=every)
    return lines + (ink.block(listed, "dim", indent=2) if listed else [])


def mark(sign: str, style: str, ink: Ink) -> str:
    shown = ink.plain(sign)
    return ink.paint(shown, style) + " " * max(1, 2 - cells(shown))


def said(text: str, ink: Ink, *styles: str) -> list[str]:
    return ink.block(text, *styles, indent=INDENT, hang=2)


def passing(names: Sequence[str], ink: Ink, about: str = "") -> list[str]:
    tick = mark("✓", "green", ink)
    lines = [each for name in names for each in ink.block(name + about, indent=2, first=tick)]
    return [*lines, ""] if lines else []
