"""One picture on the preview sheet: before, after, what was done, by whom, and what remains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imgrules.fixes.model import Decision, Ending, ImageFix, ImagePlan
from imgrules.fixes.plan_groups import credits
from imgrules.fixes.preview_html import escaped, items, tag, terms
from imgrules.fixes.preview_pictures import Pair, Shown, pair
from imgrules.fixes.report_outcome import fidelity_words

KINDS = {
    "review": "left to a person",
    "planned": "would be fixed",
    "fixed": "fixed",
    "kept": "passes as it is",
    "done-before": "done before",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture's plan, what became of it, and under which of KINDS it stands."""

    plan: ImagePlan
    fix: ImageFix | None
    kind: str


def article(entry: Entry, *, side: int) -> str:
    """Return the picture's part of the page; thumbnails at most ``side`` px."""
    after = _after(entry)
    shown = pair(Path(entry.plan.source), after, entry.plan.product, side=side)
    top = tag(
        "div",
        tag("h2", escaped(entry.plan.path)),
        tag("span", escaped(KINDS[entry.kind]), kind=f"ending {entry.kind}"),
        kind="top",
    )
    inside = top + _pictures(entry, shown) + _zoom(shown) + terms(_facts(entry))
    return f'<article class="is-{entry.kind}">{inside}</article>'


def _after(entry: Entry) -> Path | None:
    """Return the file to show beside the original; a picture that was kept is shown once."""
    fix = entry.fix
    if fix is None or fix.ending is Ending.KEPT:
        return None
    name = fix.output or fix.rejected
    return Path(name) if name else None


def _pictures(entry: Entry, shown: Pair) -> str:
    before = _figure(shown.before, "before", entry.plan.path)
    if entry.kind == "kept":
        return tag("div", before, kind="pictures")
    words = "dropped" if entry.kind == "review" else "after"
    if shown.after is None:
        after = tag("figure", tag("div", _nothing(entry), kind="none"))
    else:
        after = _figure(shown.after, words, entry.plan.path)
    return tag("div", before, after, kind="pictures")


def _nothing(entry: Entry) -> str:
    if entry.fix is None and entry.plan.decision is Decision.FIX:
        return "nothing was done yet"
    return "nothing was written"


def _figure(shown: Shown, words: str, name: str) -> str:
    if not shown.uri:
        return tag("figure", tag("div", escaped(shown.why_not), kind="none"))
    size = f"{shown.pixels[0]} × {shown.pixels[1]} px"
    picture = (
        f'<img src="{shown.uri}" width="{shown.width}" height="{shown.height}" '
        f'alt="{escaped(f"{name}, {words}")}" decoding="async">'
    )
    return tag("figure", picture, tag("figcaption", escaped(f"{words}, {size}")))


def _zoom(shown: Pair) -> str:
    if shown.zoom_before is None or shown.zoom_after is None:
        return ""
    figures = [
        tag("figure", f'<img src="{one.uri}" width="{one.width}" height="{one.height}" '
            f'alt="{words}" decoding="async">', tag("figcaption", words))
        for one, words in ((shown.zoom_before, "before, 1:1"), (shown.zoom_after, "after, 1:1"))
    ]  # fmt: skip
    summary = tag("summary", "where most detail changed, pixel by pixel")
    return f"<details open>{summary}{tag('div', *figures, kind='pictures')}</details>"


# -- in words -------------------------------------------------------------------------------------


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    plan, fix = entry.plan, entry.fix
    if fix is None:
        yield "fails", _rules(plan.failing)
        yield "would be done", _steps([_planned(plan, at) for at in range(len(plan.steps))])
        yield (
            "needs a person" if plan.decision is Decision.REVIEW else "worth a look",
            _several(plan.reasons),
        )
        return
    yield "done", _steps([_done(fix, at) for at in range(len(fix.steps))])
    if fix.fidelity is not None:
        yield "product", escaped(fidelity_words(fix.fidelity))
    if fix.ending is Ending.REVIEW:
        yield "fails", _rules(plan.failing)
        yield "left because", _several(fix.reasons)
    else:
        yield "put right", _rules(_put_right(plan, fix))
        yield "worth a look", _several(fix.reasons)
    yield "cost", escaped(credits(fix.credits)) if fix.credits else ""


def _put_right(plan: ImagePlan, fix: ImageFix) -> tuple[str, ...]:
    """Return the rules that failed and that nothing is said of any more."""
    said = " ".join(fix.reasons)
    told = (f"{rule}:" in said or f"{rule} (from" in said for rule in plan.failing)
    return tuple(rule for rule, left in zip(plan.failing, told, strict=True) if not left)


def _rules(names: tuple[str, ...]) -> str:
    return escaped(", ".join(names))


def _several(texts: tuple[str, ...]) -> str:
    return items(texts) if texts else ""


def _steps(lines: list[str]) -> str:
    return tag("ol", *(tag("li", escaped(line)) for line in lines)) if lines else ""


def _planned(plan: ImagePlan, at: int) -> str:
    step = plan.steps[at]
    price = credits(step.credits) if step.credits else ""
    by = f"{step.operation} by {step.candidates[0].processor} ({step.safety})"
    return ", ".join(filter(None, (by, price, step.note)))


def _done(fix: ImageFix, at: int) -> str:
    step = fix.steps[at]
    price = credits(step.credits) if step.credits else ""
    return ", ".join(filter(None, (f"{step.operation} by {step.processor}", step.note, price)))
