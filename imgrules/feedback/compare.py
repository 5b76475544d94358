"""Holding an export against a result: what was missed, what was a false alarm, what is untold."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.errors import FeedbackError
from imgrules.feedback.accepted import Accepted, alarms
from imgrules.feedback.counting import rule_counts
from imgrules.feedback.export import Export
from imgrules.feedback.findings import Findings
from imgrules.feedback.join import Join
from imgrules.feedback.mapping import bundled
from imgrules.feedback.model import Feedback
from imgrules.feedback.sorting import sort_rows
from imgrules.model import Result, RulebookUsed
from imgrules.rulebook.names import suggest


def compare(
    export: Export,
    result: Result,
    *,
    rulebook: str | None = None,
    listed: frozenset[str] | None = None,
) -> Feedback:
    """Hold the export's refusals against the findings of one rulebook.

    ``listed`` holds product numbers, in small letters, of what is for sale. Raises FeedbackError
    where it cannot be told which rulebook is meant.
    """
    file = export.mapping.file
    used = _used(result, rulebook, file.rulebook)
    book = Findings(result, used.rulebook)
    rows = sort_rows(export, Join(result.images, file, used.rulebook), book)
    accepted = Accepted.of(result.images, rows.refused, rows.accepted, listed)
    refusals = tuple(rows.refusals.values())
    return Feedback(
        mapping=export.mapping.name,
        title=file.title,
        rulebook=used.rulebook,
        edition=used.edition,
        encoding=export.decoded.encoding,
        guessed_encoding=export.decoded.guessed,
        rows=len(export.rows),
        refusing_rows=rows.refusing,
        accepting_rows=rows.accepting,
        refusals=refusals,
        alarms=alarms(accepted, book),
        rules=rule_counts(book, refusals, accepted, result.images),
        unjoined=tuple(rows.unjoined),
        unmapped=tuple(rows.unmapped),
        elsewhere=tuple(rows.elsewhere),
        pictures=len(result.images),
        pictures_refused=len(accepted.refused),
        pictures_accepted=len(accepted.pictures),
        pictures_not_listed=len(accepted.not_listed),
        acceptance=accepted.words,
        unconfirmed=_unconfirmed(export),
        notes=tuple(_notes(export, book, used)),
    )


def _used(result: Result, asked: str | None, mapped: str | None) -> RulebookUsed:
    books = {book.rulebook: book for book in result.rulebooks}
    wanted = asked or (mapped if mapped in books else None)
    if wanted is None and len(books) == 1:
        return next(iter(books.values()))
    if wanted is None:
        raise FeedbackError(
            "the result holds several rulebooks" if books else "the result holds no rulebook",
            hint=f"say which with --rulebook: {', '.join(books)}" if books else None,
        )
    if wanted not in books:
        raise FeedbackError(
            f"the result was not judged by {wanted}", hint=suggest(wanted, books, what="it was by")
        )
    return books[wanted]


def _unconfirmed(export: Export) -> tuple[str, ...]:
    """Name the columns whose names nobody saw in the marketplace's own words.

    Of a mapping of one's own there is nothing to tell: who wrote it knows the export.
    """
    if export.mapping.name not in bundled():
        return ()
    columns = export.mapping.file.columns
    return tuple(
        name
        for holds, names in export.columns.items()
        if not getattr(columns, holds).confirmed
        for name in names
    )


def _notes(export: Export, book: Findings, used: RulebookUsed) -> Iterator[str]:
    file, mapped = export.mapping.file, export.mapping.file.rulebook
    if mapped is not None and mapped != used.rulebook:
        yield f"the mapping is about {mapped}; its rules were looked for in {used.rulebook}"
    known = {finding.rule for finding in book.all()} | set(used.never_exercised)
    for at, reason in enumerate(file.reasons):
        for index, rule in enumerate(reason.rules):
            if rule not in known:
                where = export.mapping.document.where(("reasons", at, "rules", index))
                yield f"{where}: the result has no rule {rule} ({suggest(rule, known)})"
