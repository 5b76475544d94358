"""Who set findings aside, why and until when: the waivers and the baseline that were used."""

from __future__ import annotations

from collections import Counter

from imgrules.model import Finding, Outcome, Result, Suppression
from imgrules.reporters.html_parts import escaped, tag


def suppressed(result: Result) -> str:
    """Return the table, empty where nothing was set aside."""
    counts: Counter[Suppression] = Counter(
        _together(each.suppression)
        for each in result.each_finding()
        if each.suppression is not None and each.outcome is not Outcome.PASS
    )
    if not counts:
        return ""
    rows = [_row(used, counts[used]) for used in sorted(counts, key=_order)]
    head = tag("tr", *(tag("th", word, scope="col") for word in _COLUMNS))
    title = tag("h2", "Set aside, and still listed below")
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return tag("section", title, tag("div", table, kind="scroll"), kind="aside")


_COLUMNS = ("by", "findings", "owner", "reason", "since", "until")


def _together(used: Suppression) -> Suppression:
    """Take the baseline as one: its entries differ in the day only."""
    return used if used.kind == "waiver" else Suppression("baseline")


def _order(used: Suppression) -> tuple[bool, str]:
    return used.kind == "baseline", used.id


def _row(used: Suppression, count: int) -> str:
    name = f"waiver {used.id}" if used.kind == "waiver" else "baseline"
    reason = used.reason or ("known before" if used.kind == "baseline" else "")
    cells = (name, f"{count:,}", used.owner, reason, used.since, used.expires)
    return tag("tr", *(tag("td", escaped(cell)) for cell in cells))


def status_words(finding: Finding) -> str:
    """Say in a sentence why a finding does not count today; empty where it does."""
    if finding.suppression is not None:
        return _set_aside(finding.suppression)
    if finding.enforce_from and finding.status.value == "upcoming":
        article = "an" if finding.severity.value[0] in "ei" else "a"
        return f"Becomes {article} {finding.severity} on {finding.enforce_from}."
    return ""


def _set_aside(used: Suppression) -> str:
    if used.kind == "baseline":
        return f"Known before{f', since {used.since}' if used.since else ''}: does not count anew."
    who = f"Waived by {used.owner}" if used.owner else "Waived"
    since = f" on {used.since}" if used.since else ""
    until = f" until {used.expires}" if used.expires else ""
    why = f": {used.reason}" if used.reason else ""
    return f"{who}{since}{until}{f' ({used.id})' if used.id else ''}{why}"
