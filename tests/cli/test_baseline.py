"""``imgrules baseline``, and what a baseline does to ``check``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Run, draw

FILE = Path("imgrules-baseline.json")
PICTURES = ("shots", "-r", "./acme", "--no-progress", "-j", "1")


def check(run: Run, *more: str) -> Result:
    return run("check", *PICTURES, *more)


@pytest.fixture
def made(run: Run, shots: Path) -> Result:
    return run("baseline", "create", *PICTURES)


def test_what_is_known_does_not_fail_and_is_told(run: Run, made: Result) -> None:
    assert made.stdout == f"{FILE}: 3 findings known (1 error, 2 warnings)\n"
    done = check(run)
    assert done.exit_code == 0
    words = " ".join(done.stdout.split())
    assert "· known Longest side at least 100 px" in words
    assert "3 known before" in words
    assert check(run, "--no-baseline").exit_code == 1


def test_what_is_new_fails(run: Run, made: Result, shots: Path) -> None:
    draw(shots / "B0TEST0002.MAIN.png", 70)
    assert check(run).exit_code == 1


def test_a_moved_picture_stays_known_and_a_changed_one_does_not(
    run: Run, made: Result, shots: Path
) -> None:
    moved = shots / "old" / "B0TEST0001.PT09.png"
    moved.parent.mkdir()
    (shots / "B0TEST0001.PT01.png").rename(moved)
    assert check(run).exit_code == 0
    draw(moved, 61)
    assert check(run).exit_code == 1


def test_a_stricter_edition_is_judged_afresh(run: Run, made: Result, place: Path) -> None:
    edition = (place / "acme" / "2026-01-01.yaml").read_text("utf-8")
    newer = edition.replace("2026-01-01", "2026-02-01").replace("min_px: 100", "min_px: 101")
    (place / "acme" / "2026-02-01.yaml").write_text(newer, "utf-8")
    done = check(run)
    assert done.exit_code == 1
    assert "1 of 3 known findings no longer stand" in " ".join(done.stdout.split())


def test_a_stored_result_and_pictures_give_the_same_file(run: Run, made: Result) -> None:
    fresh = FILE.read_bytes()
    # Known findings are no part of what a baseline is made from: it would lose them.
    check(run, "-f", "jsonl=result.jsonl")
    done = run("baseline", "create", "result.jsonl", "--force")
    assert done.exit_code == 0
    assert FILE.read_bytes() == fresh


def test_it_is_never_replaced_unasked(run: Run, made: Result) -> None:
    again = run("baseline", "create", *PICTURES)
    assert again.exit_code == 2
    assert "is there already" in again.stderr


def test_waived_findings_stay_with_their_waiver(run: Run, shots: Path) -> None:
    run("waivers", "add", "acme/longest-side", "shots", "--days", "30", "-r", "./acme",
        "--reason", "Old.", "--owner", "studio")  # fmt: skip
    made = run("baseline", "create", *PICTURES)
    assert "2 findings known (2 warnings)\nleft with their waivers: 1 finding\n" in made.stdout
    check(run, "-f", "json=result.json")
    assert "left with their waivers" in run("baseline", "create", "result.json", "--force").stdout


def test_status_says_how_old_how_grave_and_how_much_is_resolved(
    run: Run, made: Result, shots: Path
) -> None:
    text = FILE.read_text("utf-8")
    FILE.write_text(text.replace(text.rpartition('"first_seen": "')[2][:10], "2026-01-01"), "utf-8")
    words = run("baseline", "status").stdout
    assert "known     3 findings (1 error, 2 warnings)" in words
    assert "oldest    2026-01-01" in words
    draw(shots / "B0TEST0001.PT01.png", 320)
    told = json.loads(run("baseline", "status", *PICTURES, "-f", "json").stdout)
    assert (told["known"], told["found"], told["resolved"]) == (3, 1, 2)
    assert (told["unseen"], told["new"]) == (0, 0)
    assert told["days"] > 300


def test_update_only_shrinks_unless_told_otherwise(run: Run, made: Result, shots: Path) -> None:
    draw(shots / "B0TEST0001.PT01.png", 320)
    draw(shots / "B0TEST0001.PT02.png", 151)
    dry = run("baseline", "update", *PICTURES, "--dry-run").stdout
    assert dry == "would take out 3 findings\nnot known, so they count: 1 finding\n"
    done = run("baseline", "update", *PICTURES).stdout
    assert f"took out 3 findings\nnot known, so they count: 1 finding\n{FILE}: 0 " in done
    grown = run("baseline", "update", *PICTURES, "--accept-new").stdout
    assert f"took in 1 finding\n{FILE}: 1 finding known (1 warning)\n" in grown


def test_prune_forgets_what_is_gone_and_update_does_not(
    run: Run, made: Result, shots: Path
) -> None:
    (shots / "B0TEST0001.PT01.png").unlink()
    assert "took out 0 findings" in run("baseline", "update", *PICTURES).stdout
    assert "took out 2 findings" in run("baseline", "prune", *PICTURES).stdout


def test_a_run_that_cannot_be_trusted_makes_no_baseline(run: Run, shots: Path) -> None:
    Path("m.csv").write_text("path,role\nshots/gone.png,main\n", "utf-8")
    done = run("baseline", "create", *PICTURES, "--manifest", "m.csv")
    assert done.exit_code == 2
    assert "that run cannot be trusted" in done.stderr
    assert not FILE.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create",), "no result and no path given"),
        (("create", "shots"), "no rulebook given"),
        (("create", "gone.json"), "gone.json"),
        (("create", "a.json", "shots"), "it stands alone"),
        (("status",), "imgrules baseline create makes it"),
        (("update", "shots", "-r", "./acme"), "imgrules baseline create makes it"),
    ],
)
def test_what_is_missing_is_said(
    run: Run, shots: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("baseline", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_broken_baseline_is_status_2(run: Run, made: Result) -> None:
    FILE.write_text(FILE.read_text("utf-8")[:-20], "utf-8")
    done = check(run, "--exit-zero")
    assert done.exit_code == 2
    assert f"{FILE}:" in done.stderr


@pytest.mark.parametrize("command", [("status",), ("update",), ("create", "--force")])
def test_a_stored_result_is_not_judged_by_other_rules(
    run: Run, made: Result, command: tuple[str, ...]
) -> None:
    done = run("baseline", *command, "result.json", "-r", "amazon")
    assert done.exit_code == 2
    assert "--rules has no effect" in done.stderr


def test_a_file_without_its_list_names_the_list(run: Run, made: Result, place: Path) -> None:
    (place / "imgrules-baseline.json").write_text('{"schema": 1}')
    done = run("baseline", "status")
    assert done.exit_code == 2
    assert "known: Field required" in done.stderr


@pytest.mark.parametrize("name", ["imgrules-baseline.json", "imgrules-waivers.yaml"])
def test_a_link_to_nothing_is_not_passed_over(
    run: Run, shots: Path, place: Path, name: str
) -> None:
    (place / name).symlink_to("gone")
    done = run("check", "shots", "-r", "./acme")
    assert done.exit_code == 2
    assert f"{name}: is no file" in done.stderr


def test_what_is_known_is_told_in_few_lines_and_in_full_on_request(run: Run, made: Result) -> None:
    short, whole = (" ".join(check(run, *more).stdout.split()) for more in ((), ("-v",)))
    for said in (short, whole):
        assert "· known Longest side at least 100 px" in said
        assert "known since" in said
        assert "acme/longest-side" in said
    assert "→" not in short
    assert "→" in whole
