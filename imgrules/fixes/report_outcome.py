"""The outcome at a terminal: what became of each picture, what it cost, how to take it back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from imgrules.fixes.model import Ending, Fidelity, FixResult, ImageFix
from imgrules.fixes.plan_groups import credits, line, same_outcome
from imgrules.fixes.report_rows import mark, named, passing, said
from imgrules.reporters.ink import NO_BREAK, Ink
from imgrules.reporters.rows import counts, row

LISTED = 40
"""Fixed pictures listed one by one; of more, only what needs attention is."""

_COUNTED = {
    Ending.FIXED: ("fixed", "fixed", "green"),
    Ending.KEPT: ("passed as it was", "passed as they were", "green"),
    Ending.DONE_BEFORE: ("done before", "done before", "dim"),
    Ending.REVIEW: ("left to a person", "left to a person", "cyan"),
}


def outcome_lines(result: FixResult, ink: Ink, *, verbose: bool) -> list[str]:
    """Return the whole outcome."""
    by_ending: dict[Ending, list[ImageFix]] = {ending: [] for ending in Ending}
    for image in result.images:
        by_ending[image.ending].append(image)
    lines: list[str] = []
    for image in _told(by_ending[Ending.FIXED], verbose=verbose):
        lines += _fixed(image, ink, verbose=verbose)
    lines += [""] if lines else []
    for group in same_outcome(by_ending[Ending.REVIEW]):
        lines += [*_left(group, ink, verbose=verbose), ""]
    if verbose:
        lines += passing([i.path for i in by_ending[Ending.KEPT]], ink)
        lines += passing([i.path for i in by_ending[Ending.DONE_BEFORE]], ink, "  (done before)")
    return lines + _totals(result, ink, listed=verbose)


def fidelity_words(found: Fidelity) -> str:
    """Return how alike the product is, in one line."""
    if not found.pixels:
        return "the product could not be compared"
    changed = f"{found.damaged:.2%}".replace("%", f"{NO_BREAK}%")
    return (
        f"ΔE{NO_BREAK}{found.median:.2f} (95{NO_BREAK}% under {found.p95:.2f}) · "
        f"{changed} changed · likeness{NO_BREAK}{found.structure:.3f}"
    )


def _told(fixed: Sequence[ImageFix], *, verbose: bool) -> list[ImageFix]:
    if verbose or len(fixed) <= LISTED:
        return list(fixed)
    return [image for image in fixed if image.reasons]


def _fixed(image: ImageFix, ink: Ink, *, verbose: bool) -> list[str]:
    lines = ink.block(image.path, "bold", indent=2, first=mark("✓", "green", ink))
    steps = " → ".join(f"{step.operation} ({step.processor})" for step in image.steps)
    if verbose:
        for step in image.steps:
            lines += said(_performed(step.operation, step.processor, step.note, step.credits), ink)
        lines += said(f"written to {image.output}", ink, "dim")
    elif steps:
        lines += said(steps, ink)
    if image.fidelity is not None:
        lines += said(f"product: {fidelity_words(image.fidelity)}", ink, "dim")
    for reason in image.reasons:
        lines += said(f"worth a look: {line(reason)}", ink, "yellow")
    return lines


def _performed(operation: str, processor: str, note: str, spent: float) -> str:
    price = credits(spent) if spent else ""
    about = ": ".join(filter(None, (f"{operation} by {processor}", line(note))))
    return ", ".join(filter(None, (about, price)))


def _left(group: Sequence[ImageFix], ink: Ink, *, verbose: bool) -> list[str]:
    names = [image.path for image in group]
    lines = named(names, mark("?", "cyan", ink), ink, every=verbose)
    for reason in group[0].reasons or ("no reason was given",):
        lines += said(line(reason), ink)
    alone = group[0] if len(group) == 1 else None
    if alone is not None and alone.fidelity is not None:
        lines += said(f"product: {fidelity_words(alone.fidelity)}", ink, "dim")
    rejected = [image.rejected for image in group if image.rejected]
    if rejected:
        more = f" and {len(rejected) - 1} more beside it" if len(rejected) > 1 else ""
        lines += said(f"the result that was dropped: {rejected[0]}{more}", ink, "dim")
    return lines


def _totals(result: FixResult, ink: Ink, *, listed: bool) -> list[str]:
    found = Counter(image.ending for image in result.images)
    lines = counts(len(result.images), [(found[key], *rest) for key, rest in _COUNTED.items()], ink)
    if found[Ending.FIXED] > LISTED and not listed:
        lines += row("", "-v lists the fixed ones", ink)
    lines += row("written", _written(result.images), ink)
    lines += row("product", _worst(result.images), ink)
    lines += row("cost", credits(result.credits) if result.credits else "nothing", ink)
    for problem in result.problems:
        lines += row("stopped", line(problem), ink)
    if result.run and any(image.ending in (Ending.FIXED, Ending.KEPT) for image in result.images):
        lines += row("undo", f"imgrules undo {result.run}", ink)
    elif result.run:
        lines += row("run", result.run, ink)
    return lines


def _written(images: Sequence[ImageFix]) -> str:
    """Say where the results are: one folder holds them all."""
    ends = (Ending.FIXED, Ending.KEPT, Ending.DONE_BEFORE)
    files = [image.output for image in images if image.ending in ends and image.output]
    if not files:
        return ""
    many = "1 picture is" if len(files) == 1 else f"{len(files)} pictures are"
    try:
        folder = os.path.commonpath([os.path.dirname(file) for file in files])  # noqa: PTH120
    except ValueError:  # some are named from the root and some from here, or lie on two disks
        return f"{many} ready"
    return f"{many} ready in {folder or '.'}"


def _worst(images: Sequence[ImageFix]) -> str:
    """Name the fixed picture whose product differs most."""
    fixed = [image for image in images if image.ending is Ending.FIXED]
    known = [(image.fidelity, image.path) for image in fixed if image.fidelity is not None]
    if not known:
        return ""
    median, path = max((found.median, path) for found, path in known)
    damage = max(found.damaged for found, _ in known)
    share = f"{damage:.2%}".replace("%", f"{NO_BREAK}%")
    return f"largest median ΔE{NO_BREAK}{median:.2f} ({path}), most changed {share}"
