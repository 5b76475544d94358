"""What differs between two editions besides their rules."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.rulebook.diff_kinds import Change, Kind, arrow, say
from imgrules.rulebook.model import Rulebook, SourceDocument


def book_changes(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Return the differences in roles, vocabularies and sources."""
    return (*_roles(old, new), *_vocabularies(old, new), *_sources(old, new))


def _roles(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    before, after = _patterns(old), _patterns(new)
    for role in dict.fromkeys((*before, *after)):
        if before.get(role) != after.get(role):
            yield _pattern(role, before.get(role, []), after.get(role, []))
    if before == after and old.roles != new.roles:
        words = "file names: the patterns are tried in another order"
        order = [[pattern.role for pattern in book.roles] for book in (old, new)]
        yield Change(Kind.CHANGED, "roles", [*order[0]], [*order[1]], words)
    if old.unmatched != new.unmatched:
        words = f"files whose name tells no role: {arrow(old.unmatched, new.unmatched)}"
        yield Change(Kind.CHANGED, "unmatched", old.unmatched, new.unmatched, words)


def _patterns(book: Rulebook) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for pattern in book.roles:
        roles.setdefault(pattern.role, []).append(pattern.pattern)
    return roles


def _pattern(role: str, before: list[str], after: list[str]) -> Change:
    kind = Kind.ADDED if not before else Kind.REMOVED if not after else Kind.CHANGED
    said = f"file names of the role {role}: {arrow([*before], [*after])}"
    return Change(kind, f"roles.{role}", [*before], [*after], said)


def _vocabularies(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    for name in ("categories", "regions", "channels"):
        before, after = getattr(old, name), getattr(new, name)
        added = [word for word in after if word not in before]
        gone = [word for word in before if word not in after]
        if added:
            words = f"{name}: now also {say([*added])}"
            yield Change(Kind.ADDED, name, [*before], [*after], words)
        if gone:
            words = f"{name}: no longer {say([*gone])}"
            yield Change(Kind.REMOVED, name, [*before], [*after], words)


def _sources(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    for ref in dict.fromkeys((*old.sources, *new.sources)):
        before, after = old.sources.get(ref), new.sources.get(ref)
        if before is None:
            yield _source(ref, Kind.ADDED, f"new source {ref}: {_title(after)}")
        elif after is None:
            yield _source(ref, Kind.REMOVED, f"no longer a source, {ref}: {_title(before)}")
        else:
            yield from _reread(ref, before, after)


def _source(ref: str, kind: Kind, words: str) -> Change:
    return Change(kind, f"sources.{ref}", None, None, words)


def _title(entry: SourceDocument | None) -> str:
    return entry.title if entry else ""


def _reread(ref: str, before: SourceDocument, after: SourceDocument) -> Iterator[Change]:
    for name, about in (
        ("title", "title"), ("url", "address"), ("date", "date"), ("retrieved", "last read"),
        ("confidence", "confidence"),
    ):  # fmt: skip
        was, is_now = getattr(before, name), getattr(after, name)
        if was != is_now:
            words = f"source {ref}, {about}: {arrow(was or None, is_now or None)}"
            yield Change(Kind.SOURCE, f"sources.{ref}.{name}", was, is_now, words)
