from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_rule_is_explained_with_source_limits_and_past(run: Run, place: Path) -> None:
    later = Path("acme/2026-06-01.yaml")
    text = Path("acme/2026-01-01.yaml").read_text(encoding="utf-8")
    text = text.replace('edition: "2026-01-01"', 'edition: "2026-06-01"')
    later.write_text(text.replace("min_px: 100", "min_px: 120"), encoding="utf-8")
    outcome = run("explain", "./acme/longest-side")
    assert outcome.exit_code == 0
    for said in (
        "acme/longest-side, edition 2026-06-01",
        "min_px 120",
        "Acme guide, 2.1",
        "“at least 100 pixels”",
        "https://acme.example/guide",
        "Send the original photo.",
        "params.min_px: 100 → 120",
        "How it is measured: dimensions.long_edge",
    ):
        assert said in outcome.stdout


def test_a_rule_is_explained_as_of_a_day(run: Run, place: Path) -> None:
    outcome = run("explain", "./acme/shoes-left", "--as-of", "2026-02-01")
    assert "category shoes" in outcome.stdout
    assert "a person; nothing is measured" in outcome.stdout


def test_a_short_id_is_looked_up_in_the_rulebooks_given(run: Run, place: Path) -> None:
    assert "acme/longest-side" in run("explain", "longest-side", "-r", "./acme").stdout


def test_a_name_as_reports_show_it_is_found_in_the_rulebook_given(run: Run, place: Path) -> None:
    assert "acme/longest-side" in run("explain", "acme/longest-side", "-r", "./acme").stdout
    spec = "acme@2026-01-01/longest-side"
    assert "acme/longest-side" in run("explain", spec, "-r", "./acme").stdout
    outcome = run("explain", "ebay/longest-side", "-r", "./acme")
    assert outcome.exit_code == 2
    assert "no rulebook given with -r is called ebay" in outcome.stderr


def test_an_edition_that_changed_nothing_says_so(run: Run, place: Path) -> None:
    text = Path("acme/2026-01-01.yaml").read_text(encoding="utf-8")
    later = text.replace('edition: "2026-01-01"', 'edition: "2999-01-01"')
    Path("acme/2999-01-01.yaml").write_text(later, encoding="utf-8")
    said = run("explain", "./acme/longest-side").stdout
    assert "2026-01-01: there" in said
    assert "2999-01-01: unchanged" in said


def test_a_far_off_name_brings_no_wall_of_rules(run: Run) -> None:
    outcome = run("explain", "zzzzzzzz")
    assert outcome.exit_code == 2
    assert "hint:  imgrules rules show RULEBOOK lists its rules" in outcome.stderr


def test_a_rule_of_several_rulebooks_lists_them(run: Run, place: Path) -> None:
    other = Path("other")
    other.mkdir()
    text = Path("acme/2026-01-01.yaml").read_text(encoding="utf-8")
    (other / "2026-01-01.yaml").write_text(
        text.replace("rulebook: acme", "rulebook: other"), encoding="utf-8"
    )
    outcome = run("explain", "longest-side", "-r", "./acme", "-r", "./other")
    assert outcome.exit_code == 0
    assert "2 rulebooks have a rule of that name" in outcome.stdout
    assert "other/longest-side" in outcome.stdout


def test_a_check_is_explained_by_its_own_page(run: Run) -> None:
    outcome = run("explain", "dimensions.long_edge")
    assert outcome.exit_code == 0
    for heading in ("What it measures:", "How:", "Parameters:", "Limits:", "min_px"):
        assert heading in outcome.stdout


@pytest.mark.parametrize("status", ["0", "1", "2", "130"])
def test_an_exit_status_is_explained(run: Run, status: str) -> None:
    assert run("explain", status).stdout.startswith(f"exit status {status}: ")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("./acme/longest-sied", "did you mean longest-side?"),
        ("dimensions.long_egde", "did you mean dimensions.long_edge?"),
    ],
)
def test_an_unknown_name_gets_the_nearest(run: Run, place: Path, name: str, hint: str) -> None:
    outcome = run("explain", name)
    assert outcome.exit_code == 2
    assert hint in outcome.stderr
