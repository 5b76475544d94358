from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from imgrules.engine import doubts
from imgrules.engine.census import Census
from imgrules.engine.job import Job, Picture
from imgrules.model import Basis, Decides, Problem, RoleChoice, Severity, Source
from imgrules.rulebook.model import Rule, Rulebook, When

RULE = Rule(
    id="r", title="R", applies_to=("main",), when=When(), check="", params_given={},
    severity=Severity.ERROR, decides=Decides.HUMAN, basis=Basis.OFFICIAL,
    source=Source("s", "S", ""), enforce_from=None, message="", remedy="", fix=None, waivable=True,
    final=False, scope="image", origin={},
)  # fmt: skip
BOOK = Rulebook(
    name="acme", edition="2026-01-01", title="A", sources={}, roles=(), unmatched="main",
    categories=(), regions=(), channels=(), rules=(RULE,), disabled={}, extends=(), sha256="",
    file="", path=Path(),
)  # fmt: skip


def job(*roles: str, book: Rulebook = BOOK) -> Job:
    pictures = tuple(
        Picture(Path(f"{at}.jpg"), f"{at}.jpg", {"acme": RoleChoice("acme", role, "x")})
        for at, role in enumerate(roles)
    )
    return Job(pictures, (book,), date(2026, 2, 1))


def nothing_judged(job: Job, *, narrowed: bool = False) -> tuple[Problem, ...]:
    census = Census.of(job.pictures, job.rulebooks)
    return doubts.nothing_judged(replace(job, narrowed=narrowed), census)


def test_pictures_that_meet_a_rule_raise_no_doubt() -> None:
    assert nothing_judged(job("main", "main")) == ()


def test_a_rulebook_that_met_no_picture_is_doubted_however_narrow_the_run() -> None:
    for narrowed in (False, True):
        (problem,) = nothing_judged(job("back", "back"), narrowed=narrowed)
        assert "no rule of acme" in problem.message


def test_a_rulebook_without_rules_is_doubted() -> None:
    assert len(nothing_judged(job("main", book=replace(BOOK, rules=())))) == 1


def test_a_single_picture_that_met_no_rule_is_named_unless_the_run_was_narrowed() -> None:
    (problem,) = nothing_judged(job("main", "back"))
    assert problem.path == "1.jpg"
    assert "acme has no rule for the role back" in problem.message
    assert nothing_judged(job("main", "back"), narrowed=True) == ()
