"""A marketplace's refusals held against a result, for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from imgrules.cli.table import table
from imgrules.feedback.model import Alarm, Feedback, Refusal, RuleCount, Said, Unused
from imgrules.reporters.ink import NO_BREAK, Ink

_ERROR = "error"
_WIDE = 70
"""Columns that a table of rules needs."""
_NAMED = 10
"""Entries listed of a kind; json has them all."""


def feedback_text(told: Feedback, ink: Ink) -> str:
    """Return the whole report."""
    parts = [
        _lines(_head(told), ink),
        _lines(_refusals(told), ink),
        _rules(told, ink),
        _section("Missed: they refused it, we passed it", _missed(told.refusals), ink),
        _section("No rule of ours was held against it", _no_rule(told.refusals), ink),
        _section("False alarms: we refused it, they accepted it", _alarms(told.alarms), ink),
        _section("Rows that are about no picture of the result", _unused(told.unjoined), ink),
        _section("Reasons that no rule is mapped to", _unmapped(told.unmapped), ink),
        _section("Reasons that are not about pictures", _reasons(told.elsewhere), ink),
        _lines(_foot(told), ink),
    ]
    return "\n".join(part for part in parts if part)


def _head(told: Feedback) -> Iterator[str]:
    guess = ", a guess: say --encoding where letters look wrong" if told.guessed_encoding else ""
    yield f"{told.title}: {_count(told.rows, 'row')} ({told.mapping}, {told.encoding}{guess})"
    yield (
        f"against {_count(told.pictures, 'picture')} judged by {told.rulebook}, "
        f"edition {told.edition}"
    )
    if told.accepting_rows:
        yield f"{_count(told.accepting_rows, 'row')} of them say that a listing was accepted"


_WORDS = (
    (Said.AGREED, "we failed it too"),
    (Said.ASKED, "we told a person to look"),
    (Said.UNCHECKED, "we could not judge it"),
    (Said.MISSED, "we passed it"),
    (Said.NO_RULE, "no rule of ours was held against it"),
)


def _refusals(told: Feedback) -> Iterator[str]:
    counts = Counter(each.said for each in told.refusals)
    repeats = sum(each.repeats for each in told.refusals)
    again = f"; {_count(repeats, 'row')} said the same again" if repeats else ""
    yield f"{_count(len(told.refusals), 'refusal')} can be compared{again}"
    yield from (_counted(counts[said], words) for said, words in _WORDS if counts[said])
    yield f"{_count(told.pictures_accepted, 'picture')} accepted"
    failed = {alarm.picture for alarm in told.alarms if alarm.severity == _ERROR}
    yield _counted(len(failed), "that we had refused")
    warned = {alarm.picture for alarm in told.alarms} - failed
    if warned:
        yield _counted(len(warned), "that we had only warned about")
    for number, words in (
        (told.pictures_refused, "of refused products, not counted as accepted"),
        (told.pictures_not_listed, "not in the list of listings, not counted"),
    ):
        if number:
            yield f"{_count(number, 'picture')} {words}"


def _counted(number: int, words: str) -> str:
    return f"{NO_BREAK * 2}{number} {words}"


def _rules(told: Feedback, ink: Ink) -> str:
    lines = [line for line in told.rules if _spoken_of(line)]
    if not lines:
        return ""
    if ink.width < _WIDE:
        return _lines((_in_words(line) for line in lines), ink)
    rows = [
        (
            str(line.missed), str(line.agreed), str(line.asked + line.unchecked),
            f"{line.false_alarms} of {line.judged}", str(line.undecided), _name(line),
        )
        for line in lines
    ]  # fmt: skip
    return table(rows, ink, head=("missed", "agreed", "unsure", "alarms", "untold", "rule"))


def _in_words(line: RuleCount) -> str:
    counts = (
        (line.missed, "missed"), (line.agreed, "agreed"), (line.asked + line.unchecked, "unsure"),
        (line.false_alarms, f"of {line.judged} alarms"), (line.undecided, "untold"),
    )  # fmt: skip
    return f"{_name(line)}: " + ", ".join(f"{number} {word}" for number, word in counts if number)


def _name(line: RuleCount) -> str:
    short = line.rule.rpartition("/")[2]
    return short if line.severity == _ERROR else f"{short} ({line.severity})"


def _spoken_of(line: RuleCount) -> bool:
    return bool(line.missed + line.agreed + line.asked + line.unchecked + line.false_alarms)


def _missed(refusals: Iterable[Refusal]) -> list[tuple[str, str]]:
    return [_refusal(each) for each in refusals if each.said is Said.MISSED]


def _no_rule(refusals: Iterable[Refusal]) -> list[tuple[str, str]]:
    return [_refusal(each) for each in refusals if each.said is Said.NO_RULE]


def _refusal(each: Refusal) -> tuple[str, str]:
    rules = f" — {', '.join(each.rules)} passed" if each.said is Said.MISSED else ""
    pictures = ", ".join(each.pictures[:3]) + (" …" if len(each.pictures) > 3 else "")
    return f"{each.about} ({each.where})", f"“{each.reason}”{rules}: {pictures}"


def _alarms(alarms: Iterable[Alarm]) -> list[tuple[str, str]]:
    graver = [each for each in alarms if each.severity == _ERROR]
    return [
        (each.picture, f"{each.rule}: {each.measured}".removesuffix(": "))
        for each in sorted(graver, key=lambda each: (each.rule, each.picture))
    ]


def _unused(rows: Iterable[Unused]) -> list[tuple[str, str]]:
    return [(f"{each.about or 'nothing'} ({each.where})", each.why) for each in rows]


def _unmapped(rows: Iterable[Unused]) -> list[tuple[str, str]]:
    counts = Counter((each.reason or "(empty)", each.why) for each in rows)
    return [(f"{number} ×", f"“{reason}”: {why}") for (reason, why), number in counts.most_common()]


def _reasons(rows: Iterable[Unused]) -> list[tuple[str, str]]:
    return [
        (f"{number} ×", f"“{reason}”: {why}")
        for (reason, why), number in Counter((row.reason, row.why) for row in rows).most_common()
    ]


def _foot(told: Feedback) -> Iterator[str]:
    yield f"note: {told.acceptance}"
    yield (
        "note: a refusal that several rules explain counts for each of them; untold are pictures "
        "that a rule fails and that were refused for something else"
    )
    if told.unconfirmed:
        columns = ", ".join(told.unconfirmed)
        yield f"note: the names of the columns {columns} are known from others' accounts only"
    yield from (f"note: {note}" for note in told.notes)


def _section(title: str, entries: Sequence[tuple[str, str]], ink: Ink) -> str:
    if not entries:
        return ""
    lines = [ink.paint(f"{title}: {len(entries)}", "bold")]
    for name, words in entries[:_NAMED]:
        lines += ink.block(name, indent=2)
        lines += ink.block(words, "dim", indent=6)
    if len(entries) > _NAMED:
        lines.append(f"  and {len(entries) - _NAMED} more (-f json)")
    return "".join(f"{line}\n" for line in lines)


def _lines(lines: Iterable[str], ink: Ink) -> str:
    wrapped = [part for line in lines for part in ink.block(line, hang=2)]
    return "".join(f"{line.rstrip()}\n" for line in wrapped)


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
