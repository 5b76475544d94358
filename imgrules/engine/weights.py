"""What a project lets rules weigh for the pictures of some folders. Pure; hides no finding."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.engine.paths import matches
from imgrules.engine.verdict import verdict
from imgrules.errors import RulebookError
from imgrules.model import Finding, ImageResult, Notice, Outcome, Result, Severity
from imgrules.rulebook.model import Rule, Rulebook
from imgrules.rulebook.names import suggest

if TYPE_CHECKING:
    from imgrules.config import Settings

LOWERED = "settings/lowered"
UNUSED = "settings/unused-override"


@dataclass(frozen=True, slots=True)
class Weight:
    """The severity of one rule for the pictures that a pattern means."""

    files: str
    folder: Path
    """The settings file's; the pattern counts from it."""
    rule: str
    """In full: ``rulebook/id``."""
    usual: Severity
    severity: Severity
    where: str
    """``file:line:column`` of what asks for it."""

    @property
    def lowers(self) -> bool:
        return self.severity.rank < self.usual.rank

    def means(self, path: Path) -> bool:
        """Whether a picture is meant; one outside the settings file's folder never is."""
        place = Path(os.path.normpath(path.absolute()))
        home = Path(os.path.normpath(self.folder.absolute()))
        if not place.is_relative_to(home):
            return False
        return matches(place.relative_to(home).as_posix(), self.files)


def weights_of(
    settings: Settings, rulebooks: Sequence[Rulebook], *, strict: bool
) -> tuple[Weight, ...]:
    """Return what the settings' overrides mean for these rulebooks; later ones win.

    ``strict``: the rulebooks are the ones the settings name, so that a rule that none of them has
    is a slip. Raises RulebookError or RulebookErrors with file:line:column for that, and for the
    lowering of a rule that is final or cannot be waived.
    """
    if settings.said is None:
        return ()
    faults: list[RulebookError] = []
    made: list[Weight] = []
    for at, override in enumerate(settings.check.overrides):
        for name, asked in override.rules.items():
            where = settings.where("check", "overrides", at, "rules", name) or ""
            meant = list(_meant(name, rulebooks))
            if not meant and strict:
                faults.append(_unknown(name, rulebooks, where))
            for full_id, rule in meant:
                weight = Weight(override.files, settings.folder, full_id, rule.severity,
                                Severity(asked.severity), where)  # fmt: skip
                made.append(weight)
                faults += _refusals(weight, rule)
    if faults:
        from imgrules.rulebook.yaml import raise_all

        raise_all(faults)
    return tuple(made)


def _meant(name: str, rulebooks: Sequence[Rulebook]) -> Iterator[tuple[str, Rule]]:
    for book in rulebooks:
        for rule in book.rules:
            if name in {rule.id, f"{book.name}/{rule.id}"}:
                yield f"{book.name}/{rule.id}", rule


def _unknown(name: str, rulebooks: Sequence[Rulebook], where: str) -> RulebookError:
    if "/" in name:
        known = [f"{book.name}/{rule.id}" for book in rulebooks for rule in book.rules]
    else:
        known = [rule.id for book in rulebooks for rule in book.rules]
    books = ", ".join(book.spec for book in rulebooks)
    return RulebookError(f"no rule of {books} is called {name}", location=where,
                         hint=suggest(name, set(known), what="rules"))  # fmt: skip


def _refusals(weight: Weight, rule: Rule) -> Iterator[RulebookError]:
    if not weight.lowers or (rule.waivable and not rule.final):
        return
    why = "is final" if rule.final else "cannot be waived"
    yield RulebookError(
        f"{weight.rule} {why}: it cannot count as {weight.severity} instead of {weight.usual}",
        location=weight.where,
        hint="remove it here; raising a severity is allowed",
    )


def weighed_image(image: ImageResult, path: Path, weights: Sequence[Weight]) -> ImageResult:
    """Return a picture's result with the severities its rules have for it, its verdict anew."""
    if not weights:
        return image
    findings = _weighed(image.findings, weights, [path])
    return replace(image, findings=findings, verdict=verdict(findings))


def weighed_rest(result: Result, paths: Mapping[str, Path], weights: Sequence[Weight]) -> Result:
    """Return a result whose pictures are weighed with its sets weighed too, and the notices.

    A set's rule weighs otherwise where every picture of the set is meant. ``paths``: the file of
    each picture by its name in the result.
    """
    if not weights:
        return result
    sets = tuple(
        replace(
            group, findings=_weighed(group.findings, weights, [paths[n] for n in group.members])
        )
        for group in result.sets
    )
    judged = [(paths[image.path], image.findings) for image in result.images]
    return replace(result, sets=sets, notices=(*result.notices, *_notices(judged, weights)))


def _weighed(
    findings: Iterable[Finding], weights: Sequence[Weight], paths: Sequence[Path]
) -> tuple[Finding, ...]:
    by_rule = {
        weight.rule: weight.severity
        for weight in weights
        if all(weight.means(path) for path in paths)
    }
    return tuple(
        replace(finding, severity=by_rule.get(finding.full_id, finding.severity))
        for finding in findings
    )


def _notices(
    judged: Sequence[tuple[Path, Sequence[Finding]]], weights: Sequence[Weight]
) -> tuple[Notice, ...]:
    """Tell each lowering in use, as a waiver would be, and what means no picture."""
    return tuple(notice for weight in weights if (notice := _notice(weight, judged)))


def _notice(weight: Weight, judged: Sequence[tuple[Path, Sequence[Finding]]]) -> Notice | None:
    covered = [findings for path, findings in judged if weight.means(path)]
    if not covered:
        return Notice(UNUSED, f"{weight.where}: no picture of this run is below {weight.files}")
    if not weight.lowers:
        return None
    failing = sum(any(_spared(each, weight) for each in findings) for findings in covered)
    many = {0: "no picture fails", 1: "1 picture fails"}.get(failing, f"{failing} pictures fail")
    return Notice(
        LOWERED,
        f"{weight.where}: {weight.rule} counts as {weight.severity} instead of {weight.usual} "
        f"for {weight.files}; {many} it",
    )


def _spared(finding: Finding, weight: Weight) -> bool:
    return finding.full_id == weight.rule and finding.outcome in {Outcome.FAIL, Outcome.UNCHECKED}
