"""One finding in lines: title, measured against required, what is wrong and where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imgrules.model import Finding, Outcome, Status
from imgrules.reporters.groups import alike, parted
from imgrules.reporters.ink import NO_BREAK, Ink, cells, prose
from imgrules.reporters.labels import UNCHECKED, WIDTH, Label, basis_note, label
from imgrules.reporters.place import places

_INDENT = 2 + 2 + WIDTH + 1
_SHORTEST_TITLE = 16
"""Cut further, a document's title says nothing; it is wrapped then."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of the picture a finding is about, for saying where in it."""

    width: int | None = None
    height: int | None = None


def finding_lines(
    findings: Iterable[Finding], ink: Ink, frame: Frame, *, verbose: bool = False
) -> list[str]:
    """Return the findings of one picture, gravest first, those that say the same told once."""
    lines: list[str] = []
    told: set[object] = set()
    judged, unjudged = parted(findings)
    for group in alike(judged):
        head = group[0]
        evidence = (head.check, head.note, head.regions)
        again = bool(head.note or head.regions) and evidence in told
        told.add(evidence)
        lines += _block(group, ink, frame, verbose=verbose, again=again)
    for note, group in unjudged.items():
        lines += _together(note, group, ink)
    return lines


def _together(note: str, group: list[Finding], ink: Ink) -> list[str]:
    title = f"{len(group)} rules could not be judged"
    ids = ", ".join(finding.full_id for finding in group)
    return [
        *ink.block(title, "bold", indent=_INDENT, first=_mark(UNCHECKED, ink)),
        *ink.block(prose(note), indent=_INDENT),
        *ink.block(ids, "dim", indent=_INDENT, hang=2),
    ]


def _block(
    group: list[Finding], ink: Ink, frame: Frame, *, verbose: bool, again: bool
) -> list[str]:
    head = group[0]
    lines = ink.block(_title(head), "bold", indent=_INDENT, first=_mark(label(head), ink))
    if head.outcome is Outcome.PASS:
        return _passed(head, ink, lines)
    for text in (*_said(head, ink, again=again), *_where(head, frame, again=again), _due(head)):
        lines += ink.block(prose(text), indent=_INDENT) if text else []
    if head.remedy:
        lines += ink.block(f"→ {prose(head.remedy)}", "green", indent=_INDENT, hang=2)
    for finding in group:
        lines += _source(finding, ink, whole=verbose)
    if verbose and head.source is not None:
        for text in (f"“{head.source.quote}”" if head.source.quote else "", head.source.url):
            lines += ink.block(prose(text), "dim", indent=_INDENT, hang=2) if text else []
    return lines


def _mark(shown: Label, ink: Ink) -> str:
    return f"  {ink.paint(f'{ink.plain(shown.sign)} {shown.word:<{WIDTH}}', shown.style)} "


def _passed(finding: Finding, ink: Ink, lines: list[str]) -> list[str]:
    said = finding.measured or finding.note
    return lines + (ink.block(said, "dim", indent=_INDENT) if said else [])


def _title(finding: Finding) -> str:
    basis = basis_note(finding)
    return f"{finding.title} ({basis})" if basis else finding.title


def _held_against(finding: Finding) -> str:
    if finding.message:
        return finding.message
    if finding.measured and finding.required:
        return f"{finding.measured} — required: {finding.required}"
    return finding.measured or (f"required: {finding.required}" if finding.required else "")


def _said(finding: Finding, ink: Ink, *, again: bool) -> list[str]:
    """Return the measurement and what kind of problem it is, on one line where that fits."""
    held, note = _held_against(finding), "" if again else finding.note
    together = f"{held} · {note}"
    if held and note and cells(together) <= ink.width - _INDENT:
        return [together]
    return [held, note]


def _where(finding: Finding, frame: Frame, *, again: bool) -> list[str]:
    if again:
        return ["what and where: as above"]
    where = places(finding.regions, frame.width, frame.height, told=finding.note)
    return [f"where: {where}"] if where else []


def _due(finding: Finding) -> str:
    if finding.status is not Status.UPCOMING or finding.enforce_from is None:
        return ""
    article = "an" if finding.severity.value[0] in "ei" else "a"
    return f"becomes {article} {finding.severity} on {finding.enforce_from}"


def _source(finding: Finding, ink: Ink, *, whole: bool) -> list[str]:
    """Return the clause and the rule's name; a long title of the document is cut to one line."""
    name = f" ·{NO_BREAK}{finding.full_id}"
    if finding.source is None:
        return ink.block(finding.full_id, "dim", indent=_INDENT)
    clause = prose(f", {finding.source.clause}" if finding.source.clause else "")
    title = prose(finding.source.title)
    room = ink.width - _INDENT - cells(ink.plain(clause + name))
    if not whole and room >= _SHORTEST_TITLE and cells(ink.plain(title)) > room:
        title = _cut(title, room, ink)
    return ink.block(f"{title}{clause}{name}", "dim", indent=_INDENT, hang=2)


def _cut(text: str, room: int, ink: Ink) -> str:
    """Cut between words where that keeps most of what there is room for."""
    while text and cells(ink.plain(f"{text}…")) > room:
        text = text[:-1]
    whole = text.rpartition(" ")[0]
    kept = whole if len(whole) > len(text) / 2 else text
    return f"{kept.rstrip(' ,;:([')}…"
