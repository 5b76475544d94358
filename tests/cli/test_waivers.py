"""``imgrules waivers``, and what waivers do to ``check`` and ``fix``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgrules.cli import app
from tests.cli.conftest import Run

FAILS = "shots/B0TEST0001.PT01.png"
Add = Callable[..., Result]


@pytest.fixture
def add(run: Run, shots: Path) -> Add:
    def call(*more: str, rule: str = "acme/longest-side") -> Result:
        return run("waivers", "add", rule, *more, "-r", "./acme", "--reason", "Old picture.",
                   "--owner", "photo-studio")  # fmt: skip

    return call


def check(run: Run, *more: str) -> Result:
    return run("check", "shots", "-r", "./acme", *more)


def test_a_waiver_changes_the_exit_status_and_hides_nothing(run: Run, add: Add) -> None:
    assert check(run).exit_code == 1
    added = add(FAILS, "--days", "30")
    assert (added.exit_code, added.stderr) == (0, "")
    assert added.stdout.startswith(f"W-0001: acme/longest-side waived for {FAILS} until ")
    done = check(run)
    assert done.exit_code == 0
    words = " ".join(done.stdout.split())
    assert "· waived Longest side at least 100 px" in words
    assert "waived by photo-studio until" in words
    assert "Old picture. (W-0001)" in words
    assert "1 waived" in words
    assert check(run, "--no-waivers").exit_code == 1


def test_every_format_tells_the_waived_finding(run: Run, add: Add) -> None:
    add(FAILS, "--days", "30")
    check(run, "-f", "json=result.json")
    result = json.loads(Path("result.json").read_text("utf-8"))
    assert result["summary"]["findings"]["waived"] == 1
    for name in ("html", "markdown", "csv", "sarif", "junit", "text"):
        told = run("report", "result.json", "-f", name)
        assert told.exit_code == 0, name
        assert "photo-studio" in told.stdout, name


def test_what_has_run_out_stops_working_and_says_so(run: Run, add: Add) -> None:
    add(FAILS, "--days", "30")
    path = Path("imgrules-waivers.yaml")
    text = path.read_text("utf-8")
    until = text.rpartition("expires: '")[2][:10]
    path.write_text(text.replace(until, "2020-02-01").replace("granted: '20", "granted: '19"))
    done = check(run)
    assert done.exit_code == 1
    assert "waiver W-0001 ran out on 2020-02-01 (photo-studio)" in " ".join(done.stdout.split())
    listed = run("waivers", "list").stdout
    assert "expired" in listed
    dry = run("waivers", "prune", "--dry-run").stdout
    assert dry.endswith("1 waiver would be taken out of imgrules-waivers.yaml\n")
    assert "id: W-0001" in path.read_text("utf-8")
    assert "W-0001: ran out on 2020-02-01" in run("waivers", "prune").stdout
    assert "waivers: []" in path.read_text("utf-8")
    assert run("waivers", "list").stdout == "imgrules-waivers.yaml: no waivers\n"


def test_pruning_never_hands_a_finding_to_the_baseline(run: Run, add: Add) -> None:
    run("baseline", "create", "shots", "-r", "./acme")
    add(FAILS, "--days", "30")
    path = Path("imgrules-waivers.yaml")
    text = path.read_text("utf-8")
    until = text.rpartition("expires: '")[2][:10]
    path.write_text(text.replace(until, "2020-02-01").replace("granted: '20", "granted: '19"))
    assert check(run).exit_code == 1
    assert "1 known before the waiver taken out too" in run("waivers", "prune").stdout
    assert check(run).exit_code == 1


def test_a_malformed_file_is_status_2_with_the_place(run: Run, shots: Path) -> None:
    Path("imgrules-waivers.yaml").write_text("schema: 1\nwaivers:\n  - id: W-1\n", "utf-8")
    done = check(run, "--exit-zero")
    assert done.exit_code == 2
    assert "imgrules-waivers.yaml:3:5: W-1 lacks rule" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--waivers", "gone.yaml"), "gone.yaml: no such file"),
        (("--waivers", "shots"), "shots"),
        (("--waivers", "x.yaml", "--no-waivers"), "contradict"),
        (("--baseline", "gone.json"), "gone.json: no such file"),
        (("--baseline", "x.json", "--no-baseline"), "contradict"),
    ],
)
def test_a_file_that_was_named_has_to_be_there(
    run: Run, shots: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = check(run, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_settings_name_the_file_and_the_longest_time(run: Run, add: Add) -> None:
    Path("gate").mkdir()
    Path("imgrules.yaml").write_text(
        "schema: 1\ncheck: {waivers: gate/w.yaml, max_waiver_days: 20}\n", "utf-8"
    )
    assert "20 days at most" in add(FAILS, "--days", "21").stderr
    assert add(FAILS, "--days", "20").exit_code == 0
    assert Path("gate/w.yaml").is_file()
    assert check(run).exit_code == 0


def test_off_a_terminal_what_is_missing_is_named(run: Run, shots: Path) -> None:
    done = run("waivers", "add")
    assert done.exit_code == 2
    for name in ("RULE", "PICTURE or --sku", "--reason", "--owner", "--expires or --days"):
        assert name in done.stderr


def test_on_a_terminal_what_is_missing_is_asked_for(
    shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgrules.cli.waivers.asking.is_terminal", lambda: True)
    answers = f"acme/longest-side\n{FAILS}\n \nOld picture.\nphoto-studio\nsoon\n30\n"
    done = CliRunner().invoke(app, ["waivers", "add", "-r", "./acme"], input=answers)
    assert done.exit_code == 0, done.stderr
    assert "it cannot be blank" in done.stderr
    assert "'soon' is no date" in done.stderr
    assert "reason: Old picture." in Path("imgrules-waivers.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((FAILS, "--days", "366"), "365 days at most"),
        ((FAILS, "--expires", "2020-01-01"), "has passed"),
        ((FAILS, "--expires", "2099-01-01", "--days", "3"), "contradict"),
        (("shots/gone.png", "--days", "3"), "no such file"),
        (("shots", "--pin", "--days", "3"), "--pin is for one picture"),
    ],
)
def test_a_waiver_that_would_not_work_is_not_written(
    add: Add, arguments: tuple[str, ...], said: str
) -> None:
    done = add(*arguments)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert not Path("imgrules-waivers.yaml").exists()


def test_rules_are_known_by_name_and_may_refuse(run: Run, add: Add, place: Path) -> None:
    assert (
        "did you mean acme/longest-side?"
        in add(FAILS, "--days", "3", rule="acme/longest-syde").stderr
    )
    assert add(FAILS, "--days", "3", rule="longest-side").exit_code == 0
    edition = place / "acme" / "2026-01-01.yaml"
    asked = "params: {min_px: 100}"
    text = edition.read_text("utf-8").replace(asked, f"{asked}\n    waivable: false")
    edition.write_text(text, "utf-8")
    assert "acme/longest-side cannot be waived" in add(FAILS, "--days", "3").stderr
    assert "the rule cannot be waived" in run("waivers", "list", "-r", "./acme").stdout
    done = check(run)
    assert done.exit_code == 1
    assert "waiver W-0001 does nothing" in done.stdout


def test_a_pinned_waiver_ends_with_the_bytes(run: Run, add: Add) -> None:
    assert add(FAILS, "--pin", "--days", "30").exit_code == 0
    assert check(run).exit_code == 0
    with Path(FAILS).open("ab") as file:
        file.write(b"x")
    done = check(run)
    assert done.exit_code == 1
    assert "it was granted for other bytes" in " ".join(done.stdout.split())


def test_a_name_with_the_signs_of_a_pattern_means_itself(run: Run, add: Add, shots: Path) -> None:
    (shots / "B0TEST0001.PT01.png").rename(shots / "x[1] *.png")
    (shots / "B0TEST0001.PT02.png").rename(shots / "x1 y.png")
    assert add("shots/x[1] *.png", "--days", "30").exit_code == 0
    assert "x[[]1] [*].png" in Path("imgrules-waivers.yaml").read_text("utf-8")
    done = check(run, "-f", "json")
    statuses = {
        image["path"]: [finding.get("status") for finding in image["findings"]]
        for image in json.loads(done.stdout)["images"]
    }
    assert "waived" in statuses["shots/x[1] *.png"]
    assert "waived" not in statuses["shots/x1 y.png"]


def test_comments_of_the_file_stay(run: Run, add: Add) -> None:
    path = Path("imgrules-waivers.yaml")
    path.write_text("# agreed in March\nschema: 1\nwaivers: []  # none yet\n", "utf-8")
    add(FAILS, "--days", "3")
    text = path.read_text("utf-8")
    assert text.startswith("# agreed in March\nschema: 1\nwaivers:  # none yet\n  - id: W-0001\n")


def test_unused_waivers_are_told_and_taken_out(run: Run, add: Add) -> None:
    add("shots/B0TEST0001.MAIN.png", "--days", "30")
    done = check(run, "-f", "text", "-f", "json=result.json")
    assert "waiver W-0001 excuses nothing" in " ".join(done.stdout.split())
    assert "nothing taken out" in run("waivers", "prune").stdout
    pruned = run("waivers", "prune", "--unused-in", "result.json")
    assert "W-0001: excuses nothing" in pruned.stdout


def test_list_as_json(run: Run, add: Add) -> None:
    add(FAILS, "--sku", "B0TEST0001", "--days", "30", "--approved-by", "head of studio")
    (told,) = json.loads(run("waivers", "list", "-f", "json").stdout)
    assert (told["state"], told["skus"], told["images"]) == ("works", ["B0TEST0001"], [FAILS])


def test_a_folder_that_cannot_be_written_is_said(run: Run, shots: Path, add: Add) -> None:
    done = add(FAILS, "--days", "3", "--waivers", "gone/w.yaml")
    assert done.exit_code == 2
    assert "gone/w.yaml: cannot be written" in done.stderr


def test_fix_leaves_alone_what_is_waived(run: Run, add: Add) -> None:
    asked = ("fix", "shots", "-r", "./acme", "--out", "ready", "-f", "json")
    before = json.loads(run(*asked).stdout)
    assert {image["decision"] for image in before["plan"]["images"]} == {"keep", "review"}
    add(FAILS, "--days", "30")
    after = run(*asked)
    assert after.exit_code == 0
    assert {image["decision"] for image in json.loads(after.stdout)["plan"]["images"]} == {"keep"}
    assert run(*asked, "--no-waivers").exit_code == 1
