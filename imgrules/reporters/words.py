"""What a finding says, in the words that every report for people uses."""

from __future__ import annotations

from imgrules.model import Finding, Status, Suppression


def held_against(finding: Finding) -> str:
    """Return what was measured beside what is required, or the rule's own message."""
    if finding.message:
        return finding.message
    if finding.measured and finding.required:
        return f"{finding.measured} — required: {finding.required}"
    return finding.measured or (f"required: {finding.required}" if finding.required else "")


def said(finding: Finding) -> str:
    """Return the measurement and what kind of problem it is, on one line."""
    return " · ".join(part for part in (held_against(finding), finding.note) if part)


def due(finding: Finding) -> str:
    """Return from which day the finding counts, where that is to come."""
    if finding.status is not Status.UPCOMING or finding.enforce_from is None:
        return ""
    article = "an" if finding.severity.value[0] in "ei" else "a"
    return f"becomes {article} {finding.severity} on {finding.enforce_from}"


def set_aside(finding: Finding) -> str:
    """Return who let the finding be, until when and why; nothing for one that counts."""
    why = finding.suppression
    if why is None:
        return "known before" if finding.status is Status.BASELINED else ""
    return _known(why) if why.kind == "baseline" else _waived(why)


def _waived(why: Suppression) -> str:
    who = f" by {why.owner}" if why.owner else ""
    until = f" until {why.expires}" if why.expires else ""
    named = f" ({why.id})" if why.id else ""
    return f"waived{who}{until}: {why.reason}{named}"


def _known(why: Suppression) -> str:
    told = f"known since {why.since}" if why.since else "known before"
    return f"{told}: {why.reason}" if why.reason else told
