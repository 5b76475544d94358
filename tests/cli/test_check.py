from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run, draw


def checked(run: Run, *arguments: str) -> dict[str, object]:
    outcome = run("check", *arguments, "-f", "json")
    return json.loads(outcome.stdout)  # type: ignore[no-any-return]


def rules_of(document: dict[str, object]) -> set[str]:
    images: list[dict[str, list[dict[str, str]]]] = document["images"]  # type: ignore[assignment]
    found = {finding["rule"] for image in images for finding in image["findings"]}
    return {name.rpartition("/")[2] for name in found}


def test_a_failing_picture_is_reported_and_the_status_is_1(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme")
    assert outcome.exit_code == 1
    assert "shots/B0TEST0001.PT01.png" in outcome.stdout
    assert "60 px — required: at least 100 px" in outcome.stdout
    assert "acme/longest-side" in outcome.stdout
    assert "3 pictures: 1 fail · 1 with warnings · 1 pass" in outcome.stdout


def test_nothing_that_fails_is_status_0(run: Run, shots: Path) -> None:
    assert run("check", "shots/*MAIN*", "-r", "./acme").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "info"), 1),
        (("--fail-on", "warning", "--exit-zero"), 0),
    ],
)
def test_a_warning_fails_only_when_asked(
    run: Run, shots: Path, arguments: tuple[str, ...], status: int
) -> None:
    outcome = run("check", "shots/B0TEST0001.PT02.png", "-r", "./acme", *arguments)
    assert outcome.exit_code == status


def test_a_checklist_line_does_not_count_as_a_review(run: Run, shots: Path) -> None:
    outcome = run("check", "shots/*MAIN*", "-r", "./acme", "--fail-on-review")
    assert outcome.exit_code == 0
    assert "A person still has to confirm" in outcome.stdout


def test_an_upcoming_rule_counts_from_its_day(run: Run, shots: Path) -> None:
    path = "shots/B0TEST0001.PT02.png"
    before = run("check", path, "-r", "./acme", "--as-of", "2090-01-30")
    after = run("check", path, "-r", "./acme", "--as-of", "2090-01-31")
    assert (before.exit_code, after.exit_code) == (0, 1)
    assert "becomes an error on 2090-01-31" in before.stdout


def test_a_past_day_needs_leave_and_marks_the_result(run: Run, shots: Path) -> None:
    past = ("check", "shots", "-r", "./acme", "--as-of", "2026-01-02")
    refused = run(*past)
    assert refused.exit_code == 2
    assert "--allow-past" in refused.stderr
    allowed = run(*past, "--allow-past")
    assert allowed.exit_code == 1
    assert "this result is not a gate" in allowed.stdout


@pytest.mark.parametrize("day", ["31.1.2027", "20270131", "2027-W04-7", "2027-02-30", ""])
def test_a_day_that_is_none_is_refused(run: Run, shots: Path, day: str) -> None:
    outcome = run("check", "shots", "-r", "./acme", "--as-of", day)
    assert outcome.exit_code == 2
    assert "write it as 2027-01-31" in outcome.stderr


@pytest.mark.parametrize("pattern", ["longest-side", "acme/longest-side", "*longest-side"])
def test_select_takes_ids_full_ids_and_patterns(run: Run, shots: Path, pattern: str) -> None:
    document = checked(run, "shots", "-r", "./acme", "--select", pattern)
    assert rules_of(document) == {"longest-side"}


def test_ignore_leaves_out_and_the_summary_says_so(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme", "--ignore", "longest-side")
    assert outcome.exit_code == 0
    assert "acme: only 5 of 6 rules were asked for" in outcome.stdout


def test_a_selection_that_names_no_rule_is_refused(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme", "--select", "longest-sied")
    assert outcome.exit_code == 2
    assert "did you mean longest-side?" in outcome.stderr


def test_a_run_that_judges_nothing_is_status_2(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme", "--select", "shoes-left")
    assert outcome.exit_code == 2
    assert "no rule of acme" in outcome.stdout
    woken = run("check", "shots", "-r", "./acme", "--select", "shoes-left", "--category", "shoes")
    assert woken.exit_code == 0


def test_a_selection_may_be_about_some_pictures_only(run: Run, shots: Path) -> None:
    assert run("check", "shots", "-r", "./acme", "--select", "main-only").exit_code == 0


def test_an_option_that_would_wake_more_rules_is_named(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme")
    assert "1 rule depends on the category; name it with --category (clothing, shoes)" in (
        " ".join(outcome.stdout.split())
    )
    assert "no picture here is about shoes-left" in outcome.stdout


def test_without_a_rulebook_those_there_are_are_listed(run: Run, shots: Path) -> None:
    outcome = run("check", "shots")
    assert outcome.exit_code == 2
    assert "no rulebook given" in outcome.stderr
    assert "amazon" in outcome.stderr
    assert "base/" not in outcome.stderr


def test_a_rulebook_given_twice_is_refused(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme", "-r", "acme/2026-01-01.yaml")
    assert outcome.exit_code == 2
    assert "given twice" in outcome.stderr


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda place: (place / "empty").mkdir(), "no picture to check in empty"),
        (lambda place: None, "empty: no such file or folder"),
    ],
)
def test_nothing_to_check_is_status_2_and_says_what_to_do(
    run: Run, place: Path, make: object, message: str
) -> None:
    make(place)  # type: ignore[operator]
    outcome = run("check", "empty", "-r", "./acme")
    assert outcome.exit_code == 2
    assert f"error: {message}" in outcome.stderr
    assert "hint:" in outcome.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_without_permission_is_status_2(run: Run, shots: Path) -> None:
    shots.chmod(0)
    try:
        outcome = run("check", "shots", "-r", "./acme")
    finally:
        shots.chmod(0o755)
    assert outcome.exit_code == 2
    assert "cannot be read" in outcome.stderr


def test_without_a_path_nothing_is_guessed(run: Run, place: Path) -> None:
    outcome = run("check", "-r", "./acme")
    assert outcome.exit_code == 2
    assert "no path given" in outcome.stderr


def test_a_broken_picture_is_a_finding_never_a_pass(run: Run, shots: Path) -> None:
    (shots / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\njunk")
    outcome = run("check", "shots/broken.png", "-r", "./acme")
    assert outcome.exit_code == 1
    assert "could not be judged" in outcome.stdout


def test_list_files_shows_role_path_and_reason_and_judges_nothing(run: Run, shots: Path) -> None:
    draw(shots / "odd.png", 10)
    outcome = run("check", "shots", "-r", "./acme", "--list-files")
    assert outcome.exit_code == 0
    first, *_, last = outcome.stdout.splitlines()
    assert first.split()[:3] == ["acme", "main", "shots/B0TEST0001.MAIN.png"]
    assert first.endswith("SKU B0TEST0001")
    assert "no name pattern matches; acme takes it as main" in last


def test_a_manifest_decides_roles_and_its_columns_are_carried(run: Run, shots: Path) -> None:
    (shots / "list.csv").write_text(
        "path,role,sku,season\n"
        "B0TEST0001.MAIN.png,secondary,S-1,AW\n"
        "B0TEST0001.PT02.png,main,S-1,AW\n"
    )
    document = checked(run, "-r", "./acme", "--manifest", "shots/list.csv")
    images: list[dict[str, object]] = document["images"]  # type: ignore[assignment]
    assert [image["roles"][0]["role"] for image in images] == ["secondary", "main"]  # type: ignore[index]
    assert {image["sku"] for image in images} == {"S-1"}
    assert images[0]["extra"] == {"season": "AW"}


def test_a_manifest_that_contradicts_the_folder_is_status_2(run: Run, shots: Path) -> None:
    (shots / "list.csv").write_text("path\ngone.png\nB0TEST0001.MAIN.png\n")
    outcome = run("check", "shots", "-r", "./acme", "--manifest", "shots/list.csv")
    assert outcome.exit_code == 2
    assert "there is no file gone.png" in outcome.stdout
    assert "the manifest does not list this file" in outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--role", "mian"), "did you mean main?"),
        (("--category", "shoe"), "did you mean shoes?"),
        (("--region", "fr"), "known: us, uk"),
    ],
)
def test_unknown_words_are_refused_with_a_suggestion(
    run: Run, shots: Path, arguments: tuple[str, str], hint: str
) -> None:
    outcome = run("check", "shots", "-r", "./acme", *arguments)
    assert outcome.exit_code == 2
    assert hint in outcome.stderr


def test_several_formats_go_to_their_places(run: Run, shots: Path) -> None:
    outcome = run(
        "check", "shots", "-r", "./acme", "-f", "text", "-f", "json=r.json", "-f", "jsonl=r.jsonl"
    )
    assert outcome.exit_code == 1
    assert "3 pictures" in outcome.stdout
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in Path("r.jsonl").read_text(encoding="utf-8").splitlines()]
    kinds = [line["kind"] for line in lines if line["kind"] != "rule"]
    assert kinds == ["image"] * 3 + ["set"] * len(document["sets"]) + ["summary"]
    paths = [line["path"] for line in lines if line["kind"] == "image"]
    assert paths == [image["path"] for image in document["images"]]
    assert not list(Path().glob(".*.tmp"))


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        (("-f", "text", "-f", "json"), "two formats cannot both go to stdout"),
        (("-f", "json=x", "-f", "jsonl=./x"), "two formats cannot go to one file"),
        (("-f", "sarf"), "no format is called sarf"),
        (("-f", "json="), "no file after the equals sign"),
        (("-f", "json=no/such/folder.json"), "cannot be written: No such file or directory"),
        (("-f", "json=shots/B0TEST0001.MAIN.png"), "is one of the pictures"),
    ],
)
def test_formats_that_cannot_be_are_refused(
    run: Run, shots: Path, formats: tuple[str, ...], message: str
) -> None:
    outcome = run("check", "shots", "-r", "./acme", *formats)
    assert outcome.exit_code == 2
    assert message in outcome.stderr


def test_a_report_replaces_the_old_one_only_when_the_run_ends_well(run: Run, shots: Path) -> None:
    Path("r.json").write_text("old")
    assert (
        run("check", "shots", "-r", "./acme", "--select", "no", "-f", "json=r.json").exit_code == 2
    )
    assert Path("r.json").read_text() == "old"
    run("check", "shots", "-r", "./acme", "-f", "json=r.json")
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["schema"] == 1


def test_json_is_the_same_bytes_whatever_the_number_of_workers(run: Run, shots: Path) -> None:
    one = run("check", "shots", "-r", "./acme", "-f", "json", "-j", "1")
    two = run("check", "shots", "-r", "./acme", "-f", "json", "-j", "2")
    assert one.stdout_bytes == two.stdout_bytes
    assert one.stdout_bytes == run("check", "shots", "-r", "./acme", "-f", "json").stdout_bytes


def test_quiet_keeps_the_findings_only(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme", "-q")
    assert outcome.exit_code == 1
    assert "acme/longest-side" in outcome.stdout
    assert "A person" not in outcome.stdout
    assert "3 pictures" not in outcome.stdout


def test_verbose_names_passing_pictures_and_quotes_the_source(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "./acme", "-v", "--ignore", "longest-side-soon")
    assert "✓ shots/B0TEST0001.MAIN.png" in outcome.stdout
    assert "“at least 100 pixels”" in outcome.stdout
    assert "https://acme.example/guide" in outcome.stdout


def test_all_findings_are_shown_on_request(run: Run, shots: Path) -> None:
    usual = run("check", "shots", "-r", "./acme").stdout
    everything = run("check", "shots", "-r", "./acme", "--show", "all").stdout
    assert "✓ pass" not in usual
    assert everything.count("✓ pass") >= 3


def test_colour_is_used_only_when_wanted(
    run: Run, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[" not in run("check", "shots", "-r", "./acme").stdout
    assert "\x1b[31m" in run("check", "shots", "-r", "./acme", "--color", "always").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" in run("check", "shots", "-r", "./acme", "--color", "always").stdout


def test_the_width_of_a_pipe_follows_columns(
    run: Run, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = run("check", "shots", "-r", "./acme").stdout.splitlines()
    assert max(map(len, lines)) <= 60


def test_other_files_in_a_folder_are_mentioned(run: Run, shots: Path) -> None:
    (shots / "prices.txt").write_text("x")
    outcome = run("check", "shots", "-r", "./acme")
    assert "1 file is no picture and was left aside: shots/prices.txt" in outcome.stdout


ODD = ["with space.png", "quo'te\".png", "new\nline.png", "\u202egnp.exe.png", "\x1b[31mred.png"]


@pytest.mark.parametrize("name", [*ODD, "x" * 251 + ".png"])
def test_odd_names_are_judged_and_never_command_the_terminal(
    run: Run, shots: Path, name: str
) -> None:
    draw(shots / name, 60)
    outcome = run("check", f"shots/{name}", "-r", "./acme")
    assert outcome.exit_code == 1
    for character in ("\x1b", "\u202e"):
        assert character not in outcome.stdout
    shown = outcome.stdout.partition("error")[0]
    assert name not in shown if not name.isprintable() else name[:50] in shown.replace("\n", "")
    document = checked(run, f"shots/{name}", "-r", "./acme")
    assert document["images"][0]["path"] == f"shots/{name}"  # type: ignore[index]


def test_a_name_that_is_no_utf8_is_judged_and_shown(run: Run, shots: Path) -> None:
    draw(shots / "x.png", 60)
    (shots / "x.png").rename(shots / os.fsdecode(b"caf\xe9.png"))
    outcome = run("check", "shots", "-r", "./acme", "-f", "text", "-f", "json=r.json")
    assert outcome.exit_code == 1
    assert r"shots/caf\xe9.png" in outcome.stdout
    assert r"caf\\xe9.png" in Path("r.json").read_text(encoding="utf-8")


def test_a_check_that_crashes_is_status_2_and_the_rest_is_still_reported(
    run: Run, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imgrules.checks.dimensions_long_edge import DimensionsLongEdge

    def crash(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(DimensionsLongEdge, "measure", crash)
    # A worker process would import the check anew, unbroken.
    monkeypatch.setattr("imgrules.cli.judging.Limits", lambda **_: None)
    outcome = run("check", "shots", "-r", "./acme", "-j", "1", "--exit-zero")
    assert outcome.exit_code == 2
    assert "This run cannot be trusted" in outcome.stdout
    assert "dimensions.long_edge crashed: ZeroDivisionError: boom" in outcome.stdout
    assert "A person still has to confirm" in outcome.stdout


def test_a_missing_plugin_is_status_2_and_names_what_to_install(run: Run, shots: Path) -> None:
    path = Path("acme/2026-01-01.yaml")
    text = path.read_text(encoding="utf-8").replace(
        "check: dimensions.long_edge\n    params: {min_px: 50}", "check: vendorx.barcode"
    )
    path.write_text(text, encoding="utf-8")
    outcome = run("check", "shots", "-r", "./acme")
    assert outcome.exit_code == 2
    assert "vendorx.barcode" in outcome.stderr
    assert "install the package" in outcome.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("form", ["json", "jsonl", "html", "csv"])
def test_a_full_disk_is_said_for_every_report(run: Run, shots: Path, form: str) -> None:
    outcome = run("check", "shots", "-r", "./acme", "-f", f"{form}=/dev/full")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("error: /dev/full: cannot be written: No space left")
    assert "Traceback" not in outcome.stderr


def test_a_shell_variable_that_is_unset_is_told(run: Run, shots: Path) -> None:
    outcome = run("check", "shots", "-r", "")
    assert outcome.exit_code == 2
    assert "an empty rulebook name was given" in outcome.stderr
    assert "a shell variable may be unset" in outcome.stderr
