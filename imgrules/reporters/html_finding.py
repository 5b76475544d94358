"""One finding on the page: measured against required, where, what to do, whose word it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imgrules.model import Finding, ImageResult, Outcome, SetResult, Source
from imgrules.reporters.html_anchors import Anchors
from imgrules.reporters.html_parts import counted, escaped, link, tag, terms
from imgrules.reporters.html_suppressed import status_words
from imgrules.reporters.labels import UNCHECKED, Label, basis_note, label
from imgrules.reporters.place import places

_FEW = 3
"""Rules named in a line; more of them are folded away."""

Subject = ImageResult | SetResult


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that say the same, told once; ``number`` is what their boxes are marked with."""

    findings: tuple[Finding, ...]
    number: int | None = None

    @property
    def head(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class FindingParts:
    """What many products have in common: a finding without what was measured on one of them."""

    title: str
    evidence: str
    sources: str


def finding_parts(finding: Finding) -> FindingParts:
    """Return the parts that a rule says, not a picture."""
    group = Group((finding,))
    rule = tag("p", tag("code", escaped(finding.full_id)), kind="ids")
    common = (("required", escaped(finding.required)), ("what to do", escaped(finding.remedy)))
    return FindingParts(
        _title(group, label(finding)), terms(common), "".join(_sources(group)) + rule
    )


def finding_item(group: Group, subject: Subject, anchors: Anchors) -> str:
    """Return the finding as an item of a list."""
    head, shown = group.head, label(group.head)
    inside = [
        _title(group, shown),
        tag("p", escaped(head.message), kind="message") if head.message else "",
        terms(_evidence(head, subject)),
        _status(head),
        *_sources(group),
    ]
    return _item(group.findings, shown, inside, subject, anchors)


def unjudged_item(note: str, group: Sequence[Finding], subject: Subject, anchors: Anchors) -> str:
    """Return what one cause kept from being judged."""
    title = escaped(f"{len(group)} rules could not be judged")
    inside = [tag("h4", _badge(UNCHECKED), " ", title), tag("p", escaped(note))]
    return _item(group, UNCHECKED, inside, subject, anchors)


def passed_list(groups: Sequence[Group]) -> str:
    """Return the rules that a picture keeps, folded away."""
    if not groups:
        return ""
    lines = [tag("li", _passed(group.head), **_data(group.findings, "pass")) for group in groups]
    summary = tag("summary", counted(len(groups), "rule") + " kept")
    return tag("details", summary, tag("ul", *lines), kind="passed")


def _passed(finding: Finding) -> str:
    said = finding.measured or finding.note
    return escaped(finding.title) + (
        tag("span", f" · {escaped(said)}", kind="soft") if said else ""
    )


def _item(
    findings: Sequence[Finding],
    shown: Label,
    inside: Sequence[str],
    subject: Subject,
    anchors: Anchors,
) -> str:
    names = [anchors.finding(subject, finding) for finding in findings]
    ids = [_name(finding, name) for finding, name in zip(findings, names, strict=True)]
    also = [f'<span id="{escaped(name)}"></span>' for name in names[1:]]
    return tag(
        "li", *also, *inside, _ids(ids),
        kind=f"finding k-{shown.word}", id=names[0], tabindex="-1", **_data(findings, shown.word),
    )  # fmt: skip


def _ids(ids: Sequence[str]) -> str:
    if len(ids) <= _FEW:
        return tag("p", " · ".join(ids), kind="ids")
    named = tag("ul", *(tag("li", each) for each in ids))
    return tag("details", tag("summary", counted(len(ids), "rule")), named, kind="ids")


def _data(findings: Sequence[Finding], outcome: str) -> dict[str, str]:
    rules = " ".join(dict.fromkeys(finding.full_id for finding in findings))
    return {"data_rules": rules, "data_outcome": outcome}


def _name(finding: Finding, name: str) -> str:
    address = tag("a", escaped(name), href=f"#{name}", title="Link to this finding")
    return f"{tag('code', escaped(finding.full_id))} {address}"


def _badge(shown: Label) -> str:
    return tag("span", escaped(shown.word), kind="badge")


def _title(group: Group, shown: Label) -> str:
    number = tag("span", str(group.number), kind="n") + " " if group.number else ""
    basis = basis_note(group.head)
    aside = " " + tag("small", f"({escaped(basis)})") if basis else ""
    return tag("h4", number, _badge(shown), " ", escaped(group.head.title), aside)


def _evidence(finding: Finding, subject: Subject) -> Iterator[tuple[str, str]]:
    yield "measured", tag("b", escaped(finding.measured)) if finding.measured else ""
    yield "required", escaped(finding.required)
    yield "detail", escaped(finding.note)
    if isinstance(subject, ImageResult):
        where = places(finding.regions, subject.width, subject.height, told=finding.note)
        yield "where", escaped(where)
    yield "what to do", escaped(finding.remedy)
    repaired = finding.fix if finding.outcome is Outcome.FAIL else None
    yield "repair", escaped(f"imgrules fix may do it: {repaired}") if repaired else ""


def _status(finding: Finding) -> str:
    said = status_words(finding)
    return tag("p", escaped(said), kind="status") if said else ""


def _sources(group: Group) -> Iterator[str]:
    for source in dict.fromkeys(finding.source for finding in group.findings):
        if source is not None:
            yield _source(source)


def _source(source: Source) -> str:
    clause = f", {source.clause}" if source.clause else ""
    quote = f" {tag('q', escaped(source.quote))}" if source.quote else ""
    read = (
        tag("span", f" read {escaped(source.retrieved)}", kind="read") if source.retrieved else ""
    )
    return tag("p", link(source.url, f"{source.title}{clause}"), quote, read, kind="source")
