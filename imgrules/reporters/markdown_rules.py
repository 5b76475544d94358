"""The tables by rule of a Markdown report."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.model import Finding, Result
from imgrules.reporters.labels import UNCHECKED, basis_note
from imgrules.reporters.markdown_text import code, link, row, words
from imgrules.reporters.ranking import RuleGroup, by_rule, checklist, pictures
from imgrules.reporters.words import due


def rule_lines(result: Result) -> Iterator[str]:
    """Yield a line for each rule that something breaks, gravest first."""
    groups, stopped = by_rule(result)
    if not groups and not stopped:
        return
    yield "## By rule\n"
    yield row("", "Rule", "Concerns", "What to do", "Clause")
    yield row("---", "---", "---:", "---", "---")
    for group in groups:
        yield _line(group)
    for note, names in stopped.items():
        head = f"Could not be judged<br>{words(note)}"
        yield row(f"{UNCHECKED.sign} {UNCHECKED.word}", head, pictures(len(names)), "", "")
    yield ""


def _line(group: RuleGroup) -> str:
    head = group.head
    due_ = f" ({words(due(head))})" if due(head) else ""
    basis = f" ({basis_note(head)})" if basis_note(head) else ""
    name = f"{words(head.title)}{basis}{due_}<br>{code(head.full_id)}"
    word = f"{group.label.sign} {group.label.word}"
    return row(word, name, group.counted, words(head.remedy), _clause(head))


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
        yield f"- {words(group.head.title)} ({group.counted}, {code(group.head.full_id)})"
    yield "\n</details>\n"
