"""Differences between editions as Markdown, for pages and release notes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from imgrules.rulebook.diff import Diff, RuleChange, diff
from imgrules.rulebook.diff_kinds import Kind
from imgrules.rulebook.model import Rulebook

_COMMANDS = re.compile(r"([\\`*_\[\]|#])")


def changelog(editions: Iterable[Rulebook], *, level: int = 2) -> str:
    """Return what changed from edition to edition, the newest first."""
    parts = [diff_markdown(diff(old, new), level=level) for old, new in pairwise(editions)]
    return "\n".join(reversed(parts))


def diff_markdown(found: Diff, *, level: int = 2) -> str:
    """Return one difference as a section."""
    head = f"{'#' * level} {_from_to(found)}\n"
    return f"{head}\n{summary(found)}.\n{''.join(_lines(found))}"


def _from_to(found: Diff) -> str:
    before, after = found.before, found.after
    old = before.edition if before.name == after.name else before.spec
    new = after.edition if before.name == after.name else after.spec
    return f"From {plain(old)} to {plain(new)}"


def summary(found: Diff) -> str:
    """Return how many rules each kind of difference touches, in one line."""
    counted = [f"{count} {kind.value}" for kind, count in found.counts.items()]
    same = f"{found.unchanged} unchanged" if found.unchanged else ""
    return f"Rules: {', '.join(filter(None, [*counted, same])) or 'none'}"


def _lines(found: Diff) -> Iterator[str]:
    if found.rules or found.others:
        yield "\n"
    for rule in found.rules:
        yield from _rule(rule)
    for change in found.others:
        yield f"- {plain(change.words)}\n"


def _rule(change: RuleChange) -> Iterator[str]:
    kinds = ", ".join(kind.value for kind in change.kinds)
    yield f"- **{kinds}** `{change.rule}`: {plain(change.title)}{_more(change)}\n"
    for each in change.changes:
        words = each.words if len(change.kinds) == 1 else each.said
        yield f"    - {plain(words)}\n"


def _more(change: RuleChange) -> str:
    if not change.words:
        return ""
    return f" ({plain(change.words)})" if Kind.ADDED in change.kinds else f"; {plain(change.words)}"


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    line = " ".join(text.split())
    return _COMMANDS.sub(r"\\\1", html.escape(line, quote=False))
