"""One finding in lines: title, measured against required, what is wrong and where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imgrules.document import finding_id
from imgrules.model import Finding, ImageResult, Outcome, Status
from imgrules.reporters.groups import alike, parted
from imgrules.reporters.ink import NO_BREAK, Ink, cells, prose
from imgrules.reporters.labels import UNCHECKED, WIDTH, Label, basis_note, label
from imgrules.reporters.place import places
from imgrules.reporters.words import due, held_against, set_aside

INDENT = 2 + 2 + WIDTH + 1
"""Of everything under a title."""
_SHORTEST_TITLE = 16
"""Cut further, a document's title says nothing; it is wrapped then."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of the picture a finding is about, for saying where in it."""

    width: int | None = None
    height: int | None = None
    subject: ImageResult | None = None


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
        if verbose or not set_aside(head):
            told.add(evidence)
        lines += _block(group, ink, frame, verbose=verbose, again=again)
    for note, group in unjudged.items():
        lines += _together(note, group, ink)
    return lines


def _together(note: str, group: list[Finding], ink: Ink) -> list[str]:
    title = f"{len(group)} rules could not be judged"
    ids = ", ".join(finding.full_id for finding in group)
    return [
        *ink.block(title, "bold", indent=INDENT, first=mark(UNCHECKED, ink)),
        *ink.block(prose(note), indent=INDENT),
        *ink.block(ids, "dim", indent=INDENT, hang=2),
    ]


def _block(
    group: list[Finding], ink: Ink, frame: Frame, *, verbose: bool, again: bool
) -> list[str]:
    head = group[0]
    lines = ink.block(title(head), "bold", indent=INDENT, first=mark(label(head), ink))
    if head.outcome is Outcome.PASS:
        return _passed(head, ink, lines)
    why = set_aside(head)
    if why and not verbose:
        return [*lines, *_short(group, why, frame, ink)]
    said = (*_said(head, ink, again=again), *_where(head, frame, again=again))
    for text in (*said, due(head)):
        lines += ink.block(prose(text), indent=INDENT) if text else []
    if why:
        lines += ink.block(prose(why), indent=INDENT, hang=2)
    if head.remedy and head.status is not Status.WAIVED:
        lines += ink.block(f"→ {prose(head.remedy)}", "green", indent=INDENT, hang=2)
    for finding in group:
        named = _name(finding, frame) if verbose else ""
        lines += source_lines(finding, ink, whole=verbose, named=named)
    if verbose and head.source is not None:
        for text in (f"“{head.source.quote}”" if head.source.quote else "", head.source.url):
            lines += ink.block(prose(text), "dim", indent=INDENT, hang=2) if text else []
    return lines


def _short(group: list[Finding], why: str, frame: Frame, ink: Ink) -> list[str]:
    """Tell what was set aside in few lines: among many of them, what counts would be lost."""
    held, note = held_against(group[0]), group[0].note
    # Of products told together, the note says which they are.
    texts = [held, note] if frame.subject is None else [held or note]
    names = "".join(f" ·{NO_BREAK}{each.full_id}" for each in group)
    return [
        *(line for text in texts if text for line in ink.block(prose(text), indent=INDENT)),
        *ink.block(f"{prose(why)}{names}", "dim", indent=INDENT, hang=2),
    ]


def _name(finding: Finding, frame: Frame) -> str:
    """Return by what name ``imgrules explain`` knows the finding; one told for many has none."""
    return finding_id(frame.subject, finding) if frame.subject is not None else ""


def mark(shown: Label, ink: Ink) -> str:
    """Return what stands before a title: sign and word in their colour."""
    return f"  {ink.paint(f'{ink.plain(shown.sign)} {shown.word:<{WIDTH}}', shown.style)} "


def _passed(finding: Finding, ink: Ink, lines: list[str]) -> list[str]:
    said = finding.measured or finding.note
    return lines + (ink.block(said, "dim", indent=INDENT) if said else [])


def title(finding: Finding) -> str:
    """Return the rule's title, and whose word it is where that is not the marketplace's."""
    basis = basis_note(finding)
    return f"{finding.title} ({basis})" if basis else finding.title


def _said(finding: Finding, ink: Ink, *, again: bool) -> list[str]:
    """Return the measurement and what kind of problem it is, on one line where that fits."""
    held, note = held_against(finding), "" if again else finding.note
    together = f"{held} · {note}"
    if held and note and cells(together) <= ink.width - INDENT:
        return [together]
    return [held, note]


def _where(finding: Finding, frame: Frame, *, again: bool) -> list[str]:
    if again:
        return ["what and where: as above"]
    where = places(finding.regions, frame.width, frame.height, told=finding.note)
    return [f"where: {where}"] if where else []


def source_lines(finding: Finding, ink: Ink, *, whole: bool, named: str = "") -> list[str]:
    """Return the clause and the rule's name; a long title of the document is cut to one line.

    ``named``: the finding's own name, where it is to be told.
    """
    name = "".join(f" ·{NO_BREAK}{each}" for each in (finding.full_id, named) if each)
    if finding.source is None:
        return ink.block(name.removeprefix(f" ·{NO_BREAK}"), "dim", indent=INDENT)
    clause = prose(f", {finding.source.clause}" if finding.source.clause else "")
    title = prose(finding.source.title)
    room = ink.width - INDENT - cells(ink.plain(clause + name))
    if not whole and room >= _SHORTEST_TITLE and cells(ink.plain(title)) > room:
        title = _cut(title, room, ink)
    return ink.block(f"{title}{clause}{name}", "dim", indent=INDENT, hang=2)


def _cut(text: str, room: int, ink: Ink) -> str:
    """Cut between words where that keeps most of what there is room for."""
    while text and cells(ink.plain(f"{text}…")) > room:
        text = text[:-1]
    whole = text.rpartition(" ")[0]
    kept = whole if len(whole) > len(text) / 2 else text
    return f"{kept.rstrip(' ,;:([')}…"
