"""A stored result judged anew says what a fresh check says, or that it cannot tell."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imgrules.document import dump_result, result_data
from imgrules.engine.judge import UNMEASURED
from imgrules.engine.measure import key_for
from imgrules.engine.prepare import prepare
from imgrules.engine.replay import Replay, replay
from imgrules.engine.run import run
from imgrules.engine.vocabulary import Given
from imgrules.model import Decides, Finding, ImageResult, Outcome, Result, Severity, Verdict
from imgrules.rulebook.model import RolePattern, Rule, Rulebook, When
from imgrules.stored import read_result
from imgrules.testing import Recipe, draw
from tests.unit.engine.conftest import TODAY, make_rule, make_rulebook

PICTURES: Mapping[str, Mapping[str, Any]] = {
    "B001.MAIN.jpg": {"subject": {"shape": "box", "fill": 0.9}},
    "B001.PT01.jpg": {"subject": {"shape": "box", "fill": 0.6}, "background": "#d0d4d8"},
    "B001.PT02.png": {"canvas": [180, 240], "subject": {"shape": "ellipse"}},
    "B002.MAIN.jpg": {
        "canvas": [120, 120],
        "subject": {"shape": "ellipse"},
        "background": "#f4f4f4",
    },
    "B002.PT01.jpg": {"subject": {"shape": "ellipse"}, "truncate": 0.5},
    "B002.PT02.jpg": {"subject": {"shape": "ellipse"}, "orientation": 6},
    "C003.MAIN.png": {"canvas": [300, 200], "subject": {"shape": "box"}},
    "C003_side.jpg": {"canvas": [200, 300], "subject": {"shape": "box", "fill": 0.4}},
}
POOL: tuple[tuple[str, dict[str, tuple[Any, ...]]], ...] = (
    ("dimensions.long_edge", {"min_px": (100, 220, 400)}),
    ("dimensions.aspect_ratio", {"ratio": ("1:1", "3:4"), "tolerance": (0.0, 0.3)}),
    ("file.format", {"allowed": (["jpeg"], ["jpeg", "png"])}),
    ("file.complete", {}),
    ("file.name", {"pattern": (".*", r"B.*", r".*\.jpg")}),
    ("color.greyscale", {}),
    ("orientation.exif", {}),
    ("background.white", {"tolerance": (0, 12), "min_share": (0.9, 1.0)}),
    ("subject.fill", {"min": (0.3, 0.7), "measure": ("longest_side", "bbox_area")}),
    ("dimensions.trimmed", {"min_width": (50, 150), "white_from": (250, 240)}),
    ("set.count", {"min": (1, 3)}),
    ("set.near_duplicates", {"max_distance": (2, 10)}),
    ("set.consistency", {"aspect_tolerance": (0.1, 0.5)}),
    ("", {}),
)
PATTERNS = (
    (r"^(?P<sku>[A-Z]\d+)\.MAIN", r"^(?P<sku>[A-Z]\d+)\.PT\d\d"),
    (r"^(?P<sku>B\d+)\.(MAIN|PT01)", r"_side"),
    (r"^(?P<sku>[A-Z]\d+)", r"nothing"),
)
DAYS = (date(2026, 1, 1), date(2026, 12, 1), date(2027, 6, 1))


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shots")
    for name, keys in PICTURES.items():
        drawn = draw(Recipe.model_validate({"canvas": [240, 240], "name": name, **keys}))
        (folder / name).write_bytes(drawn.data)
    (folder / "B001.PT03.jpg").write_bytes(b"")
    (folder / "B001.PT04.jpg").write_bytes(b"no picture at all, but long enough to be looked at")
    (folder / "B002.PT03.jpg").write_bytes((folder / "B001.MAIN.jpg").read_bytes()[:80])
    (folder / "manifest.csv").write_text(
        "path,role,sku,category\nB001.PT02.png,main,Z9,shoes\nC003_side.jpg,,C003,\n"
        "B002.PT02.jpg,main,,clothing\n"
    )
    return folder


def _edition(chance: random.Random, edition: str) -> Rulebook:
    rules = [_rule(chance, f"r{at}-{check.replace('.', '-')}", check, params)
             for at, (check, params) in enumerate(POOL) if chance.random() < 0.7]  # fmt: skip
    roles = ("main", "secondary")
    patterns = zip(roles, chance.choice(PATTERNS), strict=True)
    book = make_rulebook(
        *rules, make_rule("always", "dimensions.short_edge", params={"min_px": 90})
    )
    return replace(
        book,
        edition=edition,
        roles=tuple(RolePattern(role, pattern) for role, pattern in patterns),
        unmatched=chance.choice(["main", "secondary", "error"]),
        categories=("clothing", "shoes"),
    )


def _rule(
    chance: random.Random, rule_id: str, check: str, params: dict[str, tuple[Any, ...]]
) -> Rule:
    given = {name: chance.choice(values) for name, values in params.items()}
    helped = chance.choice([Decides.MACHINE, Decides.MACHINE, Decides.ASSIST])
    return make_rule(
        rule_id,
        check,
        params=given,
        applies_to=chance.choice([(), (), ("main",), ("secondary",)]),
        when=chance.choice([When(), When(), When(category=("shoes",)), When(not_region=("us",))]),
        severity=chance.choice(list(Severity)),
        decides=helped if check else Decides.HUMAN,
        enforce_from=chance.choice([None, None, date(2026, 12, 24)]),
    )


def _check(shots: Path, book: Rulebook, day: date, **options: Any) -> Result:
    files = sorted(str(path) for path in shots.iterdir() if path.suffix != ".csv")
    return run(prepare(files, [book], as_of=day, **options).job)


def _stored_and_read(result: Result, folder: Path) -> Result:
    path = folder / "result.json"
    path.write_text(dump_result(result_data(result)), encoding="utf-8")
    return read_result(path)


@pytest.mark.parametrize("seed", range(14))
def test_equals_a_fresh_check(shots: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    old, new = _edition(chance, "2026-01-01"), _edition(chance, "2026-11-01")
    options = chance.choice([
        {}, {"manifest": shots / "manifest.csv"}, {"given": Given(role="main")},
        {"given": Given(categories=("shoes",), region="us")},
    ])  # fmt: skip
    before = _check(shots, old, DAYS[0], **options)
    day = chance.choice(DAYS)
    fresh = _check(shots, new, day, **options)
    again = replay(_stored_and_read(before, tmp_path), [new], day)
    _same(before, fresh, again)


def _refused(result: Result) -> set[str]:
    return {problem.path for problem in result.problems if problem.kind == "roles/unmatched"}


def _same(before: Result, fresh: Result, again: Replay) -> None:
    """Compare all but the pictures that the stored run had left out."""
    unknown = _refused(before)
    stored = {image.path: image for image in before.images}
    mine = {image.path: image for image in again.result.images}
    for image in fresh.images:
        if image.path in unknown:
            continue
        other = mine.pop(image.path)
        assert [choice.role for choice in other.roles] == [choice.role for choice in image.roles]
        assert other.sku == image.sku
        missing = _compare(image.findings, other.findings)
        assert missing or other.verdict is image.verdict
        assert not missing & _held(stored[image.path], fresh)
        assert missing <= set(again.missing)
    assert not mine
    if not unknown:
        _same_sets(fresh, again)


def _same_sets(fresh: Result, again: Replay) -> None:
    assert again.result.rulebooks == fresh.rulebooks
    sets = [[(group.sku, group.members) for group in result.sets]
            for result in (again.result, fresh)]  # fmt: skip
    assert sets[0] == sets[1]
    for one, other in zip(fresh.sets, again.result.sets, strict=True):
        assert _compare(one.findings, other.findings) <= set(again.missing)
    assert _refused(fresh) == _refused(again.result)


def _held(stored: ImageResult, fresh: Result) -> set[str]:
    """Return the checks whose measurement is stored as the new edition needs it."""
    image = next(image for image in fresh.images if image.path == stored.path)
    return {made.check for made in image.measurements if made in stored.measurements}


def _compare(fresh: tuple[Finding, ...], again: tuple[Finding, ...]) -> set[str]:
    """Hold the findings against each other; return the checks that could not be told."""
    mine = {finding.full_id: finding for finding in again}
    theirs = {finding.full_id: finding for finding in fresh}
    unmeasured = {name for name, each in mine.items() if each.note.startswith(UNMEASURED)}
    assert all(mine[name].outcome is Outcome.UNCHECKED for name in unmeasured)
    for name in (mine.keys() | theirs.keys()) - unmeasured:
        if name == "imgrules/readable" and unmeasured:
            continue  # whether pixels can be read is seen by checks that nobody asked for before
        assert mine.get(name) == theirs.get(name)
    return {mine[name].check for name in unmeasured}


def test_same_edition_and_day_change_nothing(shots: Path, tmp_path: Path) -> None:
    book = _edition(random.Random(1), "2026-01-01")  # noqa: S311
    before = _check(shots, book, TODAY)
    again = replay(_stored_and_read(before, tmp_path), [book], TODAY)
    assert again.missing == ()
    assert again.result.images == read_result(tmp_path / "result.json").images
    assert again.result.sets == before.sets


BOOK = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 100}))


def test_what_was_not_measured_is_never_a_pass(shots: Path) -> None:
    stored = _check(shots, BOOK, TODAY)
    new = make_rulebook(make_rule("colour", "color.greyscale"))
    again = replay(stored, [new], TODAY)
    assert again.missing == ("color.greyscale",)
    assert {image.verdict for image in again.result.images} <= {Verdict.UNCHECKED, Verdict.FAIL}
    assert Verdict.UNCHECKED in {image.verdict for image in again.result.images}


def test_a_measurement_by_another_version_of_the_check_does_not_count(shots: Path) -> None:
    stored = _check(shots, BOOK, TODAY)
    image = next(image for image in stored.images if image.measurements)
    older = tuple(replace(made, version=made.version + 1) for made in image.measurements)
    again = replay(replace(stored, images=(replace(image, measurements=older),)), [BOOK], TODAY)
    finding = again.result.images[0].findings[0]
    assert finding.outcome is Outcome.UNCHECKED
    assert "version 1 is installed" in finding.note


@pytest.mark.parametrize(("day", "verdict"), [(DAYS[1], Verdict.PASS), (DAYS[2], Verdict.FAIL)])
def test_upcoming_rules_follow_the_day(shots: Path, day: date, verdict: Verdict) -> None:
    coming = make_rule(
        "long", "dimensions.long_edge", params={"min_px": 9000}, enforce_from=date(2027, 1, 31)
    )
    stored = _check(shots, BOOK, TODAY)
    image = next(image for image in stored.images if image.path.endswith("B001.MAIN.jpg"))
    again = replay(replace(stored, images=(image,)), [make_rulebook(coming)], day)
    assert again.result.images[0].verdict is verdict


def test_pictures_no_rule_is_about_are_a_problem(shots: Path) -> None:
    nobody = make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": 1}, applies_to=("swatch",))
    )
    again = replay(_check(shots, BOOK, TODAY), [nobody], TODAY)
    assert "run/nothing-judged" in {problem.kind for problem in again.result.problems}


def test_a_category_the_edition_does_not_know_is_a_problem(shots: Path) -> None:
    stored = _check(shots, BOOK, TODAY, given=Given(categories=("clothing",)))
    other = replace(BOOK, categories=("shoes",))
    (problem,) = replay(stored, [other], TODAY).result.problems
    assert problem.kind == "vocabulary/unknown"
    assert "clothing" in problem.message


def test_keys_are_told_apart_by_their_options(shots: Path) -> None:
    one, other = (
        make_rulebook(
            make_rule("t", "dimensions.trimmed", params={"min_width": 10, "white_from": level})
        )
        for level in (250, 240)
    )
    assert key_for(one.rules[0]) != key_for(other.rules[0])
    stored = _check(shots, one, TODAY)
    assert replay(stored, [one], TODAY).missing == ()
    assert replay(stored, [other], TODAY).missing == ("dimensions.trimmed",)
