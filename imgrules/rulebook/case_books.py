"""Holding cases against the editions they name: what can never come true is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from imgrules.errors import RulebookError
from imgrules.rulebook import yaml
from imgrules.rulebook.cases import Case, Cases
from imgrules.rulebook.model import Rule, Rulebook
from imgrules.rulebook.names import suggest
from imgrules.testing.names import file_name
from imgrules.testing.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Slot:
    """One picture of a case with its file name and role settled."""

    recipe: Recipe
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One case held against one edition."""

    case: Case
    book: Rulebook
    slots: tuple[Slot, ...]
    location: str
    is_set: bool


def trials(
    cases: Cases, books: Mapping[str, Rulebook], *, known: Sequence[str]
) -> tuple[Trial, ...]:
    """Pair every case with its editions among ``books``; ``known`` names all, oldest first.

    Raises at once all that can be known wrong before anything is drawn.
    """
    faults: list[RulebookError] = []
    made: list[Trial] = []
    for index, case in enumerate(cases.content.cases):
        for edition in editions_of(case, cases, known[-1]):
            if edition not in known:
                faults.append(_no_edition(cases, index, edition, known))
            elif edition in books:
                trier = _Trier(cases, index, case, books[edition])
                made.append(trier.trial)
                faults.extend(trier.faults())
    yaml.raise_all(_distinct(faults))
    return tuple(made)


def editions_of(case: Case, cases: Cases, newest: str) -> tuple[str, ...]:
    """Return the editions a case is for: its own, the file's default, or the newest."""
    if case.edition:
        return (case.edition,)
    return case.editions or cases.content.defaults.editions or (newest,)


def applies(rule: Rule, case: Case, role: str) -> bool:
    """Say whether a rule is about the case's picture in that role."""
    categories = (case.category,) if case.category else ()
    return rule.for_role(role) and rule.when.matches(
        categories=categories, region=case.region, channel=case.channel
    )


def _no_edition(cases: Cases, index: int, edition: str, known: Sequence[str]) -> RulebookError:
    return RulebookError(
        f"there is no edition {edition}",
        location=cases.where(index, "edition"),
        hint=suggest(edition, known, what="editions"),
    )


def _distinct(faults: Sequence[RulebookError]) -> list[RulebookError]:
    """Leave out what several editions say alike."""
    return list({fault.message: fault for fault in faults}.values())


class _Trier:
    """One case against one edition."""

    def __init__(self, cases: Cases, index: int, case: Case, book: Rulebook) -> None:
        self._cases, self._index, self._case, self._book = cases, index, case, book
        slots = tuple(self._slot(recipe, role) for recipe, role in case.members)
        place = cases.where(index, "id")
        self.trial = Trial(case, book, slots, place, is_set=bool(case.pictures))

    def _slot(self, recipe: Recipe, role: str | None) -> Slot:
        # Equal pictures of a set share one name, so that they are drawn and measured once.
        stems = self._cases.content.defaults.names
        name = file_name(recipe, stems.get(role or "", self._case.id))
        return Slot(recipe, name, role or self._role_by_name(name))

    def _role_by_name(self, name: str) -> str:
        for pattern in self._book.roles:
            if pattern.search(name):
                return pattern.role
        return self._book.unmatched

    def faults(self) -> Iterator[RulebookError]:
        yield from self._unknown_words()
        yield from self._unreachable()
        if not any(self._concerned(rule) for rule in self._book.rules):
            yield self._fault("no rule applies to this case", "role")

    def _unknown_words(self) -> Iterator[RulebookError]:
        book, case = self._book, self._case
        for slot in self.trial.slots:
            if slot.role not in book.role_names:
                hint = suggest(slot.role, book.role_names, what="roles")
                yield self._fault(f"{book.spec} has no role {slot.role}", "role", hint=hint)
        for key, word, known in (
            ("category", case.category, book.categories),
            ("region", case.region, book.regions),
            ("channel", case.channel, book.channels),
        ):
            if word is not None and word not in known:
                hint = suggest(word, known, what=f"known for {key}")
                yield self._fault(f"{book.spec} has no {key} {word}", key, hint=hint)

    def _unreachable(self) -> Iterator[RulebookError]:
        known = {rule.id: rule for rule in self._book.rules}
        for rule_id in self._case.expect:
            steps = ("expect", rule_id)
            if rule_id not in known:
                hint = suggest(rule_id, known, what="its rules")
                yield self._fault(f"{self._book.spec} has no rule {rule_id}", *steps, hint=hint)
            elif not self._concerned(known[rule_id]):
                why = self._why_not(known[rule_id])
                yield self._fault(f"{rule_id} does not apply to this case: {why}", *steps)

    def _concerned(self, rule: Rule) -> bool:
        if rule.scope == "set" and not self.trial.is_set:
            return False
        return any(applies(rule, self._case, slot.role) for slot in self.trial.slots)

    def _why_not(self, rule: Rule) -> str:
        if rule.scope == "set" and not self.trial.is_set:
            return "it judges sets; give pictures"
        roles = sorted({slot.role for slot in self.trial.slots})
        if not any(rule.for_role(role) for role in roles):
            return f"it is for {', '.join(rule.applies_to)}, not {', '.join(roles)}"
        return "its category, region or channel is another"

    def _fault(self, message: str, *steps: str, hint: str | None = None) -> RulebookError:
        return RulebookError(message, location=self._cases.where(self._index, *steps), hint=hint)
