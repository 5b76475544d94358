"""The top of the page: the headline, what makes it doubtful, and by what was judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imgrules.document import finding_counts, verdict_counts
from imgrules.model import Notice, Problem, Result, RulebookUsed
from imgrules.reporters import View
from imgrules.reporters.html_parts import counted, escaped, tag, terms
from imgrules.reporters.html_suppressed import suppressed
from imgrules.reporters.html_words import TALLY, headline
from imgrules.reporters.summary import set_aside

_KINDS = (
    ("error", "error", "errors"), ("warning", "warning", "warnings"),
    ("info", "remark", "remarks"), ("review", "to review", "to review"),
    ("unchecked", "not checked", "not checked"), ("upcoming", "upcoming", "upcoming"),
    ("waived", "waived", "waived"), ("baselined", "known before", "known before"),
    ("checklist", "for a person to confirm", "for a person to confirm"),
    ("pass", "passed", "passed"),
)  # fmt: skip


def header(result: Result, view: View) -> str:
    """Return the header; empty parts are left out."""
    return tag(
        "header",
        tag("p", "Picture report by imgrules", kind="kicker"),
        tag("h1", escaped(headline(result))),
        _tally(result),
        _set_aside(result),
        _past(result),
        _problems(result),
        _notices(result),
        tag("div", terms(_facts(result, view)), _more(result), kind="facts"),
        suppressed(result),
    )


def _tally(result: Result) -> str:
    found = verdict_counts(result.heads())
    words = [
        tag("li", tag("b", f"{found[verdict.value]:,}"), f" {said}", kind=f"v-{verdict}")
        for verdict, said in TALLY.items()
        if found[verdict.value]
    ]
    return tag("ul", *words, kind="tally", aria_label="Pictures by verdict") if words else ""


def _set_aside(result: Result) -> str:
    said = set_aside(result)
    return tag("p", escaped(f"{said}."), kind="soft") if said else ""


def _past(result: Result) -> str:
    if not result.not_a_gate:
        return ""
    said = f"Judged for {result.as_of}, a day that had passed: this report is not a gate."
    return tag("p", escaped(said), kind="banner warn")


def _problems(result: Result) -> str:
    if not result.problems:
        return ""
    told = [tag("li", _problem(each)) for each in result.problems]
    title = tag("h2", "This run cannot be trusted")
    return tag("section", title, tag("ul", *told), kind="banner bad", aria_label="Problems")


def _problem(problem: Problem) -> str:
    spoken = problem.path and problem.path not in problem.message
    about = " · ".join(filter(None, (problem.path if spoken else "", problem.rule)))
    return (
        escaped(problem.message)
        + (tag("div", escaped(about), kind="soft") if about else "")
        + _hint(problem)
    )


def _notices(result: Result) -> str:
    if not result.notices:
        return ""
    told = [tag("li", escaped(each.message) + _hint(each)) for each in result.notices]
    title = tag("h2", "Worth knowing")
    return tag("section", title, tag("ul", *told), kind="banner warn", aria_label="Notices")


def _hint(said: Problem | Notice) -> str:
    return tag("div", f"→ {escaped(said.hint)}") if said.hint else ""


def _facts(result: Result, view: View) -> Iterator[tuple[str, str]]:
    yield "rules", _lines(_rulebook(used) for used in result.rulebooks)
    yield "as of", escaped(f"{result.as_of}, judged by imgrules {result.version}")
    yield "findings", escaped(_findings(result))
    yield "note", _lines(escaped(note) for note in view.notes)


def _more(result: Result) -> str:
    """Return what only a doubter asks for, folded away."""
    inside = terms(_proof(result))
    return tag("details", tag("summary", "More about this run", kind="soft"), inside)


def _proof(result: Result) -> Iterator[tuple[str, str]]:
    yield "not met", _lines(_never(used) for used in result.rulebooks)
    yield "models", _lines(escaped(_model(model)) for model in result.models)
    yield (
        "fingerprint",
        _lines(
            f"{escaped(used.rulebook)} {tag('code', escaped(used.sha256[:16]))}"
            for used in result.rulebooks
        ),
    )


def _lines(lines: Iterable[str]) -> str:
    return "".join(tag("div", line) for line in lines if line)


def _rulebook(used: RulebookUsed) -> str:
    about = f", edition {used.edition} ({used.rulebook}, {counted(used.rules, 'rule')})"
    return tag("b", escaped(used.title)) + escaped(about)


def _findings(result: Result) -> str:
    found = finding_counts(result.each_finding())
    parts = [counted(found[key], one, many) for key, one, many in _KINDS if found[key]]
    return " · ".join(parts) or "none"


def _never(used: RulebookUsed) -> str:
    if not used.never_exercised:
        return ""
    names = ", ".join(used.never_exercised)
    return escaped(f"{used.rulebook}: no picture here is about {names}")


def _model(model: object) -> str:
    if not isinstance(model, dict):
        return str(model)
    return ", ".join(str(model[key]) for key in ("name", "licence", "license") if model.get(key))
