"""The XML of a JUnit report, as Jenkins' ``junit-10.xsd`` and GitLab read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from imgrules.reporters.ink import safe

Outcomes = Literal["passed", "failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class Case:
    """One test case: where it belongs, its name, how it went and why."""

    classname: str
    name: str
    outcome: Outcomes = "passed"
    message: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """Test cases that belong together, and facts about them."""

    name: str
    cases: Sequence[Case]
    facts: Mapping[str, str] = field(default_factory=dict)


def document(name: str, suites: Callable[[], Iterable[Suite]]) -> Iterator[str]:
    """Yield the whole document in parts; the suites are gone through twice, to count them first."""
    counted = _counts(case for suite in suites() for case in suite.cases)
    del counted["skipped"]  # the schema has no place for it on the outermost element
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{_said(name=name, **counted)}>\n'
    for suite in suites():
        yield "".join(f"{line}\n" for line in _suite(suite))
    yield "</testsuites>\n"


def _counts(cases: Iterable[Case]) -> dict[str, str]:
    found = Counter(case.outcome for case in cases)
    return {
        "tests": str(found.total()),
        "failures": str(found["failure"]),
        "errors": str(found["error"]),
        "skipped": str(found["skipped"]),
    }


def _suite(suite: Suite) -> Iterator[str]:
    yield f"  <testsuite{_said(name=suite.name, **_counts(suite.cases))}>"
    if facts := {name: value for name, value in suite.facts.items() if value}:
        yield "    <properties>"
        for name, value in facts.items():
            yield f"      <property{_said(name=name, value=value)}/>"
        yield "    </properties>"
    for case in suite.cases:
        yield f"    {_case(case)}"
    yield "  </testsuite>"


def _case(case: Case) -> str:
    head = f"testcase{_said(classname=case.classname, name=case.name)}"
    if case.outcome == "passed":
        return f"<{head}/>"
    inner = f"{case.outcome}{_said(message=case.message)}"
    body = f"<{inner}>{_lines(case.body)}</{case.outcome}>" if case.body else f"<{inner}/>"
    return f"<{head}>{body}</testcase>"


def _lines(text: str) -> str:
    return "\n".join(map(_text, text.split("\n")))


def _said(**attributes: str) -> str:
    return "".join(f' {name}="{_text(value)}"' for name, value in attributes.items())


def _text(text: str) -> str:
    """Return the text as XML holds it: what XML 1.0 forbids, and what misleads, is written out."""
    return escape(safe(text))
