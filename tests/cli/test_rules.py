from __future__ import annotations

from pathlib import Path

import pytest

from imgrules.rulebook.yaml import parse
from tests.cli.conftest import Run


def test_list_names_every_rulebook_and_the_edition_in_force(run: Run) -> None:
    outcome = run("rules", "list", "--as-of", "2026-11-21")
    assert outcome.exit_code == 0
    google = next(line for line in outcome.stdout.splitlines() if line.startswith("google"))
    assert "2026-04-14" in google
    later = run("rules", "list", "--as-of", "2027-02-01").stdout
    assert "2027-01-31  bundled  2026-04-14" in " ".join(later.split()).replace(" ", "  ")


def test_list_says_where_no_edition_has_begun(run: Run) -> None:
    assert "none yet" in run("rules", "list", "--as-of", "1999-01-01").stdout


def test_show_lists_the_rules_with_their_conditions(run: Run, place: Path) -> None:
    outcome = run("rules", "show", "./acme")
    assert outcome.exit_code == 0
    assert "Acme shop pictures  (acme@2026-01-01)" in outcome.stdout
    assert "A left shoe is shown [shoes]" in outcome.stdout


def test_show_resolved_is_yaml_with_every_value(run: Run, place: Path) -> None:
    data = parse(run("rules", "show", "./acme", "--resolved").stdout, label="shown").data
    assert isinstance(data, dict)
    rules = data["rules"]
    assert isinstance(rules, list)
    first = rules[0]
    assert isinstance(first, dict)
    assert first["params"] == {"min_px": 100}
    assert (first["decides"], first["waivable"]) == ("machine", True)


def test_show_origin_names_file_and_line_of_each_value(run: Run, place: Path) -> None:
    lines = run("rules", "show", "./acme", "--origin").stdout.splitlines()
    limit = next(line for line in lines if "min_px: 100" in line)
    text = Path("acme/2026-01-01.yaml").read_text(encoding="utf-8").splitlines()
    number = next(at for at, line in enumerate(text, start=1) if "min_px: 100" in line)
    assert f"acme/2026-01-01.yaml:{number}:" in limit
    assert next(line for line in lines if "decides: machine" in line).endswith("# default")


def test_lint_accepts_a_sound_rulebook(run: Run, place: Path) -> None:
    outcome = run("rules", "lint", "./acme")
    assert "0 errors" in outcome.stdout
    assert outcome.exit_code == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("params: {min_pix: 100}", "did you mean min_px?"),
        ("params: {min_px: 1:1}", "1:1"),
        ("severity: error\n    severity: error", "severity"),
        ("check: dimensions.long_egde", "did you mean dimensions.long_edge?"),
    ],
)
def test_a_slip_in_a_rulebook_is_refused_with_its_place(
    run: Run, shots: Path, wrong: str, said: str
) -> None:
    path = Path("acme/2026-01-01.yaml")
    key = wrong.partition(":")[0]
    text = path.read_text(encoding="utf-8")
    right = next(line.strip() for line in text.splitlines() if line.strip().startswith(key + ":"))
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    checked = run("check", "shots", "-r", "./acme")
    assert checked.exit_code == 2
    assert "acme/2026-01-01.yaml:" in checked.stderr
    assert said in checked.stderr
    linted = run("rules", "lint", "./acme")
    assert linted.exit_code == 2
    assert said in linted.stdout


def test_lint_warnings_fail_only_when_strict(run: Run, place: Path) -> None:
    path = Path("acme/2026-01-01.yaml")
    text = path.read_text(encoding="utf-8").replace(
        'retrieved: "2026-10-01"', 'retrieved: "2020-01-01"'
    )
    path.write_text(text, encoding="utf-8")
    assert run("rules", "lint", "./acme").exit_code == 0
    strict = run("rules", "lint", "./acme", "--strict")
    assert strict.exit_code == 1
    assert "was last read" in strict.stdout


def test_changing_a_threshold_changes_the_verdict(run: Run, shots: Path) -> None:
    path = Path("acme/2026-01-01.yaml")
    assert run("check", "shots/B0TEST0001.PT01.png", "-r", "./acme").exit_code == 1
    text = path.read_text(encoding="utf-8").replace("min_px: 100", "min_px: 60")
    path.write_text(text, encoding="utf-8")
    assert run("check", "shots/B0TEST0001.PT01.png", "-r", "./acme").exit_code == 0


CASES = """
schema: 1
rulebook: acme
cases:
  - id: small
    picture: {{canvas: [99, 90], subject: {{shape: box}}}}
    role: secondary
    expect: {{longest-side: {small}, longest-side-zoom: fail, longest-side-soon: fail}}
"""


@pytest.mark.parametrize(("expected", "status"), [("fail", 0), ("pass", 1)])
def test_the_cases_of_a_rulebook_are_run(run: Run, place: Path, expected: str, status: int) -> None:
    Path("acme/tests").mkdir()
    Path("acme/tests/cases.yaml").write_text(CASES.format(small=expected), encoding="utf-8")
    outcome = run("rules", "test", "./acme")
    assert outcome.exit_code == status, outcome.output
    assert f"acme: {1 - status} of 1 cases as expected" in outcome.stdout
    assert ("✗ small" in outcome.stdout) == bool(status)


def test_missing_cases_show_when_coverage_is_asked_for(run: Run, place: Path) -> None:
    Path("acme/tests").mkdir()
    Path("acme/tests/cases.yaml").write_text(CASES.format(small="fail"), encoding="utf-8")
    outcome = run("rules", "test", "./acme", "--require-coverage", "--ablate")
    assert outcome.exit_code == 1
    assert "no case shows it passing" in outcome.stdout


def test_a_rulebook_without_cases_is_no_success(run: Run, place: Path) -> None:
    assert run("rules", "test", "./acme").exit_code == 2


def test_new_writes_a_rulebook_that_lints_and_never_overwrites(run: Run, place: Path) -> None:
    outcome = run("rules", "new", "client", "--edition", "2026-01-01")
    assert outcome.exit_code == 0
    path = Path("rules-client/2026-01-01.yaml")
    assert f"imgrules rules lint {path}" in outcome.stdout
    assert run("rules", "lint", str(path)).exit_code == 0
    path.write_text("mine")
    again = run("rules", "new", "client", "--edition", "2026-01-01")
    assert again.exit_code == 2
    assert path.read_text() == "mine"


def test_new_takes_a_folder_and_refuses_a_bad_name(run: Run, place: Path) -> None:
    assert run("rules", "new", "client", "mine", "--edition", "2026-01-01").exit_code == 0
    assert Path("mine/2026-01-01.yaml").is_file()
    assert run("rules", "new", "Client X").exit_code == 2
    assert run("rules", "new", "client", "--edition", "tomorrow").exit_code == 2
