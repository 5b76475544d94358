"""``-f html``: the page a check writes, with the pictures it judged."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from imgrules.cli.pictures import OnDisk
from imgrules.images.thumbnail import GONE
from imgrules.reporters import Wanted
from tests.cli.conftest import Run, draw
from tests.unit.reporters.pages import Page


def written(place: Path) -> str:
    return (place / "report.html").read_text("utf-8")


def test_a_page_is_written_beside_other_reports(run: Run, shots: Path, place: Path) -> None:
    made = run("check", "shots", "-r", "./acme", "-f", "html=report.html", "-f", "text")
    assert made.exit_code == 1
    assert "Longest side" in made.stdout
    shown = Page(written(place))
    assert shown.every("h1")[0].text == "1 of 3 pictures fails"
    assert len([each for each in shown.every("img") if each.attributes["src"]]) == 3
    assert not re.search("Not shown", written(place))


def test_the_page_can_go_to_stdout(run: Run, shots: Path) -> None:
    made = run("check", "shots", "-r", "./acme", "-f", "html")
    assert made.stdout.startswith("<!doctype html>")
    Page(made.stdout)


def test_two_runs_give_the_same_page_but_for_nothing(run: Run, shots: Path, place: Path) -> None:
    pages = []
    for _ in range(2):
        run("check", "shots", "-r", "./acme", "-f", "html=report.html")
        pages.append(written(place))
    assert pages[0] == pages[1]


def test_the_number_of_pictures_can_be_held_down(run: Run, shots: Path, place: Path) -> None:
    run("check", "shots", "-r", "./acme", "-f", "html=report.html", "--html-max", "1")
    shown = Page(written(place))
    assert [next(each.every("h3")).text for each in shown.every("article", "entry")] == [
        "shots/B0TEST0001.PT01.png"
    ]
    assert "leaves out 2" in shown.every("p", "left-out")[0].all_text()


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes there")
def test_a_name_that_is_no_utf_8_is_shown_with_its_picture(
    run: Run, shots: Path, place: Path
) -> None:
    try:
        draw(shots / "B0TEST0001.PT03\udce9.png", 320)
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    run("check", "shots", "-r", "./acme", "-f", "html=report.html")
    assert "PT03\\xe9.png" in written(place)
    assert len(Page(written(place)).every("img")) == 4


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes there")
def test_a_stored_name_that_is_no_utf_8_finds_its_file(place: Path) -> None:
    try:
        draw(place / "a\udce9.png", 320)
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    (made,) = OnDisk().thumbnails([Wanted("a\\xe9.png", "0" * 64, 100)])
    assert made.why_not != GONE


@pytest.mark.parametrize("name", ["gone.png", "a\0b.png", "x" * 300 + ".png", "a/b\nc/../d.png"])
def test_whatever_a_result_names_stops_no_report(place: Path, name: str) -> None:
    (made,) = OnDisk().thumbnails([Wanted(name, "0" * 64, 100)])
    assert made.why_not == GONE
