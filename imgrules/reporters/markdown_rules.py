"""The tables by rule of a Markdown report."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.model import Finding, Result
from imgrules.reporters.labels import basis_note
from imgrules.reporters.markdown_text import code, link, row, words
from imgrules.reporters.ranking import RuleGroup, by_rule, checklist
from imgrules.reporters.words import due


def rule_lines(result: Result) -> Iterator[str]:
    """Yield a line for each rule that something breaks, gravest first."""
    groups = by_rule(result)
    if not groups:
        return
    yield "## By rule\n"
    yield row("", "Rule", "Pictures", "What to do", "Clause")
    yield row("---", "---", "---:", "---", "---")
    for group in groups:
        yield _line(group)
    yield ""


def _line(group: RuleGroup) -> str:
    head = group.head
    due_ = f" ({words(due(head))})" if due(head) else ""
    basis = f" ({basis_note(head)})" if basis_note(head) else ""
    name = f"{words(head.title)}{basis}{due_}<br>{code(head.full_id)}"
    word = f"{group.label.sign} {group.label.word}"
    return row(word, name, str(len(group.members)), words(head.remedy), _clause(head))


def _clause(finding: Finding) -> str:
    if finding.source is None:
        return ""
    return link(finding.source.clause or finding.source.title, finding.source.url)


def checklist_lines(result: Result) -> Iterator[str]:
    """Yield what only a person can confirm, each rule once."""
    groups = checklist(result)
    if not groups:
        return
    yield "<details><summary>A person still has to confirm</summary>\n"
    for group in groups:
        pictures = f"{len(group.members)} picture{'' if len(group.members) == 1 else 's'}"
        yield f"- {words(group.head.title)} ({pictures}, {code(group.head.full_id)})"
    yield "\n</details>\n"
