"""The report for people: what each picture breaks, then what a person must confirm, then counts."""

from __future__ import annotations

from imgrules.model import Finding, ImageResult, Result
from imgrules.reporters import View
from imgrules.reporters.by_rule import rule_lines, wants_rules, why_rules
from imgrules.reporters.checklist import checklist_lines
from imgrules.reporters.findings import Frame, finding_lines
from imgrules.reporters.ink import Ink, harmless
from imgrules.reporters.labels import needs_attention
from imgrules.reporters.products import common
from imgrules.reporters.rows import row
from imgrules.reporters.summary import problem_lines, summary_lines


class Text:
    """Writes nothing until the end: the sections need the whole result."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        ink = Ink(view.width, view.colour, view.unicode)
        lines: list[str] = []
        by_rule = wants_rules(result, view)
        if by_rule:
            lines += rule_lines(result, ink, view)
        else:
            for image in result.heads():
                lines += _image(image, ink, view)
            lines += _products(result, ink, view)
        if view.verbosity >= 0:
            lines += checklist_lines(result, ink, verbose=view.verbosity > 0)
        lines += problem_lines(result, ink)
        if view.verbosity >= 0:
            lines += summary_lines(result, ink, view)
            lines += row("note", why_rules(view), ink) if by_rule else []
        return "".join(f"{harmless(line.rstrip())}\n" for line in lines)


def _image(image: ImageResult, ink: Ink, view: View) -> list[str]:
    shown = [each for each in image.findings if view.show_all or needs_attention(each)]
    if not any(needs_attention(finding) for finding in image.findings) and not view.show_all:
        return _passing(image, ink) if view.verbosity > 0 else []
    frame = Frame(image.width, image.height, image)
    listed = [finding for finding in shown if not finding.checklist]
    return [*_head(image.path, _about(image), ink), *_findings(listed, ink, frame, view), ""]


def _products(result: Result, ink: Ink, view: View) -> list[str]:
    def wanted(finding: Finding) -> bool:
        return (view.show_all or needs_attention(finding)) and not finding.checklist

    listed = common(result.sets, wanted, every=view.verbosity > 0)
    if not listed:
        return []
    head = _head("Products", "the pictures of one SKU together", ink)
    return [*head, *_findings(listed, ink, Frame(), view), ""]


def _findings(listed: list[Finding], ink: Ink, frame: Frame, view: View) -> list[str]:
    return finding_lines(listed, ink, frame, verbose=view.verbosity > 0)


def _passing(image: ImageResult, ink: Ink) -> list[str]:
    mark = ink.paint(ink.plain("✓"), "green")
    return ink.block(f"{image.path}  ({_about(image)})", indent=2, first=f"{mark} ")


def _head(name: str, about: str, ink: Ink) -> list[str]:
    together = f"{name}  ({about})"
    if len(ink.block(together)) == 1:
        return [
            f"{ink.paint(ink.plain(name), 'bold')}  {ink.paint(ink.plain(f'({about})'), 'dim')}"
        ]
    return [*ink.block(name, "bold"), *ink.block(f"({about})", "dim", indent=2)]


def _about(image: ImageResult) -> str:
    """Role, size and format; rulebooks are named only where their roles differ."""
    roles = {choice.role for choice in image.roles}
    said = (
        ", ".join(sorted(roles))
        if len(roles) <= 1
        else ", ".join(f"{choice.rulebook} {choice.role}" for choice in image.roles)
    )
    size = f"{image.width} × {image.height} px" if image.width and image.height else ""
    kind = " ".join(part for part in (size, (image.format or "").upper()) if part)
    return " · ".join(part for part in (said, kind) if part) or "not readable"
