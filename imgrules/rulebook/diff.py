"""What differs between two editions, and which way: the meaning, not the text of the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from imgrules.errors import UsageError
from imgrules.rulebook.diff_book import book_changes
from imgrules.rulebook.diff_kinds import Change, Kind
from imgrules.rulebook.diff_rule import rule_changes
from imgrules.rulebook.load import list_editions, load_file, load_rulebook, parse_spec
from imgrules.rulebook.model import Rule, Rulebook
from imgrules.rulebook.shelf import editions_in

__all__ = ["Change", "Diff", "Kind", "RuleChange", "diff", "edition_before", "last_two"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that is not what it was."""

    rule: str
    title: str
    """As the newer edition words it, or the older one where the rule is gone."""
    kinds: tuple[Kind, ...]
    """Each kind once, what matters most first."""
    changes: tuple[Change, ...]
    """Empty for a rule that was added or is gone."""
    words: str = ""
    """Of a rule that was added or is gone: its severity, roles and limits, or why it went."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Two editions side by side."""

    before: Rulebook
    after: Rulebook
    rules: tuple[RuleChange, ...]
    """In the newer edition's order, then what is gone."""
    others: tuple[Change, ...]
    """What differs besides the rules: roles, vocabularies, sources."""
    unchanged: int
    """Rules that are the same in both."""

    @property
    def counts(self) -> dict[Kind, int]:
        """How many rules each kind of difference touches; kinds that occur, in their order."""
        counted = Counter(kind for rule in self.rules for kind in rule.kinds)
        return {kind: counted[kind] for kind in Kind if counted[kind]}


def diff(before: Rulebook, after: Rulebook) -> Diff:
    """Compare two editions, or two rulebooks, rule by rule."""
    changes = (*_kept_or_added(before, after), *_gone(before, after))
    known = {rule.id for rule in before.rules}
    stayed = sum(rule.id in known for rule in after.rules)
    touched = sum(bool(change.changes) for change in changes)
    return Diff(before, after, changes, book_changes(before, after), stayed - touched)


def _kept_or_added(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    known = {rule.id: rule for rule in before.rules}
    for rule in after.rules:
        old = known.get(rule.id)
        if old is None:
            yield RuleChange(rule.id, rule.title, (Kind.ADDED,), (), _summary(rule))
        elif changes := rule_changes(old, rule):
            kinds = tuple(dict.fromkeys(change.kind for change in changes))
            yield RuleChange(rule.id, rule.title, kinds, changes)


def _gone(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    kept = {rule.id for rule in after.rules}
    for rule in before.rules:
        if rule.id not in kept:
            reason = after.disabled.get(rule.id, "")
            words = f"switched off: {reason}" if reason else ""
            yield RuleChange(rule.id, rule.title, (Kind.REMOVED,), (), words)


def _summary(rule: Rule) -> str:
    parts = [rule.severity.value, f"for {', '.join(rule.applies_to) or 'all roles'}"]
    if rule.enforce_from:
        parts.append(f"counts from {rule.enforce_from}")
    return ", ".join(parts)


def last_two(spec: str) -> tuple[Rulebook, Rulebook]:
    """Return the last two editions of a rulebook; of a pinned one, it and the one before it.

    Raises UsageError where there is only one.
    """
    wanted = parse_spec(spec)
    if wanted.edition is None and not (wanted.path and wanted.path.is_file()):
        newest = list_editions(spec)[-1]
        after = load_rulebook(f"{spec}@{newest.id}", as_of=newest.day)
    else:
        after = load_rulebook(spec, as_of=date.max)
    return edition_before(after), after


def edition_before(book: Rulebook) -> Rulebook:
    """Return the edition that a rulebook had before. Raises UsageError for the first one."""
    day, _, repeat = book.edition.partition(".")
    place = (date.fromisoformat(day), int(repeat or 0))
    editions = editions_in(book.path.parent)
    earlier = [edition for edition in editions if (edition.day, edition.repeat) < place]
    if not earlier:
        raise UsageError(
            f"{book.spec} is the first edition of its rulebook",
            hint="name two rulebooks to compare, as in imgrules rules diff OLD NEW",
        )
    return load_file(earlier[-1].path, as_of=earlier[-1].day)
