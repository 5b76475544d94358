from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules.checks.frame_border import FrameBorder
from imgrules.testing import assert_check, assert_check_contract
from tests.unit.images.shots import plain


def saved(folder, rgb, name="shot.png", **options):
    path = folder / name
    PillowImage.fromarray(rgb).save(path, **options)
    return path


def scene(size=(600, 500)):
    random = np.random.default_rng(2)
    small = random.integers(60, 255, (12, 15, 3), dtype=np.uint8)
    return cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)


def test_contract():
    assert_check_contract(FrameBorder, {"canvas": [600, 600]})


@pytest.mark.parametrize("width", [1, 2, 12, 60])
@pytest.mark.parametrize("sides", [["top", "bottom"], ["top", "right", "bottom", "left"]])
def test_drawn_frames(width, sides):
    recipe = {
        "canvas": [900, 900],
        "subject": {"fill": 0.7},
        "border": {"width": width, "sides": sides},
    }
    judged = assert_check(FrameBorder, recipe, outcome="fail")
    found = {region.label: min(region.width, region.height) for region in judged.regions}
    assert set(found) == set(sides)
    assert all(abs(thickness - width) <= 2 for thickness in found.values())


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (20, 40, 200)])
@pytest.mark.parametrize("quality", [75, 95])
def test_letterbox(colour, quality, tmp_path):
    rgb = scene()
    rgb[:90] = rgb[-90:] = colour
    path = saved(tmp_path, rgb, "shot.jpg", quality=quality)
    judged = assert_check(FrameBorder, path, outcome="fail")
    assert {region.label for region in judged.regions} == {"top", "bottom"}
    assert all(abs(region.height - 90) <= 3 for region in judged.regions)


def test_single_strip_needs_a_look(tmp_path):
    rgb = scene()
    rgb[-80:] = 250
    assert_check(FrameBorder, saved(tmp_path, rgb), outcome="review")


def test_scene_has_no_border(tmp_path):
    assert_check(FrameBorder, saved(tmp_path, scene()), outcome="pass")


@pytest.mark.parametrize("level", [255, 240, 90])
def test_rectangular_product_on_a_plain_backdrop_has_no_border(level, tmp_path):
    rgb = plain(level)
    cv2.rectangle(rgb, (45, 60), (555, 540), (150, 40, 60), cv2.FILLED)
    assert_check(FrameBorder, saved(tmp_path, rgb), outcome="pass")


@pytest.mark.parametrize(
    "subject", [{"fill": 0.94}, {"fill": 0.97}, {"size": [842, 1120]}, {"size": [880, 1180]}]
)
def test_white_margins_round_a_rectangular_product_are_no_frame(subject):
    recipe = {"canvas": [900, 1200], "subject": {"shape": "box", **subject}}
    assert_check(FrameBorder, recipe, outcome="pass")


@pytest.mark.parametrize(
    ("margin", "noise", "outcome"),
    [(12, 0.0, "fail"), (18, 0.0, "review"), (12, 1.2, "review"), (60, 0.0, "pass")],
)
def test_coloured_margins_round_a_picture_fail_only_when_drawn(margin, noise, outcome, tmp_path):
    rgb = np.full((500, 600, 3), (60, 70, 90), np.float32)
    rgb += np.random.default_rng(1).normal(0, noise, rgb.shape)
    rgb = np.rint(rgb).astype(np.uint8)
    rgb[margin:-margin, margin:-margin] = scene((600 - 2 * margin, 500 - 2 * margin))
    assert_check(FrameBorder, saved(tmp_path, rgb), outcome=outcome)


def test_uneven_coloured_margins_need_a_look(tmp_path):
    rgb = np.full((500, 600, 3), 40, np.uint8)
    rgb[8:-14, 8:-8] = scene((584, 478))
    assert_check(FrameBorder, saved(tmp_path, rgb), outcome="review")


def test_white_on_three_sides_needs_a_look(tmp_path):
    rgb = scene()
    rgb[:15] = rgb[:, :15] = rgb[:, -15:] = 255
    assert_check(FrameBorder, saved(tmp_path, rgb), outcome="review")


def test_vignette_has_no_border():
    assert_check(FrameBorder, {"canvas": [600, 600], "vignette": 0.6}, outcome="pass")


def test_tiny_picture(tmp_path):
    assert_check(FrameBorder, saved(tmp_path, plain(200, (8, 2))), outcome="pass")
