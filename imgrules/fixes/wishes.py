"""From what fails on a picture to the operations that would repair it, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from imgrules.config import Fix
from imgrules.model import (
    Decides,
    Finding,
    ImageResult,
    Outcome,
    Severity,
    Status,
    StoredMeasurement,
    Value,
)
from imgrules.rulebook.model import Rule

FRAME = "frame"
"""What a wish asks for where the solved frame decides between crop, pad and resizing."""

_FRAME_CHECKS = frozenset({
    "dimensions.aspect_max", "dimensions.aspect_ratio", "dimensions.exact",
    "dimensions.long_edge", "dimensions.megapixels", "dimensions.orientation",
    "dimensions.short_edge", "dimensions.size", "dimensions.sum", "dimensions.trimmed",
    "subject.centered", "subject.crop_safe", "subject.fill",
})  # fmt: skip
_ON_PRODUCT = ("subject.", "background.")
"""Families that ask where the product is; told again once a cut-out has said it."""
_IMPLIED = {
    "alpha.transparency": "file.encode",
    "color.bit_depth": "file.encode",
    "color.mode": "color.convert",
    "color.profile": "color.convert",
    "dimensions.density": "file.encode",
    "encoding.progressive": "file.encode",
    "encoding.subsampling": "file.encode",
    "file.extension": "file.encode",
    "file.format": "file.encode",
    "file.frames": "file.encode",
    "file.size": "file.encode",
    "orientation.exif": "orientation.bake",
}
"""What repairs a failure whether or not its rule names it."""
_BEYOND = {
    "encoding.jpeg_quality": "saving it again does not bring back what compression took",
    "sharpness.enlarged": "pixels do not bring back detail",
    "sharpness.focus": "only another photograph is sharper",
    "sharpness.pixelation": "only another photograph has the detail",
    "subject.cropped": "what lies beyond the frame was not photographed",
    "file.name": "a name is given by a person",
    "file.complete": "export the picture again",
}
"""Why nothing here repairs a failure."""
_LOOK = "a person must look"


@dataclass(frozen=True, slots=True)
class Wish:
    """One operation asked for by one failing rule.

    ``operation``: of ext.OPERATIONS, or FRAME. ``blocking``: the picture may not be used while
    the rule fails. ``alone``: worth doing even where nothing else is done.
    """

    operation: str
    rule: str
    words: str
    blocking: bool
    params: Mapping[str, Value] = field(default_factory=dict)
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """A failing rule that no operation repairs.

    ``on_product``: a new backdrop may answer the rule after all, because nobody was sure where the
    product is, or because what breaks the rule stands on the backdrop.
    """

    rule: str
    words: str
    blocking: bool
    on_product: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that a picture's findings ask for."""

    wanted: tuple[Wish, ...] = ()
    left: tuple[Left, ...] = ()
    looks: tuple[str, ...] = ()
    """What a person settles anyway: worth a look, no hindrance."""
    unreadable: tuple[str, ...] = ()

    @property
    def failing(self) -> tuple[str, ...]:
        """Full ids of the machine rules that do not pass today."""
        wanted, left = [each.rule for each in self.wanted], [each.rule for each in self.left]
        return tuple(dict.fromkeys((*wanted, *left)))


def wishes(image: ImageResult, rules: Mapping[str, Rule], fix: Fix) -> Wishes:
    """Read the wishes off a picture's findings.

    ``rules``: full id to rule. Findings that are waived, or of rules that only people judge,
    ask for nothing.
    """
    wanted: list[Wish] = []
    left: list[Left] = []
    looks: list[str] = []
    unreadable: list[Finding] = []
    for finding in image.findings:
        if finding.outcome is Outcome.PASS or finding.checklist:
            continue
        if finding.status not in (Status.ACTIVE, Status.UPCOMING):
            continue
        if finding.outcome is Outcome.UNCHECKED or finding.rulebook == "imgrules":
            unreadable.append(finding)
        elif finding.decides is not Decides.MACHINE:
            looks.append(f"worth a look: {say(finding)}")
        else:
            one = _wish(finding, rules.get(finding.full_id), image, fix)
            if isinstance(one, Wish):
                wanted.append(one)
            else:
                left.append(one)
    return Wishes(tuple(wanted), tuple(left), tuple(looks), _once(unreadable))


def _once(unreadable: Iterable[Finding]) -> tuple[str, ...]:
    """Say once what keeps several rules from being judged: one broken file is one thing to mend."""
    rules: dict[str, list[Finding]] = {}
    for finding in unreadable:
        words = finding.message or finding.note
        # What the engine says of the whole file, the rules may have said already.
        if not any(told.endswith(words) for told in rules if told != words):
            rules.setdefault(words, []).append(finding)
    return tuple(
        say(found[0]) if len(found) == 1 else f"{words} ({len(found)} rules could not be judged)"
        for words, found in rules.items()
    )


def blocks(finding: Finding) -> bool:
    """Say whether the picture may not be used while this fails: an error in force today."""
    return finding.severity is Severity.ERROR and finding.status is Status.ACTIVE


def say(finding: Finding) -> str:
    """Say a finding in one line: the rule, what was measured, what is required."""
    said = finding.message or finding.measured or finding.note or finding.title
    required = f", {finding.required} required" if finding.required and not finding.message else ""
    note = f" ({finding.note})" if finding.note and finding.note != said else ""
    when = f", from {finding.enforce_from}" if finding.status is Status.UPCOMING else ""
    return f"{finding.full_id}: {said}{required}{note}{when}"


def _wish(finding: Finding, rule: Rule | None, image: ImageResult, fix: Fix) -> Wish | Left:
    blocking = blocks(finding)
    if finding.check in _BEYOND:
        beyond = _LOOK if finding.outcome is Outcome.REVIEW else _BEYOND[finding.check]
        why = f"{say(finding)}: {beyond}"
        return Left(finding.full_id, why, blocking, _is_on_product(finding, image))
    operation = _operation(finding, rule, image)
    if not operation:
        nothing = _LOOK if finding.outcome is Outcome.REVIEW else "nothing here repairs it"
        why = f"{say(finding)}: {nothing}"
        return Left(finding.full_id, why, blocking, _is_on_product(finding, image))
    if operation == FRAME and finding.outcome is Outcome.REVIEW:
        return Left(finding.full_id, f"{say(finding)}: {_LOOK}", blocking, on_product=True)
    if not fix.processors_for(operation) and operation != FRAME:
        hint = f"no processor is named for {operation} (fix: processors: in imgrules.yaml)"
        words = f"{say(finding)}: {hint}"
        return Left(finding.full_id, words, blocking, _is_on_product(finding, image))
    params = dict(rule.fix.params) if rule and rule.fix else {}
    alone = not (finding.check == "dimensions.density" and not blocking)
    return Wish(operation, finding.full_id, say(finding), blocking, params, alone)


def _is_on_product(finding: Finding, image: ImageResult) -> bool:
    if finding.check.startswith("overlay."):
        return True
    if not finding.check.startswith(_ON_PRODUCT):
        return False
    # On white the checks know the product well; elsewhere its shadow is easily taken for it.
    return finding.outcome is Outcome.REVIEW or not _is_on_white(image)


def _is_on_white(image: ImageResult) -> bool:
    found = measured(image, "background.white")
    return found is not None and found.values.get("backdrop") in ("white", "near-white")


def _operation(finding: Finding, rule: Rule | None, image: ImageResult) -> str:
    """Return what would repair the failure; empty where nothing would."""
    check = finding.check
    if check == "frame.border":
        # A strip that may be the scene's own is no border to cut.
        return "canvas.crop" if border(image) is not None else ""
    if check in _FRAME_CHECKS:
        return FRAME
    named = rule.fix.operation if rule and rule.fix else ""
    return named or _IMPLIED.get(check, "")


def measured(image: ImageResult, check: str) -> StoredMeasurement | None:
    """Return what a check measured on the picture; None where it was not asked."""
    return next((each for each in image.measurements if each.check == check), None)


def border(image: ImageResult) -> tuple[int, int, int, int] | None:
    """Return what lies inside a drawn frame: left, top, width, height; None without a frame."""
    found = measured(image, "frame.border")
    if found is None or found.values["kind"] != "frame" or not image.width or not image.height:
        return None
    sides = cast("Mapping[str, Mapping[str, int]]", found.values["sides"])
    # One more pixel: the line's edge is blended into its neighbours.
    thick = {side: bar["px"] + 1 for side, bar in sides.items()}
    left, top = thick.get("left", 0), thick.get("top", 0)
    width = image.width - left - thick.get("right", 0)
    height = image.height - top - thick.get("bottom", 0)
    return (left, top, width, height) if width > 0 and height > 0 else None


def by_rule(wanted: Iterable[Wish], operation: str) -> tuple[str, ...]:
    """Return the full ids of the rules that ask for an operation."""
    return tuple(dict.fromkeys(each.rule for each in wanted if each.operation == operation))
