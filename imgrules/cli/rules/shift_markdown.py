"""What becomes of pictures under a newer edition, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.cli.rules.shift_text import LISTED, MOST
from imgrules.cli.rules.shift_words import TITLES, headline, reason, sentences
from imgrules.engine.shift import Comparison, Shift
from imgrules.reporters.ink import safe
from imgrules.rulebook.diff import Diff
from imgrules.rulebook.diff_markdown import plain


def shift_markdown(found: Diff, replayed: Comparison) -> str:
    """Return the counts and tables of what is affected."""
    parts = [f"## Replayed\n\n**{plain(headline(found, replayed))}**\n\n"]
    parts += [f"- {plain(sentence)}\n" for sentence in sentences(found, replayed)]
    for turn in LISTED:
        shifts = (*replayed.of(turn), *replayed.of(turn, "product"))
        if shifts:
            parts.append(f"\n### {TITLES[turn]}\n\n| what | why |\n| --- | --- |\n")
            parts += [row for each in shifts[:MOST] for row in _rows(each)]
        if len(shifts) > MOST:
            parts.append(f"\nAnd {len(shifts) - MOST:,} more.\n")
    return "".join(parts)


def _rows(each: Shift) -> Iterator[str]:
    name = each.name if each.kind == "picture" else f"product {each.name}"
    whys = [
        f"{title}: {numbers} ({finding.rule})"
        for finding in each.reasons
        for title, numbers in [reason(finding)]
    ]
    whys += [f"needs {', '.join(each.missing)}"] if each.missing else []
    yield f"| {plain(safe(name))} | {'<br>'.join(plain(safe(why)) for why in whys)} |\n"
