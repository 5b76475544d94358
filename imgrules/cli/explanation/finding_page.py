"""The page about one finding of a stored result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from imgrules.cli.explanation.names import is_finding
from imgrules.document import finding_id
from imgrules.errors import UsageError
from imgrules.model import Finding, ImageResult, Result, StoredMeasurement
from imgrules.reporters.findings import title
from imgrules.reporters.ink import Ink, prose
from imgrules.reporters.labels import label
from imgrules.reporters.place import places
from imgrules.reporters.subjects import Subject, Told, every, name_of, role_of
from imgrules.reporters.words import due, held_against, set_aside
from imgrules.stored import read_result

_LABEL = 12
_SHORTEST = len("F-") + 4
"""Of a name cut short: shorter ones would soon mean several findings."""


def finding_page(name: str, stored: Path | None, ink: Ink) -> str:
    """Return everything a stored result says of a finding; its name may be cut short."""
    if not is_finding(name) or len(name) < _SHORTEST:
        raise UsageError(
            f"{name} is no name of a finding",
            hint="check -v, csv and sarif name them, such as F-7b58f71527c2",
        )
    if stored is None:
        raise UsageError(
            f"{name} is a finding; say which stored result it is in",
            hint=f"imgrules explain {name} --result result.json",
        )
    result = read_result(stored)
    pages = [_page(found, result, ink) for found in _found(name, result, stored)]
    return "\n".join("".join(f"{line.rstrip()}\n" for line in page) for page in pages)


def _found(name: str, result: Result, stored: Path) -> list[Told]:
    wanted = f"F-{name[2:].lower()}"
    named = [(finding_id(*told), told) for told in every(result)]
    matches = [(full, told) for full, told in named if full.startswith(wanted)]
    names = sorted({full for full, _ in matches})
    if not matches:
        raise UsageError(
            f"{stored} has no finding {name}",
            hint="it names findings of this very run; a picture that changed has others",
        )
    if len(names) > 1:
        raise UsageError(f"{name} begins several findings: {', '.join(names)}")
    # The same bytes under several names break the same rule under one name.
    return [told for _, told in matches]


def _page(told: Told, result: Result, ink: Ink) -> list[str]:
    lines = [ink.paint(ink.plain(title(told.finding)), "bold")]
    for name, text in _facts(told, result):
        head = ink.paint(f"{name:<{_LABEL}}", "dim")
        lines += ink.block(prose(text), indent=_LABEL, first=head) if text else []
    return lines


def _facts(told: Told, result: Result) -> Iterator[tuple[str, str]]:
    subject, finding = told
    yield "finding", finding_id(subject, finding)
    yield "picture" if isinstance(subject, ImageResult) else "product", _about(subject, finding)
    yield "outcome", label(finding).word
    yield "found", held_against(finding)
    yield "", finding.note
    yield "where", _where(subject, finding)
    yield "counts", due(finding)
    yield "let be", set_aside(finding)
    yield "what to do", finding.remedy
    yield "repaired by", finding.fix or ""
    if finding.source is not None:
        source = finding.source
        yield "source", ", ".join(part for part in (source.title, source.clause) if part)
        yield "", f"“{source.quote}”" if source.quote else ""
        yield "", source.url
    yield "judged", f"as of {result.as_of}, edition {finding.edition}, imgrules {result.version}"
    for made in subject.measurements:
        if made.check == finding.check:
            yield "measured", _values(made)
    yield "the rule", f"imgrules explain {finding.rulebook}@{finding.edition}/{finding.rule}"


def _about(subject: Subject, finding: Finding) -> str:
    role = role_of(subject, finding)
    about = [f"as {role}"] if role else []
    if isinstance(subject, ImageResult) and subject.width and subject.height:
        about.append(f"{subject.width} × {subject.height} px")
    return f"{name_of(subject)}  ({', '.join(about)})" if about else name_of(subject)


def _where(subject: Subject, finding: Finding) -> str:
    if not isinstance(subject, ImageResult):
        return ""
    return places(finding.regions, subject.width, subject.height)


def _values(made: StoredMeasurement) -> str:
    """Return the numbers and words of a measurement; lists and maps stay in the result."""
    plain = ((name, value) for name, value in sorted(made.values.items()) if _is_plain(value))
    return f"{made.check} version {made.version}: " + ", ".join(
        f"{name} {value}" for name, value in plain
    )


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)
