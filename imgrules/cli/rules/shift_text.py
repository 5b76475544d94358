"""What becomes of pictures under a newer edition, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.cli.rules.shift_words import TITLES, headline, reason, sentences
from imgrules.engine.shift import Comparison, Shift, Turn
from imgrules.reporters.ink import Ink, prose
from imgrules.rulebook.diff import Diff

LISTED = (Turn.FAILS, Turn.UNTOLD, Turn.REVIEW, Turn.PASSES)
MOST = 100
"""Pictures listed of each kind; JSON has all."""
_STYLES = {Turn.FAILS: "red", Turn.UNTOLD: "magenta", Turn.REVIEW: "yellow", Turn.PASSES: "green"}


def shift_text(found: Diff, replayed: Comparison, ink: Ink) -> str:
    """Return the counts, then what is affected with the rule and the numbers."""
    lines = ["", *ink.block(headline(found, replayed), "bold")]
    for sentence in sentences(found, replayed):
        lines += ink.block(sentence)
    for turn in LISTED:
        shifts = (*replayed.of(turn), *replayed.of(turn, "product"))
        if shifts:
            lines += ["", ink.paint(TITLES[turn], "bold", _STYLES[turn])]
            lines += [line for each in shifts[:MOST] for line in _shift(each, ink)]
        if len(shifts) > MOST:
            lines += ink.block(f"and {len(shifts) - MOST:,} more; -f json names all", "dim")
    return "".join(f"{line}\n" for line in lines)


def _shift(each: Shift, ink: Ink) -> Iterator[str]:
    name = each.name if each.kind == "picture" else f"product {each.name}"
    yield f"  {ink.plain(name)}"
    for finding in each.reasons:
        title, numbers = reason(finding)
        yield from ink.block(prose(f"{title}: {numbers}  ({finding.rule})"), "dim", indent=4,
                             first="    ", hang=2)  # fmt: skip
    if each.missing:
        yield from ink.block(f"needs {', '.join(each.missing)}", "dim", indent=4, first="    ")
