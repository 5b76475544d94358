from __future__ import annotations

from datetime import date

import pytest

from imgrules.model import Severity
from imgrules.rulebook.lint import lint

TODAY = date(2026, 11, 21)
CLEAN = 'sources: {guide: {title: Guide, retrieved: "2026-11-01"}}\n'
REMEDY = "    remedy: Shoot again.\n"


@pytest.fixture
def messages(library, rule):
    def run(*, top="unmatched: main\n", sources=CLEAN, rules=None, days=180):
        rules = rule(extra=REMEDY) if rules is None else rules
        path = library.add(top=top, sources=sources, rules=rules)
        return [
            (m.severity, ":".join(m.location.rsplit(":", 2)[1:]), m.message)
            for m in lint(path, today=TODAY, max_age_days=days)
        ]

    return run


def test_a_clean_file_is_met_with_silence(messages):
    assert messages() == []


def test_faults_come_back_as_errors_with_their_place(library, book):
    path = library.put("acme/2026-01-01.yaml", book().replace("min_px", "min_pix"))
    [message] = lint(path, today=TODAY)
    assert message.severity is Severity.ERROR
    assert message.location.endswith("acme/2026-01-01.yaml:10:14")
    assert message.message == "unknown key min_pix"
    assert message.hint == "did you mean min_px?"


def test_several_faults_come_back_each(library, book):
    text = book().replace("min_px", "min_pix").replace("severity: error", "severity: warn")
    path = library.put("acme/2026-01-01.yaml", text)
    assert len(lint(path, today=TODAY)) == 2


def test_a_parent_without_edition_is_questionable(messages):
    [(severity, place, message)] = messages(top="unmatched: main\nextends: [base/filenames]\n")
    assert (severity, place) == (Severity.WARNING, "6:11")
    assert "extends base/filenames without an edition" in message


@pytest.mark.parametrize(("days", "count"), [(20, 0), (19, 1)])
def test_a_source_read_long_ago_is_questionable(messages, days, count):
    found = messages(days=days)
    assert len(found) == count
    assert all("last read 20 days ago" in message for _, _, message in found)


def test_a_source_without_a_date_or_a_citation_is_questionable(messages):
    assert [m[2] for m in messages(sources="sources: {guide: {title: G}}\n")] == [
        "the source guide does not say when it was read"
    ]
    extra = CLEAN.replace("}}", '}, more: {title: M, retrieved: "2026-11-01"}}')
    assert [m[2] for m in messages(sources=extra)] == ["no rule cites the source more"]


def test_a_source_read_on_no_day_of_the_calendar_is_an_error(messages):
    [(severity, place, message)] = messages(sources=CLEAN.replace("2026-11-01", "2026-02-30"))
    assert (severity, place) == (Severity.ERROR, "6:11")
    assert message == "2026-02-30 is no day of the calendar"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{px} px, {min_px} needed", None),
        ("{share:.1%} and {min_px:,}", None),
        ("100 {{%}}", None),
        ("{min_pix}", "did you mean {min_px}?"),
        ("{min_px:.1q}", "cannot be written as .1q"),
        ("{share:zz}", "cannot be written as zz"),
        ("{px:99999999999}", "cannot be written as 99999999999"),
        ("{", "no template"),
        ("{}", "plain name"),
        ("{0}", "plain name"),
        ("{px.__class__}", "plain name"),
        ("{px!r}", "plain name"),
    ],
)
def test_a_message_that_cannot_be_said_is_an_error(messages, rule, template, says):
    found = messages(rules=rule(extra=REMEDY + f"    message: '{template}'\n"))
    assert len(found) == (says is not None)
    for severity, place, message in found:
        assert severity is Severity.ERROR
        assert place == "15:14"
        assert says in message


def test_a_rule_without_remedy_is_questionable(messages, rule):
    assert [m[2] for m in messages(rules=rule())] == ["long-edge has no remedy"]


def test_roles_nobody_can_have_or_no_rule_wants_are_questionable(messages, rule):
    swatch = rule(extra=REMEDY + "    applies_to: [swatch]\n")
    assert [m[1:] for m in messages(rules=swatch)] == [
        ("15:17", "long-edge applies to swatch, which no file name can have")
    ]
    top = "roles: [{role: swatch, pattern: x}, {role: main, pattern: x}]\n"
    assert [m[1:] for m in messages(top=top, rules=swatch)] == [
        ("5:37", "the role main is never reached: swatch has the same pattern"),
        ("5:37", "no rule applies to the role main"),
    ]


def test_what_is_inherited_is_the_parents_business(messages, library):
    library.add("base", top="unmatched: main\n")
    assert messages(top="extends: [base@2026-01-01]\n", sources="", rules="") == []
