"""What `fix` makes of real product shots, with local processors only.

    python -m tests.benchmarks.fix_quality --corpus FOLDER [--out DIR] [--write FILE]

FOLDER holds pictures and a MANIFEST.csv (see ``corpus.py``); ``fix_exclusions.yaml`` names those of
``off-white-bg`` and ``plain-bg`` that are no product shots, with reasons. Every other picture is
fixed for Amazon's main picture; what was written is judged anew by all rules. Prints the share that
passes, how alike each product is, and why the rest was left to a person. With --out, results and
contact sheets are kept there. Exit status 1 where less than the target passes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

import imgrules
from imgrules.api import fix
from imgrules.fixes.model import Ending, Fidelity, FixResult, ImageFix
from imgrules.fixes.preview import write_preview
from imgrules.fixes.verify import Limits
from imgrules.model import Decides, Finding, ImageResult, Outcome, Severity
from tests.benchmarks.corpus import Row, corpus_folder, read_corpus
from tests.benchmarks.fix_sheets import write_sheets

FOLDERS = ("off-white-bg", "plain-bg")
EXCLUDED = Path(__file__).with_name("fix_exclusions.yaml")
TARGET = 0.9


@dataclass(frozen=True)
class Case:
    """A picture, what became of it, and what all rules say of the file that was written."""

    row: Row
    fixed: ImageFix
    judged: ImageResult | None

    def broken(self, *severities: Severity) -> list[Finding]:
        """Return what code decides and what does not pass."""
        found = self.judged.findings if self.judged else ()
        return [
            each
            for each in found
            if each.decides is Decides.MACHINE
            and not each.checklist
            and each.outcome is not Outcome.PASS
            and each.severity in severities
        ]

    @property
    def written(self) -> bool:
        return self.judged is not None

    @property
    def passes(self) -> bool:
        return self.written and not self.broken(Severity.ERROR)

    @property
    def damaged(self) -> bool:
        found = self.fixed.fidelity
        return found is not None and found.damaged > Limits().damaged


def chosen(rows: Sequence[Row], excluded: dict[str, str]) -> list[Row]:
    """Return the pictures to fix; an exclusion that names no picture is a mistake."""
    names = {row.name for row in rows}
    if unknown := sorted(set(excluded) - names):
        raise SystemExit(f"{EXCLUDED.name} names pictures that are not there: {unknown}")
    return [row for row in rows if row.folder in FOLDERS and row.name not in excluded]


def run(rows: Sequence[Row], out: Path, jobs: int) -> tuple[FixResult, list[Case]]:
    """Fix the pictures with local processors and judge what was written."""
    paths = [str(row.path) for row in rows]
    result = fix(
        paths, rulebooks=["amazon"], role="main", out=out / "ready", state=out / "state",
        apply=True, allow=["unsafe"], network=False, workers=jobs, on_image=_say,
    )  # fmt: skip
    written = {image.path: Path(image.output) for image in result.images if image.output}
    judged = _judged(list(written.values()))
    by_source = {Path(plan.source).resolve(): plan.path for plan in result.plan.images}
    fixes = {image.path: image for image in result.images}
    cases = []
    for row in rows:
        name = by_source[row.path.resolve()]
        target = written.get(name)
        cases.append(Case(row, fixes[name], judged[target.resolve()] if target else None))
    return result, cases


def _judged(paths: list[Path]) -> dict[Path, ImageResult]:
    if not paths:
        return {}
    found = imgrules.check(list(map(str, paths)), rulebooks=["amazon"], role="main")
    return {Path(image.path).resolve(): image for image in found.images}


def _say(image: ImageFix) -> None:
    print(f"{image.ending.value:17} {Path(image.path).name}", file=sys.stderr, flush=True)


def report(cases: Sequence[Case], excluded: dict[str, str]) -> Iterator[str]:
    passing = [case for case in cases if case.passes]
    whole = [case for case in passing if not case.broken(*Severity)]
    yield f"{len(cases)} product shots, {len(excluded)} pictures left out ({EXCLUDED.name})"
    yield ""
    yield "| | pictures | share |"
    yield "|---|---|---|"
    yield _share("pass every rule that Amazon enforces (severity error)", passing, cases)
    yield _share("pass every machine rule, advice on size and compression too", whole, cases)
    yield _share("left to a person", [case for case in cases if not case.written], cases)
    yield _share("written with a damaged product", _bad(cases), cases)
    for folder in FOLDERS:
        part = [case for case in cases if case.row.folder == folder]
        yield _share(f"pass, of {folder}", [case for case in part if case.passes], part)
    yield from ("", "| picture | median ΔE | p95 | changed | likeness | done by |")
    yield "|---|---|---|---|---|---|"
    yield from (_row(case) for case in cases if case.written)
    yield from _rest(cases)


def _bad(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.written and case.damaged]


def _share(words: str, part: Sequence[Case], whole: Sequence[Case]) -> str:
    rate = f"{len(part) / len(whole):.1%}" if whole else "–"
    return f"| {words} | {len(part)} of {len(whole)} | {rate} |"


def _row(case: Case) -> str:
    found = case.fixed.fidelity or Fidelity(0, 0, 0, 1, 0)
    by = " → ".join(f"{step.operation} ({step.processor})" for step in case.fixed.steps)
    return (
        f"| {case.row.name} | {found.median:.2f} | {found.p95:.2f} | {found.damaged:.2%} "
        f"| {found.structure:.3f} | {by or case.fixed.ending.value} |"
    )


def _rest(cases: Sequence[Case]) -> Iterator[str]:
    yield from ("", "Left to a person:", "")
    for case in cases:
        if case.fixed.ending is Ending.REVIEW:
            yield f"- {case.row.name}: {'; '.join(case.fixed.reasons)}"
    yield from ("", "Written, and still short of some advice:", "")
    for case in cases:
        if case.written and (short := case.broken(*Severity)):
            yield f"- {case.row.name}: " + ", ".join(
                f"{each.rule} ({each.measured})" for each in short
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--out", type=Path, help="keep results, contact sheets and preview here")
    parser.add_argument("--write", type=Path, help="also write the report to this file")
    parser.add_argument("--only", default="", help="only pictures whose name contains this")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    excluded = yaml.safe_load(EXCLUDED.read_text("utf-8"))
    rows = chosen(read_corpus(corpus_folder(parser, given.corpus)), excluded)
    rows = [row for row in rows if given.only in row.name]
    with tempfile.TemporaryDirectory() as temporary:
        out = given.out or Path(temporary)
        # An earlier run's results would be found again instead of made.
        for name in ("ready", "state"):
            shutil.rmtree(out / name, ignore_errors=True)
        result, cases = run(rows, out, given.jobs)
        lines = list(report(cases, excluded))
        if given.out:
            write_preview(result, out / "sheet.html")
            write_sheets([(plan, case.fixed) for plan, case in _paired(result, cases)], out)
    print("\n".join(lines))
    if given.write:
        given.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reached = sum(case.passes for case in cases) >= TARGET * len(cases)
    return 0 if reached and not _bad(cases) else 1


def _paired(result: FixResult, cases: Sequence[Case]) -> Iterator[tuple[object, Case]]:
    plans = {plan.path: plan for plan in result.plan.images}
    return ((plans[case.fixed.path], case) for case in cases)


if __name__ == "__main__":
    sys.exit(main())
