from __future__ import annotations

import pytest

from imgrules.model import Region
from imgrules.reporters.ink import NO_BREAK
from imgrules.reporters.place import places


def said(*regions: Region, size: tuple[int | None, int | None] = (900, 900)) -> str:
    return places(regions, *size).replace(NO_BREAK, " ")


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (Region(0, 0, 900, 900), "the whole picture"),
        (Region(50, 50, 700, 700), "most of the picture"),
        (Region(0, 0, 900, 60), "across the top"),
        (Region(0, 400, 900, 60), "across the middle"),
        (Region(0, 840, 900, 60), "across the bottom"),
        (Region(0, 0, 60, 900), "down the left side"),
        (Region(840, 0, 60, 900), "down the right side"),
        (Region(420, 0, 60, 900), "down the middle"),
        (Region(0, 0, 60, 60), "top left"),
        (Region(420, 840, 60, 60), "bottom"),
        (Region(420, 420, 60, 60), "in the middle"),
        (Region(840, 420, 60, 60), "right side"),
    ],
)
def test_a_region_is_named_by_where_it_is(region: Region, words: str) -> None:
    assert said(region).startswith(f"{words} (x {region.x}–")


def test_a_label_stands_first() -> None:
    assert said(Region(0, 0, 60, 60, "SALE")) == "SALE, top left (x 0–60, y 0–60)"


def test_without_the_size_of_the_picture_only_pixels_are_said() -> None:
    assert said(Region(1, 2, 3, 4), size=(None, None)) == "x 1–4, y 2–6"


def test_two_places_are_named_and_the_rest_counted() -> None:
    regions = [Region(0, 0, 60, 60)] * 4
    assert said(*regions).endswith("and 2 more places")
    assert said(*regions[:3]).endswith("and 1 more place")
    assert "more" not in said(*regions[:2])


def test_a_label_is_not_said_twice() -> None:
    twice = [Region(0, 0, 60, 60, "edge"), Region(840, 0, 60, 60, "edge")]
    assert said(*twice) == "edge, top left (x 0–60, y 0–60); top right (x 840–900, y 0–60)"
    assert places(twice[:1], 900, 900, told="edge").startswith("top left")


def test_a_side_that_the_place_names_is_not_said_twice() -> None:
    assert said(Region(420, 898, 60, 2, "bottom")).startswith("bottom (x")
    assert said(Region(0, 0, 2, 900, "left")).startswith("down the left side (x")
    assert said(Region(0, 0, 60, 2, "left")).startswith("top left (x")
