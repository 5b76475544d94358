from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from imgrules.reporters import REPORTERS
from tests.cli.conftest import Run, draw

PURE = sorted({*REPORTERS} - {"html", "text"})
"""Formats that show no time and no note of the run: stored or fresh, they are the same."""


@pytest.fixture
def stored(run: Run, shots: Path) -> Path:
    """A result on disk, beside the pictures it is about."""
    path = shots.parent / "result.json"
    outcome = run("check", "shots", "-r", "./acme", "-f", f"json={path}")
    assert outcome.exit_code == 1, outcome.stderr
    return path


def test_a_stored_result_is_reported_again_without_the_pictures(
    run: Run, shots: Path, stored: Path
) -> None:
    for picture in shots.iterdir():
        picture.unlink()
    outcome = run("report", "result.json")
    assert outcome.exit_code == 1
    assert "60 px — required: at least 100 px" in outcome.stdout
    assert "3 pictures: 1 fail · 1 with warnings · 1 pass" in outcome.stdout


@pytest.mark.parametrize("name", PURE)
def test_a_format_says_the_same_stored_or_fresh(run: Run, stored: Path, name: str) -> None:
    fresh = run("check", "shots", "-r", "./acme", "-f", name, "--no-progress")
    again = run("report", "result.json", "-f", name)
    # Markdown tells what the run noted beside its result, which is not part of the result.
    noted = "name it with --" if name == "markdown" else "\0"
    assert again.stdout == "".join(
        line for line in fresh.stdout.splitlines(keepends=True) if noted not in line
    )
    assert again.exit_code == fresh.exit_code == 1


def test_lines_are_read_like_a_document(run: Run, shots: Path, stored: Path) -> None:
    run("check", "shots", "-r", "./acme", "-f", "jsonl=result.jsonl")
    one, other = run("report", "result.json"), run("report", "result.jsonl")
    assert one.stdout == other.stdout


def test_several_formats_go_to_files_at_once(run: Run, stored: Path) -> None:
    wanted = [part for name in REPORTERS for part in ("-f", f"{name}=out.{name}")]
    assert run("report", "result.json", *wanted).exit_code == 1
    for name in REPORTERS:
        assert Path(f"out.{name}").stat().st_size > 100


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 1), (("--exit-zero",), 0), (("--fail-on", "warning"), 1), (("--fail-on", "error"), 1),
    ],
)  # fmt: skip
def test_the_status_is_that_of_check(
    run: Run, stored: Path, arguments: tuple[str, ...], status: int
) -> None:
    assert run("report", "result.json", "-q", *arguments).exit_code == status


@pytest.mark.parametrize(("arguments", "status"), [((), 0), (("--fail-on", "warning"), 1)])
def test_what_fails_can_be_asked_anew(
    run: Run, shots: Path, arguments: tuple[str, ...], status: int
) -> None:
    run("check", "shots/*PT02*", "-r", "./acme", "-f", "json=warned.json")
    assert run("report", "warned.json", *arguments).exit_code == status


@pytest.mark.parametrize(
    ("setting", "arguments", "status"),
    [
        ("fail_on: error", (), 0),
        ("fail_on: warning", (), 1),
        ("fail_on: warning", ("--fail-on", "error"), 0),
    ],
)
def test_what_fails_is_what_the_settings_say_of_check(
    run: Run, shots: Path, setting: str, arguments: tuple[str, ...], status: int
) -> None:
    run("check", "shots/*PT02*", "-r", "./acme", "-f", "json=warned.json")
    settings = f"schema: 1\ncheck:\n  {setting}\n  formats: [csv=never.csv]\n"
    Path("imgrules.yaml").write_text(settings, "utf-8")
    assert run("report", "warned.json", *arguments).exit_code == status
    assert not Path("never.csv").exists()


def test_what_fails_is_what_the_environment_says_of_check(
    run: Run, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("check", "shots/*PT02*", "-r", "./acme", "-f", "json=warned.json")
    Path("imgrules.yaml").write_text("schema: 1\ncheck: {fail_on: error}\n", "utf-8")
    monkeypatch.setenv("IMGRULES_CHECK_FAIL_ON", "warning")
    assert run("report", "warned.json").exit_code == 1
    assert run("report", "warned.json", "--fail-on", "error").exit_code == 0
    monkeypatch.setenv("IMGRULES_CHECK_FAIL_ON", "wrning")
    assert run("report", "warned.json").exit_code == 2


def test_a_result_that_cannot_be_trusted_stays_so(run: Run, stored: Path) -> None:
    document = json.loads(stored.read_text("utf-8"))
    document["problems"] = [
        {"kind": "check-crashed", "message": "it broke", "hint": "", "path": "", "rule": ""}
    ]
    stored.write_text(json.dumps(document), "utf-8")
    outcome = run("report", "result.json", "--exit-zero")
    assert outcome.exit_code == 2
    assert "This run cannot be trusted" in outcome.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("", "no JSON"),
        ("{}", "no result of imgrules check"),
        ('{"schema": 99, "images": []}', "newer imgrules"),
        ("sku,image\n", "no JSON"),
    ],
)
def test_what_is_no_result_is_refused(
    run: Run, place: Path, content: str | None, said: str
) -> None:
    if content is not None:
        (place / "x.json").write_text(content, "utf-8")
    outcome = run("report", "x.json")
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert "x.json" in outcome.stderr


def test_a_report_replaces_neither_the_result_nor_a_picture(run: Run, stored: Path) -> None:
    for target in ("result.json", "shots/../result.json", "shots/B0TEST0001.PT01.png"):
        before = Path(target).read_bytes()
        outcome = run("report", "result.json", "-f", f"csv={target}")
        assert outcome.exit_code == 2
        assert "would replace it" in outcome.stderr
        assert Path(target).read_bytes() == before


def test_a_folder_that_is_not_there_is_named(run: Run, stored: Path) -> None:
    outcome = run("report", "result.json", "-f", "csv=nowhere/out.csv")
    assert outcome.exit_code == 2
    assert "nowhere/out.csv: cannot be written" in outcome.stderr


def test_only_text_and_annotations_share_stdout(run: Run, stored: Path) -> None:
    together = run("report", "result.json", "-f", "text", "-f", "github")
    assert together.exit_code == 1
    assert "3 pictures:" in together.stdout
    assert "\n::error file=shots/B0TEST0001.PT01.png" in together.stdout
    for other in ("json", "csv"):
        refused = run("report", "result.json", "-f", other, "-f", "github")
        assert refused.exit_code == 2
        assert "cannot both go to stdout" in refused.stderr


@pytest.fixture
def summary(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = place / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_annotations_come_with_a_step_summary_that_is_added_to(
    run: Run, stored: Path, summary: Path
) -> None:
    summary.write_text("before\n", "utf-8")
    run("report", "result.json", "-f", "github")
    run("check", "shots", "-r", "./acme", "-f", "github", "--no-progress")
    text = summary.read_text("utf-8")
    assert text.startswith("before\n# imgrules: 1 of 3 pictures fails")
    assert text.count("# imgrules: 1 of 3 pictures fails") == 2


def test_a_full_step_summary_is_left_alone(run: Run, stored: Path, summary: Path) -> None:
    summary.write_text("x" * 1_000_000, "utf-8")
    run("report", "result.json", "-f", "github")
    assert summary.stat().st_size < 1_000_000 + 500


def test_other_formats_write_no_step_summary(run: Run, stored: Path, summary: Path) -> None:
    run("report", "result.json", "-f", "markdown")
    assert not summary.exists()


def test_very_many_pictures_are_told_by_rule(run: Run, stored: Path) -> None:
    document = json.loads(stored.read_text("utf-8"))
    failing = next(each for each in document["images"] if "PT01" in each["path"])
    document["images"] = [{**failing, "path": f"{n}.png"} for n in range(300)]
    stored.write_text(json.dumps(document), "utf-8")
    outcome = run("report", "result.json")
    assert "Longest side at least 100 px — 300 pictures" in outcome.stdout
    assert len(outcome.stdout.splitlines()) < 80
    listed = run("report", "result.json", "--group-by", "picture")
    assert listed.stdout.count("Longest side at least 100 px") == 300


def finding_of(run: Run, rule: str) -> str:
    log = json.loads(run("report", "result.json", "-f", "sarif").stdout)
    (found,) = [each for each in log["runs"][0]["results"] if each["ruleId"] == f"acme/{rule}"]
    return str(found["properties"]["finding"])


@pytest.mark.parametrize("cut", [None, 8])
def test_a_finding_is_explained(run: Run, stored: Path, cut: int | None) -> None:
    name = finding_of(run, "longest-side")
    outcome = run("explain", name[:cut], "--result", "result.json")
    assert outcome.exit_code == 0
    for said in (
        name, "shots/B0TEST0001.PT01.png", "60 px — required: at least 100 px",
        "Send the original photo.", "Acme guide, 2.1", "dimensions.long_edge version",
    ):  # fmt: skip
        assert said in outcome.stdout
    verbose = run("report", "result.json", "-v")
    assert name in verbose.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("F-00000000", "--result", "result.json"), "has no finding F-00000000"),
        (("F-00000000",), "say which stored result"),
        (("F-0", "--result", "result.json"), "is no name of a finding"),
        (("longest-side", "--result", "result.json"), "is no name of a finding"),
        (("F-00000000", "--result", "nowhere.json"), "nowhere.json"),
    ],
)
def test_a_finding_that_is_not_there_is_refused(
    run: Run, stored: Path, arguments: tuple[str, ...], said: str
) -> None:
    outcome = run("explain", *arguments)
    assert outcome.exit_code == 2
    assert said in outcome.stderr


def test_equal_bytes_are_explained_under_each_name(run: Run, shots: Path) -> None:
    for name in ("a.png", "b.png"):
        draw(shots / name, 60)
    run("check", "shots/a.png", "shots/b.png", "-r", "./acme", "-f", "json=result.json")
    log = json.loads(run("report", "result.json", "-f", "sarif").stdout)
    name = log["runs"][0]["results"][0]["properties"]["finding"]
    outcome = run("explain", name, "--result", "result.json")
    assert "shots/a.png" in outcome.stdout
    assert "shots/b.png" in outcome.stdout
