"""CSV for merchandisers: a row for each finding, in their words, safe to open in a spreadsheet.

RFC 4180, UTF-8 with the mark that Excel wants. A cell that a spreadsheet would take for a formula
begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from imgrules.document import finding_id
from imgrules.model import Finding, ImageResult, Result
from imgrules.reporters import View
from imgrules.reporters.ink import prose, safe
from imgrules.reporters.labels import label
from imgrules.reporters.subjects import Subject, Told, listed, role_of
from imgrules.reporters.words import due, held_against, set_aside

BOM = "\ufeff"
COLUMNS = (
    "sku", "image", "role", "verdict", "requirement", "measured", "what is wrong", "what to do",
    "deadline", "let be because", "clause", "link", "rule", "finding",
)  # fmt: skip
_FORMULA = re.compile(r"(^|[;])(\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Also after a semicolon, which divides the cells of a CSV file in many countries."""


class Csv:
    """Writes nothing until the end: the columns depend on the whole manifest."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        return "".join(self.parts(result, view))

    def parts(self, result: Result, view: View) -> Iterator[str]:
        extra = tuple(dict.fromkeys(name for image in result.heads() for name in image.extra))
        yield BOM + _written([*COLUMNS, *extra])
        for told in listed(result, show_all=view.show_all):
            yield _written(_row(told, extra))


def _written(row: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([_cell(value) for value in row])
    return text.getvalue()


def _row(told: Told, extra: Sequence[str]) -> list[str]:
    subject, finding = told
    source = finding.source
    return [
        subject.sku or "",
        _image(subject),
        role_of(subject, finding),
        _verdict(finding),
        _requirement(finding),
        finding.measured or (held_against(finding) if finding.message else ""),
        prose(finding.note),
        prose(finding.remedy),
        (finding.enforce_from or "") if due(finding) else "",
        set_aside(finding),
        ", ".join(part for part in (source.title, source.clause) if part) if source else "",
        source.url if source else "",
        finding.full_id,
        finding_id(subject, finding),
        *(_extra(subject, name) for name in extra),
    ]


def _image(subject: Subject) -> str:
    return subject.path if isinstance(subject, ImageResult) else "; ".join(subject.members)


def _verdict(finding: Finding) -> str:
    return "for a person to confirm" if finding.checklist else label(finding).word


def _requirement(finding: Finding) -> str:
    return f"{finding.title} ({finding.required})" if finding.required else finding.title


def _extra(subject: Subject, name: str) -> str:
    return subject.extra.get(name, "") if isinstance(subject, ImageResult) else ""


def _cell(value: str) -> str:
    """Return the value with everything invisible written out, and no formula."""
    return _FORMULA.sub(r"\1'\2", safe(value))
