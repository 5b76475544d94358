"""What is questionable about a rulebook, valid or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from imgrules.errors import RulebookError, RulebookErrors
from imgrules.model import Decides, Severity
from imgrules.rulebook import yaml
from imgrules.rulebook.load import load_file
from imgrules.rulebook.model import Rule, Rulebook
from imgrules.rulebook.resolve import Data
from imgrules.rulebook.template import template_problems
from imgrules.rulebook.yaml import Document


@dataclass(frozen=True, slots=True)
class LintMessage:
    """One remark on a rulebook file. ``location`` is file:line:column."""

    location: str
    severity: Severity
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Subject:
    book: Rulebook
    document: Document
    today: date
    max_age_days: int

    def warn(self, location: str, message: str, hint: str = "") -> LintMessage:
        return LintMessage(location, Severity.WARNING, message, hint)

    @property
    def own_rules(self) -> list[Rule]:
        """Rules this file speaks of; what it inherits untouched is its parents' business."""
        data = cast("Data", self.document.data)
        named = {str(entry["id"]) for entry in cast("list[Data]", data["rules"])}
        return [rule for rule in self.book.rules if rule.id in named]


def lint(path: Path, *, today: date, max_age_days: int = 180) -> tuple[LintMessage, ...]:
    """Return remarks on one file, errors first. PluginError passes: it is not the file's fault."""
    try:
        book = load_file(path, as_of=today)
    except RulebookErrors as problem:
        return tuple(_error(fault) for fault in problem.faults)
    except RulebookError as problem:
        return (_error(problem),)
    document = yaml.read(path, label=book.file)
    subject = _Subject(book, document, today, max_age_days)
    return tuple(message for look in _LOOKS for message in look(subject))


def _error(fault: RulebookError) -> LintMessage:
    location = fault.location or ""
    said = fault.message.removeprefix(f"{location}: ")
    return LintMessage(location, Severity.ERROR, said, fault.hint or "")


def _unpinned(subject: _Subject) -> Iterator[LintMessage]:
    for index, spec in enumerate(subject.book.extends):
        if "@" not in spec:
            yield subject.warn(
                subject.document.where(("extends", index)),
                f"extends {spec} without an edition: verdicts change when a new one begins",
                f"pin it, as in {spec}@YYYY-MM-DD",
            )


def _sources(subject: _Subject) -> Iterator[LintMessage]:
    data = cast("Data", subject.document.data)
    for key, entry in cast("dict[str, Data]", data.get("sources", {})).items():
        place = subject.document.where(("sources", key), key=True)
        yield from _age(subject, key, str(entry.get("retrieved", "")), place)
    used = {rule.source.ref for rule in subject.book.rules}
    for key in cast("dict[str, Data]", data.get("sources", {})):
        if key not in used:
            place = subject.document.where(("sources", key), key=True)
            yield subject.warn(place, f"no rule cites the source {key}", "remove it, or cite it")


def _age(subject: _Subject, key: str, retrieved: str, place: str) -> Iterator[LintMessage]:
    if not retrieved:
        yield subject.warn(
            place, f"the source {key} does not say when it was read", "add retrieved:"
        )
        return
    try:
        age = (subject.today - date.fromisoformat(retrieved)).days
    except ValueError:
        yield LintMessage(place, Severity.ERROR, f"{retrieved} is no day of the calendar")
        return
    if age > subject.max_age_days:
        yield subject.warn(
            place,
            f"the source {key} was last read {age} days ago",
            "read it again: an unchanged text needs a new date, a changed one a new edition",
        )


def _messages(subject: _Subject) -> Iterator[LintMessage]:
    for rule in subject.own_rules:
        params = rule.params.model_dump() if rule.params else {}
        place = rule.origin.get("message", rule.origin[""])
        for problem in template_problems(rule.message, params):
            yield LintMessage(place, Severity.ERROR, f"{rule.id}: {problem}")


def _remedies(subject: _Subject) -> Iterator[LintMessage]:
    for rule in subject.own_rules:
        if not rule.remedy and rule.decides is not Decides.HUMAN:
            yield subject.warn(
                rule.origin[""], f"{rule.id} has no remedy", "say what the seller should do"
            )


def _roles(subject: _Subject) -> Iterator[LintMessage]:
    book = subject.book
    given = {pattern.role for pattern in book.roles} | {book.unmatched}
    for rule in subject.own_rules:
        for role in rule.applies_to:
            if role not in given:
                yield subject.warn(
                    rule.origin.get("applies_to", rule.origin[""]),
                    f"{rule.id} applies to {role}, which no file name can have",
                    "add a pattern under roles; otherwise only --role or a manifest reaches it",
                )
    yield from _shadowed(subject)


def _shadowed(subject: _Subject) -> Iterator[LintMessage]:
    book = subject.book
    own = len(cast("list[Data]", cast("Data", subject.document.data).get("roles", [])))
    held = {role for rule in book.rules for role in rule.applies_to}
    for_all = not book.rules or any(not rule.applies_to for rule in book.rules)
    first: dict[str, str] = {}
    for index, entry in enumerate(book.roles[:own]):
        role, pattern = entry.role, entry.pattern
        place = subject.document.where(("roles", index))
        earlier = first.setdefault(pattern, role)
        if earlier != role:
            message = f"the role {role} is never reached: {earlier} has the same pattern"
            yield subject.warn(place, message, "remove one of the two")
        if role not in held and not for_all:
            yield subject.warn(
                place, f"no rule applies to the role {role}", "remove it, or add one"
            )


_LOOKS: tuple[Callable[[_Subject], Iterator[LintMessage]], ...] = (
    _unpinned, _sources, _messages, _remedies, _roles,
)  # fmt: skip
