"""From rulebooks and paths to a job that is ready to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.collector import collector_paused
from imgrules.engine.assemble import Assembled, assemble
from imgrules.engine.excuses import Excuses, rules_of
from imgrules.engine.job import Job
from imgrules.engine.select import select_rules
from imgrules.engine.vocabulary import Given
from imgrules.rulebook.model import Rulebook

if TYPE_CHECKING:
    from imgrules.engine.baseline import Baseline
    from imgrules.rulebook.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Prepared:
    """The job, and how it came about."""

    job: Job
    assembled: Assembled


def prepare(
    paths: Sequence[str],
    rulebooks: Sequence[Rulebook],
    *,
    as_of: date,
    not_a_gate: bool = False,
    manifest: Path | None = None,
    exclude: Sequence[str] = (),
    given: Given | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    apart: Path | None = None,
    waivers: Waivers | None = None,
    baseline: Baseline | None = None,
) -> Prepared:
    """Find the pictures, choose their roles, narrow the rules. ``apart``: a folder not entered.

    Raises ImgrulesError where nothing can be judged; what intake found wrong with single pictures
    is among the job's problems.
    """
    # Roles and vocabulary are the whole rulebooks': a narrowed one knows fewer words.
    narrowed = select_rules(rulebooks, select=select, ignore=ignore)
    with collector_paused():
        assembled = assemble(
            paths, rulebooks, manifest=manifest, exclude=exclude, given=given, apart=apart
        )
    # Waivers may name rules that were not asked for today.
    excuses = Excuses(waivers, baseline, rules_of(rulebooks))
    job = Job(assembled.pictures, narrowed, as_of, not_a_gate, assembled.problems,
              narrowed=bool(select or ignore), excuses=excuses)  # fmt: skip
    return Prepared(job, assembled)
