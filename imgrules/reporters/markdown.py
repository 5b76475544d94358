"""Markdown for step summaries and comments: rules with their pictures, then the worst pictures."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.document import verdict_counts
from imgrules.model import ImageResult, Result
from imgrules.reporters import View
from imgrules.reporters.markdown_pictures import picture_parts
from imgrules.reporters.markdown_rules import checklist_lines, rule_lines
from imgrules.reporters.markdown_text import words
from imgrules.reporters.summary import VERDICTS, set_aside

MOST_BYTES = 900_000
"""GitHub takes a mebibyte of summary a step, and refuses all of a longer one."""
_NOTE = 200
"""Bytes kept for saying that something was left out."""


class Markdown:
    """Writes nothing until the end: the worst pictures come first."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        return markdown(result, view, MOST_BYTES)


def markdown(result: Result, view: View, most: int) -> str:
    """Return the report in at most so many bytes; what did not fit is counted."""
    parts = [*_head(result, view), *rule_lines(result), *checklist_lines(result)]
    text, whole = _fill("", parts, most)
    pictures = picture_parts(result, view)
    if pictures.total and whole:
        text, whole = _fill(text, ["## Pictures, the worst first\n"], most)
    shown = 0
    for part in pictures.parts if whole else ():
        text, whole = _fill(text, [part], most)
        if not whole:
            break
        shown += 1
    left = pictures.total - shown
    if left:
        text += f"\n{left} more pictures need attention; the csv and json reports list them all.\n"
    return text


def _fill(text: str, parts: list[str], most: int) -> tuple[str, bool]:
    """Add parts while they fit; tell whether all did."""
    size = len(text.encode("utf-8", "backslashreplace"))
    for part in parts:
        size += len(part.encode("utf-8", "backslashreplace")) + 1
        if size > most - _NOTE:
            return text, False
        text += f"{part}\n"
    return text, True


def _head(result: Result, view: View) -> Iterator[str]:
    yield f"# imgrules: {_outcome(result)}\n"
    if result.problems:
        yield "> [!CAUTION]\n> This run cannot be trusted.\n"
        for problem in result.problems:
            yield f"- {_told(problem.message, problem.hint)}"
        yield ""
    if result.notices:
        yield "> [!NOTE]"
        for notice in result.notices:
            yield f"> - {_told(notice.message, notice.hint)}"
        yield ""
    yield f"{_counts(result)}\n"
    for used in result.rulebooks:
        named = f"{used.title}, edition {used.edition} ({used.rulebook}, {used.rules} rules)"
        yield f"- {words(named)}"
    past = ", a day that has passed: this result is not a gate" if result.not_a_gate else ""
    yield f"- {words(f'as of {result.as_of}{past}')}"
    for note in view.notes:
        yield f"- {words(note)}"
    yield ""


def _outcome(result: Result) -> str:
    found = verdict_counts(result.heads())
    total = f"{found['total']} picture{'' if found['total'] == 1 else 's'}"
    if result.problems:
        return f"{total}, and the run cannot be trusted"
    return f"{found['fail']} of {total} fail{'s' if found['fail'] == 1 else ''}"


def _counts(result: Result) -> str:
    found = verdict_counts(result.heads())
    said = [f"{found[key]} {word}" for key, word, _ in VERDICTS if found[key]]
    if not said:
        return "No picture was judged."
    aside = set_aside(result)
    return f"{found['total']} pictures: {' · '.join(said)}" + (f". {aside}." if aside else "")


def _told(message: str, hint: str) -> str:
    return f"{words(message)} ({words(hint)})" if hint else words(message)
