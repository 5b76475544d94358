"""``imgrules fix`` from end to end, with a small rulebook and no network."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image as Pillow

from imgrules.testing import Recipe, draw
from tests.cli.conftest import Run

RULES = """
schema: 1
rulebook: white
edition: "2026-01-01"
title: White shop
sources: {guide: {title: Guide, url: "https://shop.example/guide"}}
unmatched: main
rules:
  - id: white
    title: White backdrop
    check: background.white
    severity: error
    source: {ref: guide}
    fix: {operation: background.whiten}
  - id: fill
    title: The product fills the picture
    check: subject.fill
    params: {measure: longest_side, min: 0.85}
    severity: error
    source: {ref: guide}
    fix: {operation: canvas.crop, params: {fill: 0.88}}
  - id: longest-side
    title: At least 200 px
    check: dimensions.long_edge
    params: {min_px: 200}
    severity: error
    source: {ref: guide}
  - id: format
    title: A JPEG
    check: file.format
    params: {allowed: [jpeg]}
    severity: error
    source: {ref: guide}
    fix: {operation: file.encode, params: {format: jpeg}}
"""


TILE = {"shape": "box", "color": "#305a80", "fill": 0.88}


def shot(path: Path, **changes: object) -> Path:
    """Draw a dark product in the middle of a backdrop."""
    kind = path.suffix[1:].replace("jpg", "jpeg")
    recipe = {"canvas": [800, 800], "format": kind, "subject": TILE, **changes}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(draw(Recipe.model_validate(recipe)).data)
    return path


@pytest.fixture
def shop(place: Path) -> Path:
    """One picture that passes, one grey, one small and PNG, one hopeless; in two folders."""
    (place / "white").mkdir()
    (place / "white" / "2026-01-01.yaml").write_text(RULES, encoding="utf-8")
    shots = place / "shots"
    shot(shots / "fine.jpg")
    shot(shots / "sub/grey.jpg", background="#ececec")
    shot(shots / "small.png", subject={**TILE, "fill": 0.5})
    shot(shots / "tiny.jpg", canvas=[150, 150])
    return place


def everything(folder: Path) -> dict[str, str]:
    """Name each file's hash, the tool's own folder left out."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".imgrules" not in path.parts
    }


def fix(run: Run, *more: str) -> dict[str, dict[str, object]]:
    outcome = run("fix", "shots", "-r", "./white", "--unsafe", "-f", "json", "-j", "1", *more)
    assert outcome.exit_code in (0, 1), outcome.output
    return {image["path"]: image for image in json.loads(outcome.stdout)["images"]}


def test_a_plan_writes_nothing(shop: Path, run: Run) -> None:
    before = everything(shop)
    outcome = run("fix", "shots", "-r", "./white", "--out", "ready", "-j", "1")
    assert outcome.exit_code == 1  # tiny.jpg is left to a person
    assert everything(shop) == before
    assert not (shop / ".imgrules").exists()
    assert "background.whiten" in outcome.stdout
    assert "canvas.crop" in outcome.stdout
    assert "--apply" in outcome.stdout


def test_applied_everything_passes_or_is_told_why(shop: Path, run: Run) -> None:
    originals = everything(shop / "shots")
    images = fix(run, "--out", "ready", "--apply")
    assert {path: image["ending"] for path, image in images.items()} == {
        "shots/fine.jpg": "kept",
        "shots/small.png": "fixed",
        "shots/sub/grey.jpg": "fixed",
        "shots/tiny.jpg": "review",
    }
    assert set(everything(shop / "ready")) == {"fine.jpg", "small.jpg", "sub/grey.jpg"}
    assert everything(shop / "ready")["fine.jpg"] == originals["fine.jpg"]
    assert everything(shop / "shots") == originals
    assert "200 px" in " ".join(images["shots/tiny.jpg"]["reasons"])
    assert images["shots/sub/grey.jpg"]["fidelity"]["median"] < 1
    assert run("check", "ready", "-r", "./white", "-j", "1").exit_code == 0
    with Pillow.open(shop / "ready/small.jpg") as picture:
        assert picture.format == "JPEG"
        assert picture.info["icc_profile"]


def test_a_second_time_nothing_changes(shop: Path, run: Run) -> None:
    fix(run, "--out", "ready", "--apply")
    before = {path: path.stat().st_mtime_ns for path in (shop / "ready").rglob("*.jpg")}
    again = fix(run, "--out", "ready", "--apply")
    assert {image["ending"] for image in again.values()} == {"done before", "review"}
    assert {path: path.stat().st_mtime_ns for path in (shop / "ready").rglob("*.jpg")} == before
    outcome = run("fix", "ready", "-r", "./white", "--out", "twice", "--apply", "-f", "json")
    assert {image["ending"] for image in json.loads(outcome.stdout)["images"]} == {"kept"}
    assert everything(shop / "twice") == everything(shop / "ready")


def test_in_place_keeps_originals_and_undo_restores_them(shop: Path, run: Run) -> None:
    before = everything(shop)
    images = fix(run, "--in-place", "--apply")
    assert images["shots/small.png"]["ending"] == "fixed"
    assert (shop / "shots/small.jpg").exists()
    assert not (shop / "shots/small.png").exists()
    assert run("undo").exit_code == 0
    assert everything(shop) == before


def test_a_plan_is_carried_out_later_except_for_what_changed(shop: Path, run: Run) -> None:
    run("fix", "shots", "-r", "./white", "--plan", "plan.json", "-j", "1")
    shot(shop / "shots/small.png", subject={**TILE, "fill": 0.4})
    outcome = run(
        "fix", "--apply", "--plan", "plan.json", "-r", "./white", "--out", "ready", "-f", "json"
    )
    images = {image["path"]: image for image in json.loads(outcome.stdout)["images"]}
    assert images["shots/sub/grey.jpg"]["ending"] == "fixed"
    assert images["shots/small.png"]["ending"] == "review"
    assert "changed since the plan" in " ".join(images["shots/small.png"]["reasons"])
    assert set(everything(shop / "ready")) == {"fine.jpg", "sub/grey.jpg"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["shots", "--apply"], "nowhere to write"),
        (["shots", "--out", "a", "--in-place"], "contradict"),
        (["--out", "a"], "no path given"),
        (["shots", "--allow", "size.enlarg"], "size.enlarge"),
        (["shots", "--config", "none.yaml"], "none.yaml"),
    ],
)
def test_muddled_calls_are_refused(shop: Path, run: Run, options: list[str], words: str) -> None:
    outcome = run("fix", "-r", "./white", *options)
    assert outcome.exit_code == 2
    assert words in outcome.stderr


@pytest.mark.parametrize("option", ["--plan", "--preview"])
def test_no_report_replaces_a_picture(shop: Path, run: Run, option: str) -> None:
    before = everything(shop)
    outcome = run("fix", "shots", "-r", "./white", "-j", "1", option, "shots/sub/../fine.jpg")
    assert outcome.exit_code == 2
    assert "one of the pictures" in outcome.stderr
    assert everything(shop) == before


def test_an_output_folder_that_is_a_file_is_refused(shop: Path, run: Run) -> None:
    (shop / "ready").write_text("mine")
    outcome = run("fix", "shots", "-r", "./white", "--out", "ready", "--apply", "--unsafe")
    assert outcome.exit_code == 2
    assert (shop / "ready").read_text() == "mine"


def test_unsafe_steps_need_leave(shop: Path, run: Run) -> None:
    (shop / "imgrules.yaml").write_text("schema: 1\nfix: {}\n")
    shot(shop / "shots/teal.jpg", background="#207070", subject={**TILE, "color": "#e0c030"})
    outcome = run("fix", "shots/teal.jpg", "-r", "./white", "--out", "ready", "--apply", "-j", "1")
    assert outcome.exit_code == 1
    assert "--unsafe" in outcome.stdout
    assert not (shop / "ready").exists()


def test_hostile_names_are_fixed_and_shown_safely(shop: Path, run: Run) -> None:
    name = "a\n<b>\x1b[31m\udcff.jpg"
    (shop / "shots/sub/grey.jpg").rename(shop / "shots" / name)
    outcome = run("fix", "shots", "-r", "./white", "--out", "ready", "--apply", "-j", "1",
                  "--preview", "sheet.html")  # fmt: skip
    assert (shop / "ready" / "a__b__[31m\udcff.jpg").exists()
    assert "\x1b[31m" not in outcome.stdout
    page = (shop / "sheet.html").read_text(encoding="utf-8")
    assert "<b>" not in page.replace("<b></b>", "")
    assert "&lt;b&gt;" in page
