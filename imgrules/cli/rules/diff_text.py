"""A difference between two editions as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.reporters.ink import Ink, prose
from imgrules.rulebook.diff import Diff, Kind, RuleChange
from imgrules.rulebook.diff_markdown import summary

_STYLES = {
    Kind.ADDED: "yellow", Kind.TIGHTENED: "red", Kind.WIDENED: "red", Kind.LOOSENED: "green",
    Kind.NARROWED: "green", Kind.REMOVED: "green",
}  # fmt: skip


def diff_text(found: Diff, ink: Ink) -> str:
    """Return the difference, what each rule does to a seller first."""
    title = f"{found.before.spec} → {found.after.spec}"
    lines = [ink.paint(ink.plain(title), "bold"), *ink.block(summary(found))]
    for change in found.rules:
        lines += ["", *_rule(change, ink)]
    if found.others:
        lines += ["", ink.paint("Besides the rules", "bold")]
        for other in found.others:
            lines += ink.block(prose(other.words), indent=2, first="  ", hang=2)
    return "".join(f"{line}\n" for line in lines)


def _rule(change: RuleChange, ink: Ink) -> Iterator[str]:
    kinds = ", ".join(kind.value for kind in change.kinds)
    style = _STYLES.get(change.kinds[0])
    yield f"{ink.paint(kinds, *filter(None, [style]))}  {ink.paint(ink.plain(change.rule), 'bold')}"
    yield from ink.block(prose(change.title), indent=2, first="  ")
    if change.words:
        yield from ink.block(prose(change.words), "dim", indent=2, first="  ")
    for each in change.changes:
        words = each.words if len(change.kinds) == 1 else each.said
        yield from ink.block(prose(words), indent=4, first="    ", hang=2)
