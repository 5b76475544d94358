"""``imgrules fix`` where something stands in the way: what can be done is done, and told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.conftest import Run
from tests.cli.test_fix import RULES, TILE, everything, shot
from tests.cli.test_fix_killed import SERVICE, SETTINGS, draw

Images = dict[str, dict[str, Any]]


@pytest.fixture
def shop(place: Path) -> Path:
    """Two pictures to be fixed and a rulebook."""
    (place / "white").mkdir()
    (place / "white" / "2026-01-01.yaml").write_text(RULES, encoding="utf-8")
    shot(place / "shots/grey.jpg", background="#ececec")
    shot(place / "shots/small.png", subject={**TILE, "fill": 0.5})
    return place


def fix(run: Run, *more: str, status: int = 1) -> Images:
    outcome = run("fix", "-r", "./white", "--unsafe", "-f", "json", "-j", "1", *more)
    assert outcome.exit_code == status, outcome.output
    return {Path(image["path"]).name: image for image in json.loads(outcome.stdout)["images"]}


# -- results and sources --------------------------------------------------------------------------


def test_results_among_the_sources_are_not_fixed_again(shop: Path, run: Run) -> None:
    fix(run, "shots", "--out", "shots/ready", "--apply", status=0)
    outcome = run("fix", "shots", "-r", "./white", "--out", "shots/ready", "--apply", "--unsafe")
    assert "2 pictures: 2 done before" in outcome.stdout
    assert "shots/ready are left alone" in outcome.stderr
    assert set(everything(shop / "shots/ready")) == {"grey.jpg", "small.jpg"}


def test_results_are_not_written_among_the_pictures_themselves(shop: Path, run: Run) -> None:
    before = everything(shop)
    outcome = run("fix", "shots", "-r", "./white", "--out", "shots/", "--apply", "--unsafe")
    assert outcome.exit_code == 2
    assert "--in-place" in outcome.stderr
    assert everything(shop) == before


def test_what_was_there_already_stays_and_the_rest_is_fixed(shop: Path, run: Run) -> None:
    (shop / "ready").mkdir()
    (shop / "ready/grey.jpg").write_text("mine")
    images = fix(run, "shots", "--out", "ready", "--apply")
    assert {name: image["ending"] for name, image in images.items()} == {
        "grey.jpg": "review", "small.png": "fixed",
    }  # fmt: skip
    assert "not written by imgrules" in images["grey.jpg"]["reasons"][0]
    assert (shop / "ready/grey.jpg").read_text() == "mine"


def test_a_link_is_left_alone_and_the_rest_is_fixed_in_place(shop: Path, run: Run) -> None:
    (shop / "shots/link.jpg").symlink_to("grey.jpg")
    images = fix(run, "shots", "--in-place", "--apply")
    assert {name for name, image in images.items() if image["ending"] == "fixed"} == {
        "grey.jpg", "small.png",
    }  # fmt: skip
    assert (shop / "shots/link.jpg").is_symlink()


def test_one_broken_file_is_one_thing_to_mend(shop: Path, run: Run) -> None:
    data = (shop / "shots/grey.jpg").read_bytes()
    (shop / "shots/grey.jpg").write_bytes(data[: len(data) // 2])
    outcome = run("fix", "shots/grey.jpg", "-r", "./white", "--out", "ready")
    assert outcome.stdout.count("could not be read") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_a_report_does_not_hide_what_was_done(shop: Path, run: Run) -> None:
    outcome = run(
        "fix", "shots", "-r", "./white", "--out", "ready", "--apply", "--unsafe",
        "--preview", "/dev/full",
    )  # fmt: skip
    assert outcome.exit_code == 2
    assert "2 pictures: 2 fixed" in outcome.stdout
    assert "/dev/full" in outcome.stderr


def test_a_report_without_a_folder_is_refused_before_any_work(shop: Path, run: Run) -> None:
    outcome = run("fix", "shots", "-r", "./white", "--out", "ready", "--apply",
                  "--preview", "none/sheet.html")  # fmt: skip
    assert outcome.exit_code == 2
    assert "there is no folder none" in outcome.stderr
    assert not (shop / "ready").exists()


# -- plans ----------------------------------------------------------------------------------------


def test_a_plan_is_written_although_it_is_carried_out_at_once(shop: Path, run: Run) -> None:
    fix(run, "shots", "--out", "ready", "--apply", "--plan", "plan.json", status=0)
    images = fix(run, "--apply", "--plan", "plan.json", "--out", "other", status=0)
    assert {image["ending"] for image in images.values()} == {"fixed"}


@pytest.fixture
def planned(shop: Path, run: Run) -> Path:
    fix(run, "shots", "--plan", "plan.json", status=0)
    return shop / "plan.json"


def test_a_picture_gone_since_the_plan_is_told_and_the_rest_is_fixed(
    planned: Path, run: Run
) -> None:
    (planned.parent / "shots/grey.jpg").unlink()
    images = fix(run, "--apply", "--plan", "plan.json", "--out", "ready")
    assert images["grey.jpg"]["reasons"] == ["the picture is no longer there"]
    assert images["small.png"]["ending"] == "fixed"


def test_a_rulebook_of_ones_own_is_named_again(planned: Path, run: Run) -> None:
    outcome = run("fix", "--apply", "--plan", "plan.json", "--out", "ready")
    assert outcome.exit_code == 2
    assert "-r PATH" in outcome.stderr
    outcome = run("fix", "--apply", "--plan", "plan.json", "--out", "ready", "-r", "amazon")
    assert "was made by white@2026-01-01, not by amazon@" in outcome.stderr


def without_steps(plan: dict[str, Any]) -> None:
    plan["images"][0]["steps"] = []


def without_anybody(plan: dict[str, Any]) -> None:
    plan["images"][0]["steps"][0]["candidates"] = []


def by_a_stranger(plan: dict[str, Any]) -> None:
    plan["images"][0]["steps"][0]["candidates"][0]["processor"] = "nobody"


def outside(plan: dict[str, Any]) -> None:
    plan["images"][0]["output"] = "../escape.jpg"


def without_a_name(plan: dict[str, Any]) -> None:
    plan["images"][0]["output"] = ""


def without_a_budget(plan: dict[str, Any]) -> None:
    plan["settings"]["budget"] = {"per_run": "much"}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (without_steps, "images/0: steps"),
        (without_anybody, "images/0: steps/0/candidates"),
        (by_a_stranger, "names the processor nobody"),
        (outside, "images/0: output"),
        (without_a_name, "images/0: output"),
        (without_a_budget, "settings/budget"),
    ],
)
def test_a_plan_edited_into_nonsense_is_refused(
    planned: Path, run: Run, edit: Callable[[dict[str, Any]], None], words: str
) -> None:
    plan = json.loads(planned.read_text())
    edit(plan)
    planned.write_text(json.dumps(plan))
    outcome = run("fix", "--apply", "--plan", "plan.json", "--out", "ready", "-r", "./white")
    assert outcome.exit_code == 2
    assert words in outcome.stderr
    assert not (planned.parent / "ready").exists()


def test_a_role_that_only_the_manifest_gave_is_not_forgotten(shop: Path, run: Run) -> None:
    roles = "roles: [{role: main, pattern: '^m'}, {role: swatch, pattern: '^s$'}]\nunmatched: main"
    (shop / "white/2026-01-01.yaml").write_text(RULES.replace("unmatched: main", roles))
    (shop / "list.csv").write_text("path,role\nshots/grey.jpg,main\nshots/small.png,swatch\n")
    fix(run, "shots", "--manifest", "list.csv", "--plan", "plan.json", status=0)
    images = fix(run, "--apply", "--plan", "plan.json", "--out", "ready")
    assert "name the --manifest" in images["small.png"]["reasons"][0]
    assert images["grey.jpg"]["ending"] == "fixed"


# -- services and interruptions -------------------------------------------------------------------


def test_what_costs_nothing_goes_on_where_nothing_more_can_be_bought(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUTTER_KEY", raising=False)
    (shop / "imgrules.yaml").write_text(SETTINGS)
    (shop / "cutter.yaml").write_text(SERVICE.format(url="http://127.0.0.1:9"))
    draw(1).resize((960, 960), Image.Resampling.NEAREST).save(shop / "shots/a-teal.png")
    outcome = run("fix", "shots", "-r", "./white", "--out", "ready", "--apply", "-j", "1")
    assert outcome.exit_code == 2
    assert "CUTTER_KEY" in outcome.stderr
    assert "3 pictures: 2 fixed · 1 left to a person" in outcome.stdout


def test_an_interrupted_run_says_how_to_go_on_and_does(shop: Path, run: Run) -> None:
    for number in range(4):
        shot(shop / f"shots/grey{number}.jpg", background=f"#ecec{0xE0 + number:02x}")
    command = [sys.executable, "-m", "imgrules", "fix", "shots", "-r", "./white", "--out", "ready",
               "--apply", "-j", "1", "--unsafe"]  # fmt: skip
    process = subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    while not list(shop.glob("ready/*.jpg")):
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same again to go on" in err
    images = fix(run, "shots", "--out", "ready", "--apply", status=0)
    assert {image["ending"] for image in images.values()} == {"done before", "fixed"}, err
    assert len(list((shop / "ready").iterdir())) == 6
