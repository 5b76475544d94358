"""The stored result: one JSON document that every report can be rendered from again.

No clock, no host and no absolute path is in it: the same pictures give the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from imgrules.model import Finding, ImageResult, Outcome, Result, Status, Verdict

SCHEMA = 1
"""Version of the document; ``rules/_schema/result.v1.json`` describes it."""

Data = dict[str, Any]


def result_data(result: Result) -> Data:
    """Return the whole result as plain JSON data."""
    return {"schema": SCHEMA, **to_data(result), "summary": summary_data(result)}


def summary_data(result: Result) -> Data:
    """Return the counts every report ends with."""
    return {
        "images": verdict_counts(result.images),
        "findings": finding_counts(result.findings),
        "problems": len(result.problems),
    }


def verdict_counts(images: Iterable[ImageResult]) -> dict[str, int]:
    """Return how many pictures earned each verdict, all verdicts named, and the total."""
    counts = Counter(image.verdict for image in images)
    return {**{word.value: counts[word] for word in Verdict}, "total": counts.total()}


def finding_counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each kind; the kinds add up to the total."""
    counts = Counter(_kind(finding) for finding in findings)
    names = ("pass", "error", "warning", "info", "review", "unchecked", "checklist", *_SET_ASIDE)
    return {**{name: counts[name] for name in names}, "total": counts.total()}


_SET_ASIDE = tuple(status.value for status in Status if status is not Status.ACTIVE)


def _kind(finding: Finding) -> str:
    if finding.checklist:
        return "checklist"
    if finding.outcome is Outcome.PASS:
        return "pass"
    if finding.status is not Status.ACTIVE:
        return finding.status.value
    return finding.severity.value if finding.outcome is Outcome.FAIL else finding.outcome.value


def to_data(value: object) -> Any:  # noqa: ANN401  (JSON: any of its types)
    """Turn a result, or any part of one, into plain JSON data; text stays valid Unicode."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_data(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return speakable(value) if isinstance(value, str) else value


def speakable(text: str) -> str:
    r"""Return the text with bytes that are no UTF-8 written as ``\xNN``.

    File names on Unix are bytes; Python carries the undecodable ones as lone surrogates, which
    no JSON reader accepts.
    """
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def dump(data: object, *, indent: int | None = 2) -> str:
    """Return the JSON text: keys sorted, no NaN, Unicode as it is."""
    return json.dumps(data, indent=indent, sort_keys=True, ensure_ascii=False, allow_nan=False)
