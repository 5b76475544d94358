"""Running a rulebook's test cases: draw, measure once, judge, compare with what is expected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from imgrules.engine.bench import Bench
from imgrules.engine.case_gaps import gaps, unguarded
from imgrules.engine.case_report import CaseReport, CaseResult, Tried
from imgrules.engine.census import Census
from imgrules.engine.expect import compare, gravest
from imgrules.engine.job import Job, Picture, rules_for
from imgrules.engine.judge import judge
from imgrules.engine.measure import Measured, MeasureKey, key_for, stored
from imgrules.engine.sets import check_sets
from imgrules.errors import RulebookNotFoundError
from imgrules.model import Finding, ImageResult, RoleChoice, Verdict
from imgrules.rulebook.case_books import Slot, Trial, trials
from imgrules.rulebook.cases import Cases, cases_path, judged_on, read_cases
from imgrules.rulebook.load import Spec, list_editions, load_rulebook, parse_spec
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.names import suggest
from imgrules.rulebook.shelf import Edition

OnCase = Callable[[CaseResult], None]
_SKU = "case"


def run_cases(
    spec: str,
    *,
    edition: str | None = None,
    ablate: bool = False,
    require_coverage: bool = False,
    bench: Bench | None = None,
    on_case: OnCase | None = None,
) -> CaseReport:
    """Run the cases beside a rulebook; ``edition`` limits them to one.

    ``bench`` may be shared between rulebooks: a picture both use is drawn and measured once.
    Raises RulebookError where the cases, or an edition they name, cannot be used as written.
    """
    editions = list_editions(spec)
    cases = _read(editions[-1].path.parent, spec)
    books = _books(parse_spec(spec), editions, edition)
    chosen = trials(cases, books, known=[each.id for each in editions])
    tried = _try_all(chosen, bench or Bench(), on_case)
    return CaseReport(
        rulebook=cases.content.rulebook,
        file=cases.document.label,
        results=tuple(each.result for each in tried),
        uncovered=gaps(tried, tuple(books.values())) if require_coverage else (),
        unguarded=unguarded(tried, tuple(books.values())) if ablate else (),
    )


def _books(wanted: Spec, editions: Sequence[Edition], only: str | None) -> dict[str, Rulebook]:
    """Load the editions asked for: by the argument, by the spec's pin or file name, or all."""
    only = only or wanted.edition
    place = wanted.name
    if wanted.path is not None and wanted.path.is_file():
        only, place = only or wanted.path.stem, str(wanted.path.parent)
    if only is not None and only not in {each.id for each in editions}:
        raise RulebookNotFoundError(
            f"{wanted.name} has no edition {only}",
            hint=suggest(only, (each.id for each in editions), what="editions"),
        )
    return {
        each.id: load_rulebook(f"{place}@{each.id}", as_of=each.day)
        for each in editions
        if only in (None, each.id)
    }


def _read(folder: Path, spec: str) -> Cases:
    path = cases_path(folder)
    if not path.is_file():
        raise RulebookNotFoundError(f"{spec} has no test cases", hint=f"write {path}")
    return read_cases(path)


def _try_all(chosen: Sequence[Trial], bench: Bench, on_case: OnCase | None) -> list[Tried]:
    tried = []
    for trial in chosen:
        tried.append(_try(trial, bench))
        if on_case is not None:
            on_case(tried[-1].result)
    return tried


def _try(trial: Trial, bench: Bench) -> Tried:
    job, measured = _job(trial), []
    findings: list[Finding] = []
    for slot, picture in zip(trial.slots, job.pictures, strict=True):
        made, found = _judge_picture(slot, picture, job, bench)
        measured.append(made)
        findings.extend(found)
    if trial.is_set:
        images = [
            _image(picture, made) for picture, made in zip(job.pictures, measured, strict=True)
        ]
        sets = check_sets(job, images, Census.of(job.pictures, job.rulebooks))
        findings.extend(each for group in sets for each in group.findings)
    result = CaseResult(
        id=trial.case.id,
        edition=trial.book.edition,
        location=trial.location,
        mismatches=compare(findings, trial.case.expect),
        outcomes=gravest(findings),
    )
    return Tried(trial, tuple(findings), result)


def _judge_picture(
    slot: Slot, picture: Picture, job: Job, bench: Bench
) -> tuple[dict[MeasureKey, Measured], list[Finding]]:
    book = job.rulebooks[0]
    rules = rules_for(book, picture)
    keys = {
        key
        for rule in rules
        if (rule.scope == "image" or picture.sku) and (key := key_for(rule)) is not None
    }
    known = bench.measure(slot, keys)
    measured = {key: known[key] for key in keys}
    return measured, [
        judge(rule, book, measured, job.as_of) for rule in rules if rule.scope == "image"
    ]


def _job(trial: Trial) -> Job:
    pictures = tuple(
        _picture(slot, number, trial, trial.book) for number, slot in enumerate(trial.slots)
    )
    return Job(pictures, (trial.book,), judged_on(trial.case, trial.book.edition))


def _picture(slot: Slot, number: int, trial: Trial, book: Rulebook) -> Picture:
    case = trial.case
    return Picture(
        path=Path(slot.name),
        # Numbered, so that two pictures of a set may bear one name.
        name=f"{number + 1}/{slot.name}" if trial.is_set else slot.name,
        roles={book.name: RoleChoice(book.name, slot.role, "given by the case")},
        sku=_SKU if trial.is_set else None,
        categories=(case.category,) if case.category else (),
        region=case.region,
        channel=case.channel,
    )


def _image(picture: Picture, measured: dict[MeasureKey, Measured]) -> ImageResult:
    """Return the part of a picture's result that set rules look at."""
    return ImageResult(
        path=picture.name,
        sha256=None,
        bytes=None,
        format=None,
        width=None,
        height=None,
        sku=picture.sku,
        roles=tuple(picture.roles.values()),
        verdict=Verdict.PASS,
        measurements=stored(measured),
        findings=(),
    )
