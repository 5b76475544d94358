from __future__ import annotations

import re
from dataclasses import replace

import pytest

from imgrules.model import Finding, Problem, Result, Severity, Verdict
from imgrules.reporters import View
from imgrules.reporters.gate import Gate
from imgrules.reporters.github import GitHub
from imgrules.reporters.ink import safe
from tests.unit.reporters.conftest import PIXELS, UNCHECKED, UPCOMING, WHITE, image

COMMAND = re.compile(r"::(error|warning|notice) (?:file=([^:,]*),)?title=([^:,]*)::(.*)")


def lines(result: Result, gate: Gate | None = None) -> list[str]:
    return GitHub().end(result, View(gate=gate or Gate())).splitlines()


def parsed(line: str) -> tuple[str, ...]:
    """Read a command as the runner does."""
    found = COMMAND.fullmatch(line)
    assert found, line
    return tuple(_plain(part or "") for part in found.groups())


def _plain(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def many(trusted: Result, count: int, finding: Finding) -> Result:
    pictures = tuple(image(f"{n}.jpg", Verdict.FAIL, finding) for n in range(count))
    return replace(trusted, images=pictures, sets=())


def test_every_line_is_a_command(excused: Result) -> None:
    levels = [parsed(line)[0] for line in lines(excused)]
    assert levels == sorted(levels, key=("error", "warning", "notice").index)
    assert set(levels) == {"error", "warning", "notice"}


def test_a_command_names_file_rule_and_what_to_do(trusted: Result) -> None:
    level, file, title, said = parsed(lines(many(trusted, 1, WHITE))[0])
    assert (level, file) == ("error", "0.jpg")
    assert title == "Background is pure white (amazon/background-white)"
    assert "91.2 % white" in said
    assert said.endswith("Re-shoot on white, or remove the background.")


@pytest.mark.parametrize(("count", "shown"), [(9, 9), (10, 10), (11, 10), (221, 10)])
def test_no_more_than_github_shows(trusted: Result, count: int, shown: int) -> None:
    made = lines(many(trusted, count, WHITE))
    assert len(made) == shown
    assert ("more errors" in made[-1]) is (count > 10)
    if count == 221:
        assert "and 212 more errors" in made[-1]


def test_each_level_has_its_own_limit(trusted: Result) -> None:
    soon = replace(UPCOMING, rulebook="amazon")
    pictures = tuple(image(f"{n}.jpg", Verdict.FAIL, WHITE, PIXELS, soon) for n in range(50))
    made = [parsed(line)[0] for line in lines(replace(trusted, images=pictures, sets=()))]
    assert [made.count(level) for level in ("error", "warning", "notice")] == [10, 10, 10]


def test_an_error_is_what_makes_the_exit_status_1(trusted: Result) -> None:
    warned = many(trusted, 1, PIXELS)
    assert parsed(lines(warned)[0])[0] == "warning"
    assert parsed(lines(warned, Gate(Severity.WARNING))[0])[0] == "error"


def test_what_is_waived_or_known_is_not_annotated(excused: Result) -> None:
    assert not [line for line in lines(excused) if "shots/d.jpg" in line]


def test_what_two_rulebooks_say_of_a_picture_is_one_annotation(trusted: Result) -> None:
    both = replace(
        trusted,
        images=(image("a.jpg", Verdict.FAIL, WHITE, replace(WHITE, rulebook="google")),),
        sets=(),
    )
    (line,) = lines(both)
    assert parsed(line)[2].endswith("(amazon/background-white, google/background-white)")


def test_what_a_damaged_picture_stopped_is_one_annotation(trusted: Result) -> None:
    warned = replace(UNCHECKED, rule="no-logo", title="No logo", severity=Severity.WARNING)
    damaged = image("a.jpg", Verdict.UNCHECKED, warned, UNCHECKED)
    (line,) = lines(replace(trusted, images=(damaged,), sets=()))
    level, file, title, said = parsed(line)
    assert (level, file, title) == ("error", "a.jpg", "2 rules could not be judged")
    assert said.endswith(f"{UNCHECKED.note}. amazon/no-logo, amazon/no-watermark.")


def test_what_cannot_be_trusted_comes_first(trusted: Result) -> None:
    broken = replace(many(trusted, 30, WHITE), problems=(Problem("x", "it broke", "try again"),))
    assert "it broke → try again" in lines(broken)[0]


@pytest.mark.parametrize(
    "name",
    [
        "a,b:c.jpg",
        "::error::x.jpg",
        "%0A::warning::x.jpg",
        "a\n::error::x.jpg",
        "100%.jpg",
        "\r.jpg",
    ],
)
def test_a_name_cannot_make_a_command(trusted: Result, name: str) -> None:
    made = replace(trusted, images=(image(name, Verdict.FAIL, WHITE),), sets=())
    (line,) = lines(made)
    assert parsed(line)[1] == safe(name)
