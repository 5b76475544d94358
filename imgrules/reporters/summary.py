"""The end of the report: counts, editions, what was not met, what makes the run doubtful."""

from __future__ import annotations

from imgrules.document import finding_counts, verdict_counts
from imgrules.model import Finding, Notice, Outcome, Result, RulebookUsed, Severity, Status, Verdict
from imgrules.reporters import View
from imgrules.reporters.ink import NO_BREAK, Ink
from imgrules.reporters.rows import counts, row

_NAMED = 6
"""Never-met rules named before the rest is only counted."""

VERDICTS = (
    ("fail", "fail", "red"), ("unchecked", "not fully checked", "magenta"),
    ("review", "to review", "cyan"), ("warn", "with warnings", "yellow"),
    ("pass", "pass", "green"),
)  # fmt: skip
_KINDS = (
    ("error", "error", "errors"), ("warning", "warning", "warnings"),
    ("info", "remark", "remarks"), ("review", "to review", "to review"),
    ("unchecked", "not checked", "not checked"), ("upcoming", "upcoming", "upcoming"),
    ("waived", "waived", "waived"), ("baselined", "known before", "known before"),
    ("checklist", "for a person to confirm", "for a person to confirm"),
)  # fmt: skip


def summary_lines(result: Result, ink: Ink, view: View) -> list[str]:
    """Return the counts and what judged; empty parts are left out."""
    lines = [*_pictures(result, ink), *row("set aside", set_aside(result), ink)]
    lines += row("findings", _findings(result), ink)
    for used in result.rulebooks:
        lines += row("rules" if used is result.rulebooks[0] else "", _rulebook(used, result), ink)
    lines += row("as of", _as_of(result), ink)
    for notice in result.notices:
        lines += row("notice", _noticed(notice), ink)
    for used in result.rulebooks:
        lines += row("not met", _never(used, view), ink)
    for note in view.notes:
        lines += row("note", note, ink)
    if view.seconds is not None:
        lines += row("time", _time(len(result.images), view.seconds), ink)
    return lines


def problem_lines(result: Result, ink: Ink) -> list[str]:
    """Return what makes the run untrustworthy, with what to do about it."""
    if not result.problems:
        return []
    lines = [ink.paint("This run cannot be trusted", "bold", "magenta"), ""]
    for problem in result.problems:
        mark = f"  {ink.paint('!', 'magenta')} "
        lines += ink.block(problem.message, indent=4, first=mark)
        spoken = problem.path and problem.path not in problem.message
        about = " · ".join(part for part in (problem.path if spoken else "", problem.rule) if part)
        lines += ink.block(about, "dim", indent=4) if about else []
        lines += ink.block(f"→ {problem.hint}", indent=4, hang=2) if problem.hint else []
    return [*lines, ""]


def _noticed(notice: Notice) -> str:
    return f"{notice.message} → {notice.hint}" if notice.hint else notice.message


def _pictures(result: Result, ink: Ink) -> list[str]:
    found = verdict_counts(result.heads())
    words = [(found[key], said, said, style) for key, said, style in VERDICTS]
    return counts(len(result.images), words, ink)


def set_aside(result: Result) -> str:
    """Say of how many pictures waivers or the baseline set something aside: no plain passes."""
    excused = {Status.WAIVED, Status.BASELINED}
    pictures = [
        image.verdict
        for image in result.heads()
        if any(finding.status in excused for finding in image.findings)
    ]
    if not pictures:
        return ""
    passing = sum(verdict in {Verdict.PASS, Verdict.WARN} for verdict in pictures)
    words = "picture has" if len(pictures) == 1 else "pictures have"
    return (
        f"{len(pictures)} {words} findings that are waived or known before; {passing} of them "
        "fail nothing else"
    )


def _findings(result: Result) -> str:
    found = finding_counts(result.each_finding())
    parts = [
        f"{found[key]} {one if found[key] == 1 else many}".replace(" ", NO_BREAK)
        for key, one, many in _KINDS
        if found[key]
    ]
    return f"{NO_BREAK}· ".join(parts) or "none"


def _rulebook(used: RulebookUsed, result: Result) -> str:
    many = f"{used.rules} rule{'' if used.rules == 1 else 's'}"
    said = f"{used.title}, edition {used.edition} ({used.rulebook}, {many})"
    return f"{said}: {_refused(used, result)}" if len(result.rulebooks) > 1 else said


def _refused(used: RulebookUsed, result: Result) -> str:
    """Say how many pictures this rulebook refuses: with several, that is what one asks first."""
    failing = sum(
        any(_refuses(finding, used.rulebook) for finding in image.findings)
        for image in result.heads()
    )
    if not failing:
        return "no picture fails"
    return f"{failing} picture{' fails' if failing == 1 else 's fail'}"


def _refuses(finding: Finding, rulebook: str) -> bool:
    return (
        finding.rulebook == rulebook
        and finding.outcome is Outcome.FAIL
        and finding.status is Status.ACTIVE
        and finding.severity is Severity.ERROR
    )


def _as_of(result: Result) -> str:
    if result.not_a_gate:
        return f"{result.as_of}, a day that has passed: this result is not a gate"
    return result.as_of


def _never(used: RulebookUsed, view: View) -> str:
    rules = used.never_exercised
    if not rules:
        return ""
    shown = rules if view.verbosity > 0 else rules[:_NAMED]
    more = f" and {len(rules) - len(shown)} more (-v names them)" if len(rules) > len(shown) else ""
    return f"{used.rulebook}: no picture here is about {', '.join(shown)}{more}"


def _time(pictures: int, seconds: float) -> str:
    spent = f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {seconds % 60:.0f} s"
    if pictures < 2 or seconds <= 0:
        return spent
    return f"{spent}, {seconds / pictures:.2f} s a picture"
