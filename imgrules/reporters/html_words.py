"""What the page calls things: the headline, a verdict, the role of a picture."""

from __future__ import annotations

from imgrules.document import verdict_counts
from imgrules.model import ImageResult, Result, Verdict

VERDICTS = {
    Verdict.FAIL: "fails",
    Verdict.UNCHECKED: "not fully checked",
    Verdict.REVIEW: "to review",
    Verdict.WARN: "passes, with warnings",
    Verdict.PASS: "passes",
}
TALLY = {
    Verdict.FAIL: "fail",
    Verdict.UNCHECKED: "not fully checked",
    Verdict.REVIEW: "to review",
    Verdict.WARN: "with warnings",
    Verdict.PASS: "pass",
}


def headline(result: Result) -> str:
    """Return the one sentence the page begins with."""
    found, total = verdict_counts(result.heads()), len(result.images)
    if not total:
        return "No picture was checked"
    for verdict, one, many in (
        (Verdict.FAIL, "fails", "fail"),
        (Verdict.UNCHECKED, "could not be fully checked", "could not be fully checked"),
        (Verdict.REVIEW, "needs a person to look", "need a person to look"),
    ):
        count = found[verdict.value]
        if count:
            return f"{_of(count, total)} {one if count == 1 else many}"
    return _passing(found[Verdict.WARN.value], total)


def _passing(warned: int, total: int) -> str:
    if warned:
        return f"No picture fails, {warned:,} with warnings"
    return f"All {total:,} pictures pass" if total > 1 else "The picture passes"


def _of(count: int, total: int) -> str:
    return f"{count:,} of {total:,} pictures" if total > 1 else "The picture"


def roles(image: ImageResult) -> str:
    """Return the role; rulebooks are named only where their roles differ."""
    said = {choice.role for choice in image.roles}
    if len(said) <= 1:
        return ", ".join(said)
    return ", ".join(f"{choice.rulebook} {choice.role}" for choice in image.roles)


def size(image: ImageResult) -> str:
    """Return pixels, format and size of the file, as far as they are known."""
    pixels = f"{image.width} × {image.height} px" if image.width and image.height else ""
    weight = "" if image.bytes is None else _bytes(image.bytes)
    return " · ".join(filter(None, (pixels, (image.format or "").upper(), weight)))


def _bytes(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
