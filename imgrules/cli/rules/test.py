"""``imgrules rules test``: run the cases that stand beside a rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from imgrules.engine.case_report import CaseReport, CaseResult
    from imgrules.reporters.ink import Ink


@click.command()
@click.argument("rulebooks", nargs=-1, metavar="[RULEBOOK[@EDITION]|FOLDER]...")
@click.option("--ablate", is_flag=True, help="Take each rule away; some case must turn red.")
@click.option("--require-coverage", is_flag=True, help="Each rule needs a pass and a fail.")
@click.option("-v", "--verbose", is_flag=True, help="Name the cases that pass too.")
def test(rulebooks: tuple[str, ...], *, ablate: bool, require_coverage: bool, verbose: bool) -> int:
    """Run the test cases of rulebooks.

    Without a name all of them are tried.

    Exit status: 0 all as expected, 1 not, 2 a rulebook or its cases cannot be used.
    """
    from imgrules.cli.boundary import FAILED, FINE
    from imgrules.cli.terminal import ink, show
    from imgrules.engine.bench import Bench
    from imgrules.engine.cases import run_cases

    out, bench, fine = ink(), Bench(), True
    for spec in rulebooks or _with_cases():
        report = run_cases(spec, ablate=ablate, require_coverage=require_coverage, bench=bench)
        fine = fine and report.ok
        show(_report(report, out, verbose=verbose))
    return FINE if fine else FAILED


def _with_cases() -> tuple[str, ...]:
    """Return every rulebook that has cases, and say which have none."""
    from imgrules.cli.terminal import show
    from imgrules.rulebook.cases import cases_path
    from imgrules.rulebook.load import list_rulebooks

    found = {each.name: cases_path(each.folder).is_file() for each in list_rulebooks()}
    show("".join(f"{name}: no cases\n" for name, present in found.items() if not present))
    return tuple(name for name, present in found.items() if present)


def _report(report: CaseReport, ink: Ink, *, verbose: bool) -> str:
    lines = [line for each in report.results for line in _case(each, ink, verbose=verbose)]
    for gap in report.uncovered:
        lines.append(
            _fault(f"{gap.rule} ({gap.edition}): no case shows it {_ends(gap.missing)}", ink)
        )
    for unguarded in report.unguarded:
        text = f"{unguarded.rule} ({unguarded.edition}): no case turns red without it"
        lines.append(_fault(text, ink))
    passed = sum(each.passed for each in report.results)
    lines.append(f"{report.rulebook}: {passed} of {len(report.results)} cases as expected")
    return "".join(f"{line}\n" for line in lines)


def _ends(missing: str) -> str:
    return "passing" if missing == "pass" else "failing"


def _case(case: CaseResult, ink: Ink, *, verbose: bool) -> list[str]:
    name = ink.plain(f"{case.id} ({case.edition})")
    if case.passed:
        return [f"{ink.paint(ink.plain('✓'), 'green')} {name}"] if verbose else []
    head = (
        f"{ink.paint(ink.plain('✗'), 'red')} {name}  {ink.paint(ink.plain(case.location), 'dim')}"
    )
    return [head, *(f"    {ink.plain(text)}" for text in case.mismatches)]


def _fault(text: str, ink: Ink) -> str:
    return f"{ink.paint(ink.plain('✗'), 'red')} {ink.plain(text)}"
