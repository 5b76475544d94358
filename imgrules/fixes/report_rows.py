"""Lines that the plan and the outcome have in common."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.fixes.plan_groups import members, title
from imgrules.fixes.report_steps import INDENT
from imgrules.reporters.ink import Ink, cells


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
