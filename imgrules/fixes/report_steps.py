"""The steps of a plan as a small table, or one under another where the terminal is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imgrules.fixes.model import Candidate, Step
from imgrules.fixes.plan_groups import credits
from imgrules.processor import Safety
from imgrules.reporters.ink import NO_BREAK, Ink, cells

INDENT = 4
_GAP = 2
_NARROW = 64
_STYLES = {Safety.SAFE: "green", Safety.UNSAFE: "yellow", Safety.SUGGEST: "magenta"}
Row = tuple[str, str, Safety, str, str]


def step_lines(steps: Sequence[Step], ink: Ink) -> list[str]:
    """Return operation, who does it, how safe it is, what it costs and which rules ask for it."""
    rows = [_row(number, step) for number, step in enumerate(steps, 1)]
    if ink.width < _NARROW:
        return [each for row in rows for each in _stacked(row, ink)]
    widths = (
        [max(cells(ink.plain(str(row[at]))) for row in rows) for at in range(4)] if rows else []
    )
    return [each for row in rows for each in _in_columns(row, widths, ink)]


def _row(number: int, step: Step) -> Row:
    first = step.candidates[0]
    cost = credits(step.credits) if step.credits else ""
    return f"{number} {step.operation}", first.processor, step.safety, cost, _why(step)


def _why(step: Step) -> str:
    return " · ".join(filter(None, (_asked_for(step), *_otherwise(step), step.note)))


def _asked_for(step: Step) -> str:
    return f"for {', '.join(step.reasons)}" if step.reasons else ""


def _otherwise(step: Step) -> Iterator[str]:
    """Name what is tried when the first candidate fails."""
    first, *others = step.candidates
    if first.operation != step.operation:
        yield f"by {first.operation}"
    if others:
        yield f"else {', then '.join(map(_other, others))}"


def _other(candidate: Candidate) -> str:
    price = f" ({credits(candidate.credits)})" if candidate.credits else ""
    return f"{candidate.operation} by {candidate.processor}{price}"


def _in_columns(row: Row, widths: list[int], ink: Ink) -> list[str]:
    *columns, why = row
    painted = [_cell(at, cell, widths[at], ink) for at, cell in enumerate(columns) if widths[at]]
    before = " " * INDENT + "".join(each + " " * _GAP for each in painted)
    indent = INDENT + sum(width + _GAP for width in widths if width)
    if ink.width - indent >= 24 or not why:
        return [each.rstrip() for each in ink.block(why, "dim", indent=indent, first=before)]
    below = ink.block(why, "dim", indent=INDENT + 2)
    return [before.rstrip(), *below]


def _cell(at: int, cell: str | Safety, width: int, ink: Ink) -> str:
    text = ink.plain(str(cell))
    padded = text + " " * (width - cells(text))
    if isinstance(cell, Safety):
        return ink.paint(padded, _STYLES[cell])
    return ink.paint(padded, "bold") if at == 0 else padded


def _stacked(row: Row, ink: Ink) -> list[str]:
    name, by, safety, cost, why = row
    said = " · ".join(filter(None, (by, str(safety), cost.replace(" ", NO_BREAK))))
    below = ink.block(why, "dim", indent=INDENT + 2) if why else []
    return [
        *ink.block(name, "bold", indent=INDENT),
        *ink.block(said, _STYLES[safety], indent=INDENT + 2),
        *below,
    ]
