from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules import ext
from imgrules.checks.background_white import BackgroundWhite
from imgrules.testing import assert_check, assert_check_contract
from tests.unit.images.shots import plain, soft_shadow

SMALL = {"canvas": [800, 800], "subject": {"fill": 0.7}}
DARK = (60, 50, 120)


def check(picture, outcome, note="", **params):
    return assert_check(BackgroundWhite, picture, outcome=outcome, note=note, params=params)


def saved(folder: Path, rgb, name: str = "shot.png", **options) -> Path:
    path = folder / name
    PillowImage.fromarray(rgb).save(path, **options)
    return path


def product(rgb):
    cv2.rectangle(rgb, (200, 150), (400, 450), DARK, cv2.FILLED)
    return rgb


def test_contract():
    assert_check_contract(BackgroundWhite, SMALL)


@pytest.mark.parametrize("quality", [75, 85, 95])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:0"])
def test_ringing_is_no_problem(quality, subsampling):
    check({**SMALL, "quality": quality, "subsampling": subsampling}, "pass")


@pytest.mark.parametrize("shape", ["ring", "chain", "shirt", "bottle"])
@pytest.mark.parametrize("color", ["#8a2f2f", "#f8f8f8"])
def test_clean_products_pass(shape, color):
    check({**SMALL, "subject": {"shape": shape, "color": color, "fill": 0.8}}, "pass")


def test_flat_254_fails_as_254_and_passes_with_a_tolerance_of_one():
    recipe = {**SMALL, "background": "#fefefe"}
    judged = check(recipe, "fail", "uniform off-white")
    assert "darkest 254" in judged.measured
    assert judged.required == "100 % at 255"
    assert judged.regions
    check(recipe, "pass", tolerance=1)


@pytest.mark.parametrize(("level", "outcome"), [(253, "pass"), (252, "fail")])
def test_tolerance_is_inclusive(level, outcome, tmp_path):
    check(saved(tmp_path, product(plain(level))), outcome, tolerance=2)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"background": "#f0f0f0"}, "uniform off-white"),
        ({"background": "#7080c0"}, "coloured backdrop"),
        ({"gradient": {"to": "#e8e8e8"}}, "gradient or vignette"),
        ({"vignette": 0.3}, "gradient or vignette"),
        ({"shadow": "contact"}, "shadow inside the frame"),
        ({"shadow": "edge"}, "shadow reaching the edge"),
        ({"residue": {"level": 240}}, "leftover islands"),
        ({"text": {}}, "leftover islands"),
    ],
)
def test_kinds_of_problem(change, kind):
    judged = check({**SMALL, **change}, "fail", kind)
    assert any(region.label == kind for region in judged.regions)


def test_scene_is_a_real_backdrop(tmp_path):
    random = np.random.default_rng(5)
    small = random.integers(0, 255, (9, 9, 3), dtype=np.uint8)
    scene = cv2.resize(small, (600, 600), interpolation=cv2.INTER_CUBIC)
    check(saved(tmp_path, scene), "fail", "real backdrop", tolerance=250)


def test_region_lies_on_the_island(tmp_path):
    rgb = product(plain())
    cv2.circle(rgb, (540, 60), 12, (245, 245, 245), cv2.FILLED)
    assert_check(
        BackgroundWhite,
        saved(tmp_path, rgb),
        outcome="fail",
        note="leftover islands",
        region_overlaps=(528, 48, 25, 25),
    )


def test_speck_that_reduction_would_average_away_is_counted(tmp_path):
    rgb = plain(size=(2400, 2400))
    cv2.rectangle(rgb, (700, 700), (1700, 1700), DARK, cv2.FILLED)
    rgb[100:103, 100:103] = 249
    judged = check(saved(tmp_path, rgb), "fail", "leftover islands")
    assert "darkest 249" in judged.measured
    assert "100 % white" not in judged.measured


@pytest.mark.parametrize(("row", "outcome"), [(0, "fail"), (40, "pass")])
def test_border_band_forgives_no_speck(row, outcome, tmp_path):
    """A handful of pixels nobody sees pass inside the picture, never along its edge."""
    rgb = product(plain(size=(800, 800)))
    rgb[row, 600:610] = 254
    judged = check(saved(tmp_path, rgb), outcome)
    assert ("border" in judged.measured) == (outcome == "fail")


@pytest.mark.parametrize(("policy", "outcome"), [("allow", "pass"), ("review", "review")])
def test_contained_shadow_by_policy(policy, outcome, tmp_path):
    rgb = plain()
    soft_shadow(rgb, (300, 456), (100, 6), 110, 5)
    product(rgb)
    path = saved(tmp_path, rgb)
    check(path, "fail", "shadow inside the frame")
    check(path, outcome, "shadow inside the frame", contained_shadow=policy)


def test_large_contained_shadow_needs_a_look_even_where_allowed(tmp_path):
    rgb = plain()
    soft_shadow(rgb, (300, 460), (180, 40), 110, 12)
    product(rgb)
    path = saved(tmp_path, rgb)
    check(path, "review", contained_shadow="allow", max_shadow_share=0.01)
    check(path, "pass", contained_shadow="allow", max_shadow_share=0.2)


def test_shadow_reaching_the_edge_fails_where_contained_ones_are_allowed():
    check({**SMALL, "shadow": "edge"}, "fail", "reaching", contained_shadow="allow")


@pytest.mark.parametrize(("level", "outcome"), [(255, "pass"), (246, "fail")])
def test_hole_of_a_ring(level, outcome, tmp_path):
    rgb = plain()
    cv2.circle(rgb, (300, 300), 200, DARK, 40)
    cv2.circle(rgb, (300, 300), 178, (level,) * 3, cv2.FILLED)
    judged = check(saved(tmp_path, rgb), outcome)
    assert ("hole" in judged.note) == (outcome == "fail")


def test_transparent_picture_is_judged_on_white():
    recipe = {**SMALL, "format": "png", "mode": "rgba", "transparent_background": True}
    check(recipe, "pass", "judged as flattened on white")


def test_product_cut_by_the_frame_is_not_background(tmp_path):
    rgb = plain()
    cv2.rectangle(rgb, (200, 200), (400, 599), DARK, cv2.FILLED)
    check(saved(tmp_path, rgb), "pass")


def test_white_on_little_of_the_frame_needs_a_look(tmp_path):
    rgb = plain()
    rgb[260:] = DARK
    check(saved(tmp_path, rgb), "review", "little of the frame's edge")


def test_blank_white_is_never_a_pass(tmp_path):
    check(saved(tmp_path, plain()), "review", "no product")
    check(saved(tmp_path, plain(250)), "fail", "uniform off-white")


def test_min_share_counts_band_and_background(tmp_path):
    rgb = product(plain())
    rgb[20:60, 20:60] = 240
    path = saved(tmp_path, rgb)
    check(path, "fail", min_share=0.999)
    check(path, "pass", min_share=0.99)


def test_measurement_holds_no_threshold(tmp_path):
    values = BackgroundWhite().measure(_image(tmp_path), ext.Options()).values
    assert values["kind"] == "uniform off-white"
    assert values["off_white"] == [250, 250, 250]
    assert values["delta_e"] == pytest.approx(1.0, abs=0.2)
    areas = values["areas"]
    assert isinstance(areas, dict)
    assert areas["band"] == {"pixels": 14256, "below_white": {"250": 14256}}


def _image(folder: Path) -> ext.Image:
    return ext.Image(saved(folder, product(plain(250))))


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 2), (18, 17)])
def test_tiny_pictures_are_measured(size, tmp_path):
    for level, outcomes in ((255, {"review"}), (90, {"fail", "review"})):
        image = ext.Image(saved(tmp_path, plain(level, size)))
        measured = BackgroundWhite().measure(image, ext.Options())
        judged = BackgroundWhite().judge(measured, BackgroundWhite.Params())
        assert judged.outcome in outcomes
        assert (judged.measured == "100 % white") == (level == 255)


@pytest.mark.parametrize("border", [{"width": 1}, {"width": 8}, {"width": 8, "color": "#e8e8e8"}])
def test_a_frame_is_named_and_never_passes(border):
    recipe = {"canvas": [800, 800], "subject": {"fill": 0.8}, "border": border}
    assert_check(BackgroundWhite, recipe, outcome="fail", note="drawn frame")
    lenient = {"min_share": 0.5, "tolerance": 254}
    assert_check(BackgroundWhite, recipe, outcome="review", note="a frame", params=lenient)
    clean = {**recipe, "border": None}
    assert_check(BackgroundWhite, clean, outcome="pass", params=lenient)


def test_blurred_product_on_white_leaves_nothing_on_the_backdrop():
    recipe = {"canvas": [800, 800], "subject": {"shape": "ellipse", "fill": 0.8}, "blur": 6}
    assert_check(BackgroundWhite, recipe, outcome="pass")
    crumbs = {**recipe, "residue": {"count": 4, "size": 12}}
    assert_check(BackgroundWhite, crumbs, outcome="fail")
