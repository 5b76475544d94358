"""The text report by rule: each rule told once, with the pictures that break it."""

from __future__ import annotations

from imgrules.model import Outcome, Result
from imgrules.reporters import MANY_PICTURES, View
from imgrules.reporters.findings import INDENT, mark, source_lines, title
from imgrules.reporters.ink import Ink, prose
from imgrules.reporters.labels import UNCHECKED, needs_attention
from imgrules.reporters.ranking import RuleGroup, by_rule, pictures
from imgrules.reporters.subjects import Told, name_of
from imgrules.reporters.words import due, set_aside

_NAMED = 5
"""Pictures named at each rule; the others are counted."""
_TOLD = f"more than {MANY_PICTURES} pictures need attention, so each rule is told once; " \
        "--group-by picture lists picture by picture"  # fmt: skip


def wants_rules(result: Result, view: View) -> bool:
    """Whether the report goes by rule: asked for, or because nobody reads so many pictures."""
    if view.group_by != "auto":
        return view.group_by == "rule"
    concerned = (any(map(needs_attention, image.findings)) for image in result.heads())
    return sum(concerned) > MANY_PICTURES


def why_rules(view: View) -> str:
    """Say why the report goes by rule, where nobody asked for that."""
    return "" if view.group_by == "rule" else _TOLD


def rule_lines(result: Result, ink: Ink, view: View) -> list[str]:
    """Return each rule with its pictures, gravest first; what one cause stopped comes last."""
    most = 0 if view.verbosity > 0 else _NAMED
    groups, stopped = by_rule(result, show_all=view.show_all, most=most)
    lines: list[str] = []
    for group in groups:
        lines += [*_rule(group, ink, view), ""]
    causes = list(stopped.items())
    shown = causes if view.verbosity > 0 else causes[:_NAMED]
    for note, names in shown:
        lines += [*_stopped(note, names, ink, view), ""]
    if left := sum(len(names) for _, names in causes[len(shown) :]):
        more = f"and {pictures(left)} more, for other causes (-v names them)"
        lines += [*ink.block(more, "dim", indent=INDENT), ""]
    return lines


def _rule(group: RuleGroup, ink: Ink, view: View) -> list[str]:
    head, verbose = group.head, view.verbosity > 0
    counted = f"{title(head)} — {group.counted}"
    lines = ink.block(counted, "bold", indent=INDENT, first=mark(group.label, ink))
    if head.outcome is Outcome.PASS:
        return lines
    required = f"required: {head.required}" if head.required else ""
    for text in (required, due(head)):
        lines += ink.block(prose(text), indent=INDENT) if text else []
    lines += _members(group, ink, verbose=verbose)
    if head.remedy:
        lines += ink.block(f"→ {prose(head.remedy)}", "green", indent=INDENT, hang=2)
    return lines + source_lines(head, ink, whole=verbose)


def _members(group: RuleGroup, ink: Ink, *, verbose: bool) -> list[str]:
    return _named([_member(told) for told in group.members], group.count, ink, verbose=verbose)


def _named(names: list[str], count: int, ink: Ink, *, verbose: bool) -> list[str]:
    shown = names if verbose else names[:_NAMED]
    lines: list[str] = []
    for name in shown:
        lines += ink.block(name, indent=INDENT, hang=2)
    left = count - len(shown)
    more = f"and {left} more (-v names them, -f csv lists them with everything)"
    return lines + (ink.block(more, "dim", indent=INDENT) if left else [])


def _member(told: Told) -> str:
    subject, finding = told
    parts = (finding.message or finding.measured, finding.note, set_aside(finding))
    said = " · ".join(prose(part) for part in parts if part)
    return f"{name_of(subject)}  {said}" if said else name_of(subject)


def _stopped(note: str, names: list[str], ink: Ink, view: View) -> list[str]:
    head = f"Could not be judged — {pictures(len(names))}"
    return [
        *ink.block(head, "bold", indent=INDENT, first=mark(UNCHECKED, ink)),
        *ink.block(prose(note), indent=INDENT),
        *_named(names, len(names), ink, verbose=view.verbosity > 0),
    ]
