"""JUnit XML, for any CI: a suite for each picture, a test case for each rule held against it.

Only what passed is a plain test case. What makes the exit status 1 is a ``failure``; what could
not be judged, and what makes the run untrustworthy, an ``error``; everything else (waived, known
before, upcoming, to be looked at by a person, below ``--fail-on``) is ``skipped`` and says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.model import Finding, ImageResult, Outcome, Result, Status
from imgrules.reporters import View
from imgrules.reporters.gate import Gate
from imgrules.reporters.ink import prose
from imgrules.reporters.junit_xml import Case, Outcomes, Suite, document
from imgrules.reporters.labels import label
from imgrules.reporters.place import places
from imgrules.reporters.subjects import Subject, name_of, role_of, subjects
from imgrules.reporters.words import due, held_against, said, set_aside


class Junit:
    """Writes nothing until the end: the first line counts what follows."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        return "".join(self.parts(result, view))

    def parts(self, result: Result, view: View) -> Iterator[str]:
        return document("imgrules", lambda: _suites(result, view.gate))


def _suites(result: Result, gate: Gate) -> Iterator[Suite]:
    yield _run(result)
    for subject in subjects(result):
        yield _suite(subject, gate)


def _run(result: Result) -> Suite:
    """Return the suite about the run itself: what cannot be trusted, what a person should know."""
    cases = [
        *(Case(each.kind, each.message, "error", each.message, _both(each.message, each.hint))
          for each in result.problems),
        *(Case(each.kind, each.message, "skipped", _both(each.message, each.hint))
          for each in result.notices),
    ]  # fmt: skip
    facts = {
        "version": result.version,
        "as-of": result.as_of,
        "not-a-gate": "yes" if result.not_a_gate else "",
        **{f"edition of {used.rulebook}": used.edition for used in result.rulebooks},
    }
    return Suite("imgrules", cases, facts)


def _both(message: str, hint: str) -> str:
    return f"{message} ({hint})" if hint else message


def _suite(subject: Subject, gate: Gate) -> Suite:
    name = name_of(subject)
    cases = [_case(name, subject, finding, gate) for finding in subject.findings]
    return Suite(name, cases, _facts(subject))


def _facts(subject: Subject) -> dict[str, str]:
    if not isinstance(subject, ImageResult):
        return {"sku": subject.sku}
    facts = {"verdict": subject.verdict.value, "sku": subject.sku, "sha256": subject.sha256}
    return {name: value for name, value in facts.items() if value}


def _case(name: str, subject: Subject, finding: Finding, gate: Gate) -> Case:
    outcome = _outcome(finding, gate)
    case = f"{finding.title} ({finding.full_id})"
    if outcome == "passed":
        return Case(name, case)
    message = _message(finding, outcome)
    return Case(
        name, case, outcome, message, "" if outcome == "skipped" else _body(subject, finding)
    )


def _outcome(finding: Finding, gate: Gate) -> Outcomes:
    if finding.outcome is Outcome.PASS:
        return "passed"
    if finding.outcome is Outcome.UNCHECKED and finding.status is Status.ACTIVE:
        return "error"
    return "failure" if gate.stops(finding) else "skipped"


def _message(finding: Finding, outcome: Outcomes) -> str:
    if outcome != "skipped":
        return said(finding) or finding.title
    if finding.checklist:
        return "a person has to confirm this"
    why = set_aside(finding) or due(finding) or label(finding).word
    return f"{why}: {said(finding)}" if said(finding) else why


def _body(subject: Subject, finding: Finding) -> str:
    size = (subject.width, subject.height) if isinstance(subject, ImageResult) else (None, None)
    where = places(finding.regions, *size, told=finding.note)
    role = role_of(subject, finding)
    source = finding.source
    lines = (
        f"role: {role}" if role else "",
        held_against(finding),
        finding.note,
        f"where: {where}" if where else "",
        f"what to do: {finding.remedy}" if finding.remedy else "",
        ", ".join(part for part in (source.title, source.clause) if part) if source else "",
        source.url if source else "",
    )
    return "\n".join(prose(line) for line in lines if line)
