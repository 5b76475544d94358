"""What differs in which pictures a rule is about."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.rulebook.diff_kinds import Change, Kind, say
from imgrules.rulebook.model import Rule

Words = tuple[str, ...]


def scope(old: Rule, new: Rule) -> Iterator[Change]:
    """Yield what differs in roles, categories, regions and channels."""
    yield from _limit("applies_to", "for", old.applies_to, new.applies_to, every="all roles")
    for name, words in (("category", "categories"), ("region", "regions"), ("channel", "channels")):
        before, after = getattr(old.when, name), getattr(new.when, name)
        yield from _limit(f"when.{name}", f"for {words}", before, after, every="all")
        exempt, exempt_now = getattr(old.when, f"not_{name}"), getattr(new.when, f"not_{name}")
        yield from _exempt(f"when.exclude.{name}", f"{words} exempt", exempt, exempt_now)
    if old.scope != new.scope:
        said = {"image": "each picture is judged alone", "set": "a SKU's pictures together"}
        words = f"{said[new.scope]} (before: {said[old.scope]})"
        yield Change(Kind.CHANGED, "scope", old.scope, new.scope, words)


def _limit(what: str, about: str, old: Words, new: Words, *, every: str) -> Iterator[Change]:
    """Compare lists that limit a rule; an empty one limits nothing."""
    if set(old) == set(new):
        return
    wider = not new or (bool(old) and set(old) < set(new))
    narrower = not old or (bool(new) and set(new) < set(old))
    kind = Kind.WIDENED if wider else Kind.NARROWED if narrower else Kind.CHANGED
    words = f"{about} {say(list(old)) if old else every} → {say(list(new)) if new else every}"
    yield Change(kind, what, list(old), list(new), words)


def _exempt(what: str, about: str, old: Words, new: Words) -> Iterator[Change]:
    if set(old) == set(new):
        return
    kind = (
        Kind.WIDENED if set(new) < set(old)
        else Kind.NARROWED if set(old) < set(new)
        else Kind.CHANGED
    )  # fmt: skip
    yield Change(kind, what, list(old), list(new), f"{about}: {say(list(old))} → {say(list(new))}")
