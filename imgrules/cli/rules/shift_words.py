"""What becomes of pictures under a newer edition, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from imgrules.engine.shift import PASSING, Comparison, Turn
from imgrules.model import Finding
from imgrules.rulebook.diff import Diff

TITLES = {
    Turn.FAILS: "Fail under the newer edition",
    Turn.UNTOLD: "Cannot be told",
    Turn.REVIEW: "To be looked at under the newer edition",
    Turn.WARNED: "Get a warning",
    Turn.PASSES: "Failed and pass now",
    Turn.EASED: "Are better off",
}


def headline(found: Diff, replayed: Comparison) -> str:
    """Return the one sentence that everybody wants to know."""
    fails = [each for each in replayed.of(Turn.FAILS) if each.before in PASSING]
    passing = replayed.passing_before
    return (
        f"{len(fails):,} of {passing:,} {_pictures(passing)} that pass under {found.before.spec} "
        f"{'fails' if len(fails) == 1 else 'fail'} under {found.after.spec}."
    )


def sentences(found: Diff, replayed: Comparison) -> Iterator[str]:
    """Yield what else there is to know."""
    days = replayed.before.as_of, replayed.after.as_of
    count = len(replayed.after.images)
    yield (
        f"{count:,} {_pictures(count)} judged from stored measurements: for {days[0]} by "
        f"{found.before.spec}, for {days[1]} by {found.after.spec}."
    )
    more = sum(each.before not in PASSING for each in replayed.of(Turn.FAILS))
    if more:
        yield f"{more:,} more that did not pass before, or could not be told, now fail as well."
    for turn, words in (
        (Turn.PASSES, "that failed now pass"),
        (Turn.REVIEW, "must now be looked at"),
        (Turn.WARNED, "now get a warning"),
        (Turn.EASED, "need fewer looks or get fewer warnings"),
    ):
        if count := len(replayed.of(turn)):
            yield f"{count:,} {_pictures(count)} {_agreeing(count, words)}."
    for turn, words in (
        (Turn.FAILS, "fail as a set"),
        (Turn.PASSES, "that failed as a set now pass"),
        (Turn.REVIEW, "must now be looked at as a set"),
    ):
        if count := len(replayed.of(turn, "product")):
            noun = "product" if count == 1 else "products"
            yield f"{count:,} {noun} {_agreeing(count, words)}."
    yield from _untold(found, replayed)


def _untold(found: Diff, replayed: Comparison) -> Iterator[str]:
    untold = (*replayed.of(Turn.UNTOLD), *replayed.of(Turn.UNTOLD, "product"))
    if not untold:
        return
    checks = Counter(check for each in untold for check in each.missing)
    named = ", ".join(f"{check} ({count:,})" for check, count in sorted(checks.items()))
    pictures = sum(each.kind == "picture" for each in untold)
    products = len(untold) - pictures
    parts = [f"{pictures:,} {_pictures(pictures)}"] if pictures else []
    parts += [f"{products:,} {'product' if products == 1 else 'products'}"] if products else []
    yield (
        f"{' and '.join(parts)} cannot be told: the result does not hold {named}. "
        f"Run imgrules check -r {found.after.spec} on them."
    )


def reason(finding: Finding) -> tuple[str, str]:
    """Return a finding's title, and what was measured beside what is required."""
    parts = [finding.measured, finding.required and f"{finding.required} required"]
    return finding.title, ", ".join(filter(None, parts)) or finding.note


def _agreeing(count: int, words: str) -> str:
    """Put the verb into the singular for one."""
    if count > 1:
        return words
    verbs = (("now pass", "now passes"), ("now get", "now gets"), ("need fewer", "needs fewer"),
             ("or get", "or gets"), ("fail as", "fails as"))  # fmt: skip
    for many, one in verbs:
        words = words.replace(many, one)
    return words


def _pictures(count: int) -> str:
    return "picture" if count == 1 else "pictures"
