"""Whether a fix may be kept: what the rules say of the result, and what became of the product."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from imgrules.fixes.model import Fidelity
from imgrules.model import Decides, Finding, ImageResult, Outcome, Severity, Status
from imgrules.reporters.ink import prose

_SIZE = "dimensions."
"""Checks whose warnings a crop may cost."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the product may differ. Measured as ``imgrules.fixes.fidelity`` does.

    Set on real product pictures: reduced and saved as JPEG of quality 90 to 95 they stay at half of
    each limit or better; a colour cast, a shift by two pixels or a missing part does not pass.
    """

    median: float = 1.0
    """CIEDE2000: about the least difference an eye sees in two areas side by side."""
    p95: float = 3.0
    """CIEDE2000 that 95 % of the pixels stay under. Reduced and saved, pictures come to 0.7-2.1;
    moved by two pixels, to 4-35 wherever the product has any detail."""
    damaged: float = 0.005
    """Share of the product that may have another colour."""
    structure: float = 0.95
    """SSIM of lightness. Reduced and saved: 0.965-0.994; moved by two pixels: mostly under 0.9."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was decided.

    ``reasons``: why the fix is dropped, empty where it is accepted. ``worth_a_look``: what does not
    stop it, but a person should know.
    """

    accepted: bool
    reasons: tuple[str, ...] = ()
    worth_a_look: tuple[str, ...] = ()


def verify(
    before: ImageResult,
    after: ImageResult,
    fidelity: Fidelity | None,
    limits: Limits = Limits(),
    *,
    pixels_changed: bool = True,
    given_up: Collection[str] = (),
) -> Verification:
    """Hold a result against the original. Pure.

    Only rules that code decides can drop it: an error that fails, or cannot be judged, and any rule
    that passed and now fails, whatever its severity. One thing is weighed: a crop that rids the
    picture of an error may leave fewer pixels than a warning asks for. What needs a person's eye
    goes to ``worth_a_look``; waived and known findings say nothing new. ``fidelity`` None: the
    product could not be compared, which drops the fix unless no pixel was changed. ``given_up``:
    full ids of lesser rules that the plan could not meet beside graver ones.
    """
    earlier = {finding.full_id: finding for finding in before.findings}
    paid = _price(earlier, after)
    price = paid | _given_up(after, given_up)
    reasons = [*_rules(earlier, after, price), *_product(fidelity, limits, changed=pixels_changed)]
    look = dict.fromkeys((*_paid(after, paid), *_worth_a_look(earlier, after, price - paid)))
    return Verification(not reasons, tuple(dict.fromkeys(reasons)), tuple(look))


def _price(earlier: Mapping[str, Finding], after: ImageResult) -> frozenset[str]:
    """Return the warnings about size that newly fail because an error was put right."""
    if not any(_put_right(finding, earlier) for finding in after.findings):
        return frozenset()
    return frozenset(
        finding.full_id
        for finding in after.findings
        if _counts(finding)
        and _newly_fails(finding, earlier)
        and finding.severity is not Severity.ERROR
        and finding.check.startswith(_SIZE)
    )


def _given_up(after: ImageResult, rules: Collection[str]) -> frozenset[str]:
    return frozenset(
        finding.full_id
        for finding in after.findings
        if finding.full_id in rules and not _grave(finding) and finding.outcome is Outcome.FAIL
    )


def _put_right(finding: Finding, earlier: Mapping[str, Finding]) -> bool:
    known = earlier.get(finding.full_id)
    failed = known is not None and known.outcome is Outcome.FAIL and _grave(known)
    return failed and finding.outcome is Outcome.PASS


def _paid(after: ImageResult, price: frozenset[str]) -> Iterator[str]:
    for finding in after.findings:
        if finding.full_id in price:
            yield f"has fewer pixels than before: {_about(finding)}"


def _rules(
    earlier: Mapping[str, Finding], after: ImageResult, price: frozenset[str]
) -> Iterator[str]:
    if not after.findings:
        yield "no rule could be applied to the result"
    for finding in after.findings:
        if not _counts(finding) or finding.full_id in price:
            continue
        if _newly_fails(finding, earlier):
            yield f"would break {_about(finding)}"
        elif _grave(finding) and finding.outcome is Outcome.FAIL:
            yield f"still breaks {_about(finding)}"
        elif _grave(finding) and finding.outcome is not Outcome.PASS:
            yield f"{_unsettled(finding)} {_about(finding)}"


def _counts(finding: Finding) -> bool:
    """Whether code decides the rule and nobody has set the finding aside."""
    return (
        finding.decides is Decides.MACHINE
        and not finding.checklist
        and finding.status in (Status.ACTIVE, Status.UPCOMING)
    )


def _grave(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.status is Status.ACTIVE


def _newly_fails(finding: Finding, earlier: Mapping[str, Finding]) -> bool:
    """Whether the fix broke it: a rule that could not be judged before was not whole before."""
    if finding.outcome is not Outcome.FAIL:
        return False
    known = earlier.get(finding.full_id)
    return known is None or known.outcome is Outcome.PASS


def _unsettled(finding: Finding) -> str:
    return "needs a person for" if finding.outcome is Outcome.REVIEW else "could not be judged by"


def _about(finding: Finding) -> str:
    """Name the rule and what was measured: ``amazon/longest-side-min: 480 px, required: …``."""
    needed = f"required: {finding.required}" if finding.required else ""
    held = finding.message or ", ".join(filter(None, (finding.measured, needed)))
    said = prose(held or finding.note or finding.title)
    due = ""
    if finding.status is Status.UPCOMING and finding.enforce_from is not None:
        due = f" (from {finding.enforce_from})"
    return f"{finding.full_id}{due}: {said}"


def _worth_a_look(
    earlier: Mapping[str, Finding], after: ImageResult, given_up: frozenset[str]
) -> Iterator[str]:
    for finding in after.findings:
        if finding.outcome is Outcome.PASS or finding.checklist:
            continue
        if not _counts(finding):
            yield from _for_a_person(finding, earlier)
        elif _newly_fails(finding, earlier):
            if finding.full_id in given_up:
                yield f"given up for a graver rule: {_about(finding)}"
        elif _told(finding):
            yield _remark(finding)


def _told(finding: Finding) -> bool:
    return finding.status is Status.UPCOMING or finding.severity is Severity.WARNING


def _for_a_person(finding: Finding, earlier: Mapping[str, Finding]) -> Iterator[str]:
    if finding.status not in (Status.ACTIVE, Status.UPCOMING):
        return
    known = earlier.get(finding.full_id)
    new = known is not None and known.checklist
    yield f"{'new since the fix: ' if new else ''}a person decides {_about(finding)}"


def _remark(finding: Finding) -> str:
    if finding.outcome is not Outcome.FAIL:
        return f"{_unsettled(finding)} {_about(finding)}"
    upcoming = finding.status is Status.UPCOMING
    return f"{'will break' if upcoming else 'still warns:'} {_about(finding)}"


def _product(fidelity: Fidelity | None, limits: Limits, *, changed: bool) -> Iterator[str]:
    if not changed:
        return
    if fidelity is None or not fidelity.pixels:
        if fidelity is not None and fidelity.damaged > limits.damaged:
            yield _damage(fidelity, limits)
            return
        yield "the product could not be compared with the original's"
        return
    yield from _differences(fidelity, limits)


def _differences(fidelity: Fidelity, limits: Limits) -> Iterator[str]:
    if fidelity.damaged > limits.damaged:
        yield _damage(fidelity, limits)
    if fidelity.median > limits.median:
        yield (
            f"the product's colours would change: ΔE {fidelity.median:.1f} in the middle, "
            f"{limits.median:.1f} allowed"
        )
    if fidelity.p95 > limits.p95:
        yield (
            f"parts of the product would change colour: ΔE {fidelity.p95:.1f} in the worst "
            f"twentieth, {limits.p95:.1f} allowed"
        )
    if fidelity.structure < limits.structure:
        yield (
            f"the product's detail would change: likeness {fidelity.structure:.3f}, "
            f"{limits.structure:.2f} needed"
        )


def _damage(fidelity: Fidelity, limits: Limits) -> str:
    share = f"{fidelity.damaged:.1%}".replace("%", " %")
    allowed = f"{limits.damaged:.1%}".replace("%", " %")
    return (
        f"{share} of the product would be lost, repainted or show the backdrop, {allowed} allowed"
    )
