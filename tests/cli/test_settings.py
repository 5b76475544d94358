"""imgrules.yaml stands where the command line and the environment are silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import RULEBOOK, Run, draw

RULES = "schema: 1\ncheck:\n  rules: [./acme]\n"


@pytest.fixture
def settle(place: Path):
    def write(text: str, where: Path | None = None) -> Path:
        path = (where or place) / "imgrules.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_plain_check_goes_by_the_file_and_names_it(shots: Path, settle, run: Run) -> None:
    settle(RULES + "  paths: [shots]\n  exclude: ['*.PT*']\n")
    done = run("check")
    assert done.exit_code == 0, done.stderr
    assert "settings from imgrules.yaml" in done.stdout
    assert "1 picture" in done.stdout


def test_settings_of_fixes_alone_are_not_named(shots: Path, settle, run: Run) -> None:
    settle("schema: 1\nfix: {allow: [unsafe]}\n")
    assert "settings from" not in run("check", "shots", "-r", "./acme").stdout


def test_paths_count_from_the_file(shots: Path, settle, run: Run, monkeypatch) -> None:
    place = shots.parent
    (place / "photos.csv").write_text("path,role\nshots/B0TEST0001.MAIN.png,main\n")
    (place / "out").mkdir()
    settle(RULES + "  manifest: photos.csv\n  formats: [json=out/result.json]\n")
    (place / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(place / "deep" / "er")
    done = run("check")
    assert done.exit_code == 0, done.stderr
    (image,) = json.loads((place / "out" / "result.json").read_text("utf-8"))["images"]
    assert image["path"] == "../../shots/B0TEST0001.MAIN.png"
    assert image["roles"][0]["reason"].startswith("given by ../../photos.csv")


WARNS = "shots/B0TEST0001.PT02.png"


@pytest.mark.parametrize(
    "case",
    [
        ("", None, None, 0),
        ("  fail_on: warning\n", None, None, 1),
        ("  fail_on: warning\n", "error", None, 0),
        ("  fail_on: warning\n", "error", "warning", 1),
        ("", "warning", None, 1),
        ("", "warning", "error", 0),
    ],
)
def test_command_line_then_environment_then_file(
    shots: Path, settle, run: Run, monkeypatch, case
) -> None:
    file, variable, option, status = case
    settle(RULES + file)
    if variable:
        monkeypatch.setenv("IMGRULES_CHECK_FAIL_ON", variable)
    asked = ["--fail-on", option] if option else []
    assert run("check", WARNS, *asked).exit_code == status


def test_a_flag_of_the_file_can_be_taken_back(shots: Path, settle, run: Run) -> None:
    tail = '\n    severity: error\n    source: {ref: guide, clause: "1"}'
    helped = "decides: assist\n    check: background.white"
    book = RULEBOOK.replace(f"decides: human{tail}", helped + tail)
    (shots.parent / "acme" / "2026-01-01.yaml").write_text(book, encoding="utf-8")
    grey = shots / "B0TEST0009.MAIN.png"
    draw(grey, 320)
    from PIL import Image

    Image.new("RGB", (320, 320), "#777777").save(grey)
    settle(RULES + "  fail_on_review: true\n")
    assert run("check", str(grey)).exit_code == 1
    assert run("check", str(grey), "--no-fail-on-review").exit_code == 0


def test_several_values_in_a_variable_and_a_misspelt_one(
    shots: Path, settle, run: Run, monkeypatch
) -> None:
    monkeypatch.setenv("IMGRULES_CHECK_RULES", "./acme")
    monkeypatch.setenv("IMGRULES_CHECK_EXCLUDE", "*.PT01.* *.PT02.*")
    monkeypatch.setenv("IMGRULES_CHECK_COLOR", "never")
    assert run("check", "shots").exit_code == 0
    monkeypatch.setenv("IMGRULES_CHECK_FAILON", "warning")
    done = run("check", "shots")
    assert done.exit_code == 2
    assert "IMGRULES_CHECK_FAILON: no option of imgrules check is set by that" in done.stderr
    assert "did you mean IMGRULES_CHECK_FAIL_ON?" in done.stderr


def test_a_manifest_or_a_path_given_replaces_the_file_s_paths(
    shots: Path, settle, run: Run
) -> None:
    settle(RULES + "  paths: [nowhere]\n")
    assert run("check").exit_code == 2
    assert run("check", "shots/B0TEST0001.MAIN.png").exit_code == 0
    (shots.parent / "photos.csv").write_text("path\nshots/B0TEST0001.MAIN.png\n")
    assert run("check", "--manifest", "photos.csv").exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema: 1\nchek: {}\n",
         ("imgrules.yaml:2:1: unknown key chek", "did you mean check?")),
        ("schema: 1\ncheck: {fail-on: error}\n",
         ("imgrules.yaml:2:9: unknown key fail-on", "did you mean fail_on?")),
        ("schema: 1\ncheck: {fail_on: eror}\n",
         ("fail_on cannot be 'eror'", "did you mean error?")),
        ("schema: 1\ncheck: {rules: acme}\n", ("rules must be a list", "[acme]")),
        ("schema: 1\ncheck: {rules: [amazn]}\n",
         ("imgrules.yaml:2:17: no rulebook is called amazn", "did you mean amazon?")),
        ("schema: 1\ncheck: {formats: [jsn=x.json]}\n",
         ("imgrules.yaml:2:19: no format is called jsn", "formats: ")),
        ("schema: 1\ncheck: {max_waiver_days: 0}\n", ("max_waiver_days is 0", "at least 1")),
    ],
)  # fmt: skip
def test_every_slip_is_told_with_its_place(shots: Path, settle, run: Run, text, said) -> None:
    settle(text)
    done = run("check", "shots", "-r", "./acme")
    assert done.exit_code == 2
    for words in said:
        assert words in done.stderr


def test_another_file_may_be_named(shots: Path, settle, run: Run) -> None:
    settle("schema: 1\ncheck: {fail_on: nonsense}\n")
    other = shots.parent / "other.yaml"
    other.write_text(RULES + "  fail_on: warning\n", encoding="utf-8")
    assert run("check", WARNS, "--config", "other.yaml").exit_code == 1
    gone = run("check", WARNS, "--config", "gone.yaml")
    assert gone.exit_code == 2
    assert "gone.yaml: no such file" in gone.stderr


def test_fix_goes_by_the_same_rules_but_not_by_the_paths(shots: Path, settle, run: Run) -> None:
    settle(RULES + "  paths: [shots]\n")
    assert run("fix", "shots/B0TEST0001.MAIN.png").exit_code == 0
    nothing = run("fix")
    assert nothing.exit_code == 2
    assert "no path given" in nothing.stderr


def test_a_plan_is_carried_out_by_its_own_rules(shots: Path, settle, run: Run) -> None:
    planned = run("fix", "shots/B0TEST0001.MAIN.png", "-r", "./acme", "--plan", "plan.json")
    assert planned.exit_code == 0, planned.stderr
    settle("schema: 1\ncheck: {rules: [amazon]}\n")
    again = run("fix", "--apply", "--plan", "plan.json", "--out", "ready", "-r", "./acme")
    assert again.exit_code == 0, again.stderr
    silent = run("fix", "--apply", "--plan", "plan.json", "--out", "ready2")
    assert "amazon" not in silent.stderr


# -- overrides -----------------------------------------------------------------------------------

OVER = RULES + "  overrides:\n    - files: 'shots/**'\n      rules: {%s}\n"


def test_raising_a_severity_is_free(shots: Path, settle, run: Run) -> None:
    settle(OVER % "longest-side-zoom: {severity: error}")
    done = run("check", WARNS)
    assert done.exit_code == 1
    assert "instead of" not in done.stdout


def test_lowering_one_is_told_and_counts(shots: Path, settle, run: Run) -> None:
    settle(OVER % "longest-side: {severity: info}, acme/main-only: {severity: warning}")
    done = run("check", "shots", "-f", "json=r.json")
    done = run("check", "shots", "-f", "text", "-f", "json=r.json")
    assert done.exit_code == 0, done.stdout
    result = json.loads((shots.parent / "r.json").read_text("utf-8"))
    said = [notice["message"] for notice in result["notices"]]
    assert any(
        "imgrules.yaml:6:15: acme/longest-side counts as info instead of error for shots/**; "
        "1 picture fails it" in each
        for each in said
    )
    assert "counts as info instead of" in " ".join(done.stdout.split())


def test_an_override_means_only_its_pictures(shots: Path, settle, run: Run) -> None:
    settle((OVER % "longest-side: {severity: info}").replace("shots/**", "elsewhere/**"))
    done = run("check", "shots")
    assert done.exit_code == 1
    assert "no picture of this run is below elsewhere/**" in " ".join(done.stdout.split())


@pytest.mark.parametrize("line", ["final: true", "waivable: false"])
def test_final_rules_cannot_be_lowered_but_raised(shots: Path, settle, run: Run, line: str) -> None:
    head = "  - id: longest-side-zoom\n"
    book = RULEBOOK.replace(head, f"{head}    {line}\n")
    (shots.parent / "acme" / "2026-01-01.yaml").write_text(book, encoding="utf-8")
    settle(OVER % "longest-side-zoom: {severity: info}")
    done = run("check", "shots")
    assert done.exit_code == 2
    assert "imgrules.yaml:6:15" in done.stderr
    assert "cannot count as info instead of warning" in done.stderr
    settle(OVER % "longest-side-zoom: {severity: error}")
    assert run("check", WARNS).exit_code == 1


def test_an_override_of_a_rule_that_is_not_there(shots: Path, settle, run: Run) -> None:
    settle(OVER % "longest-sid: {severity: error}")
    done = run("check", "shots")
    assert done.exit_code == 2
    assert "no rule of acme@2026-01-01 is called longest-sid" in done.stderr
    assert "did you mean longest-side?" in done.stderr
    # With rulebooks of this call's own, the file may well be about others.
    assert run("check", "shots/B0TEST0001.MAIN.png", "-r", "./acme").exit_code == 0


@pytest.mark.parametrize("folder", [False, True])
def test_settings_that_are_no_file_are_not_passed_over(
    shots: Path, place: Path, run: Run, *, folder: bool
) -> None:
    file = place / "imgrules.yaml"
    file.mkdir() if folder else file.symlink_to("gone")
    done = run("check", "shots", "-r", "./acme")
    assert done.exit_code == 2
    assert "imgrules.yaml: is no file" in done.stderr or "gone: is no file" in done.stderr
