"""What only shows once rules are merged: contradictions within a rule and its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from imgrules.errors import RulebookError
from imgrules.ext import Params
from imgrules.rulebook.entries import RuleEntry
from imgrules.rulebook.faults import missing_key, unknown_key
from imgrules.rulebook.names import nearest, suggest
from imgrules.rulebook.resolve import VOCABULARIES, Draft, RuleDraft
from imgrules.rulebook.schema import load_check_at

USUAL_ROLES = ("main", "secondary", "swatch")
"""Known to every rulebook, whether or not its file name patterns give them."""


def incoherences(draft: RuleDraft, book: Draft) -> Iterator[RulebookError]:
    """Yield what contradicts itself in a merged rule, each with the place it was written."""
    entry = RuleEntry.model_validate(draft.data)
    yield from _source_fault(entry, draft, book)
    yield from _when_faults(entry, draft, book)
    yield from _role_faults(entry, draft, book)
    yield from _date_faults(entry, draft)
    if len(entry.applies_to) > 1 and "all" in entry.applies_to:
        yield _fault(draft, "applies_to", "all stands beside other roles", "name it alone")
    yield from _check_faults(entry, draft)


def _fault(draft: RuleDraft, key: str, message: str, hint: str | None = None) -> RulebookError:
    return RulebookError(f"{draft.data['id']}: {message}", location=_at(draft, key), hint=hint)


def _at(draft: RuleDraft, key: str) -> str:
    """Return where a key was written, or its block, or the rule."""
    origin = draft.origin
    return origin.get(key) or origin.get(key.partition(".")[0]) or origin[""]


def _source_fault(entry: RuleEntry, draft: RuleDraft, book: Draft) -> Iterator[RulebookError]:
    ref = entry.source.ref
    if ref not in book.sources:
        hint = suggest(ref, book.sources, what="sources")
        yield _fault(draft, "source.ref", f"no source is called {ref}", hint)


def _when_faults(entry: RuleEntry, draft: RuleDraft, book: Draft) -> Iterator[RulebookError]:
    for key, kind in zip(("category", "region", "channel"), VOCABULARIES, strict=True):
        known = book.vocabularies[kind]
        for block, at in ((entry.when, f"when.{key}"), (entry.when.exclude, "when.exclude")):
            for word in getattr(block, key):
                if word not in known:
                    hint = suggest(word, known, what=f"declared {kind}")
                    yield _fault(draft, at, f"{word} is not among the {kind}", hint)


def _role_faults(entry: RuleEntry, draft: RuleDraft, book: Draft) -> Iterator[RulebookError]:
    """Yield roles that are nearly a known one: misspelt, they would switch the rule off.

    A role unlike any other is allowed, since a manifest may give it.
    """
    named = {str(role["role"]) for role in book.roles} | {book.unmatched or ""}
    known = {*named - {"", "error"}, *USUAL_ROLES, "all"}
    for role in entry.applies_to:
        if role not in known and (near := nearest(role, sorted(known))):
            yield _fault(draft, "applies_to", f"no role is called {role}", f"did you mean {near}?")


def _date_faults(entry: RuleEntry, draft: RuleDraft) -> Iterator[RulebookError]:
    try:
        date.fromisoformat(entry.enforce_from or "2000-01-01")
    except ValueError:
        yield _fault(draft, "enforce_from", f"{entry.enforce_from} is no day of the calendar")


def _check_faults(entry: RuleEntry, draft: RuleDraft) -> Iterator[RulebookError]:
    if entry.decides == "human":
        if entry.check:
            yield _fault(draft, "check", "a person decides, so no check runs", "use assist")
        elif entry.params:
            yield _fault(
                draft, "params", "a person decides, so nothing reads params", "remove them"
            )
        return
    if not entry.check:
        yield _fault(draft, "", "lacks check", "add check:, or decides: human")
        return
    check = load_check_at(entry.check, _at(draft, "check"))
    yield from _scope_fault(entry, draft, of_set=hasattr(check, "combine"))
    try:
        check.Params.model_validate(entry.params)
    except ValidationError as problem:
        yield from _params_faults(problem, draft, check.Params)


def _scope_fault(entry: RuleEntry, draft: RuleDraft, *, of_set: bool) -> Iterator[RulebookError]:
    if of_set and entry.scope != "set":
        yield _fault(draft, "scope", f"{entry.check} judges sets of pictures", "add scope: set")
    elif entry.scope == "set" and not of_set:
        yield _fault(draft, "scope", f"{entry.check} judges single pictures", "remove scope: set")


def _params_faults(
    problem: ValidationError, draft: RuleDraft, model: type[Params]
) -> Iterator[RulebookError]:
    rule_id = str(draft.data["id"])
    for error in problem.errors():
        name = str(error["loc"][0]) if error["loc"] else ""
        if error["type"] == "extra_forbidden":
            yield unknown_key(_at(draft, f"params.{name}"), name, model.model_fields)
        elif error["type"] == "missing":
            yield missing_key(_at(draft, "params"), f"params of {rule_id}:", name)
        else:
            said = error["msg"].removeprefix("Value error, ")
            said = said[:1].lower() + said[1:]
            yield _fault(draft, f"params.{name}", f"{name}: {said}" if name else said)
