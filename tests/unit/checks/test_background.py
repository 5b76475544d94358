from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules.checks.background_residue import BackgroundResidue
from imgrules.checks.background_shadow import BackgroundShadow
from imgrules.checks.background_uniform import BackgroundUniform
from imgrules.testing import assert_check, assert_check_contract
from tests.unit.images.shots import plain, soft_shadow

SMALL = {"canvas": [800, 800], "subject": {"fill": 0.7}}
DARK = (60, 50, 120)


def saved(folder, rgb):
    path = folder / "shot.png"
    PillowImage.fromarray(rgb).save(path)
    return path


def product(rgb):
    cv2.rectangle(rgb, (200, 150), (400, 450), DARK, cv2.FILLED)
    return rgb


@pytest.fixture
def scene(tmp_path):
    small = np.random.default_rng(5).integers(0, 255, (9, 9, 3), dtype=np.uint8)
    return saved(tmp_path, cv2.resize(small, (600, 600), interpolation=cv2.INTER_CUBIC))


@pytest.mark.parametrize(
    ("check", "params"),
    [
        (BackgroundUniform, {}),
        (BackgroundShadow, {"allowed": "none"}),
        (BackgroundResidue, {}),
    ],
)
def test_contract(check, params):
    assert_check_contract(check, SMALL, params=params)


@pytest.mark.parametrize("background", ["#ffffff", "#d0d4d8", "#204060"])
def test_one_colour_is_uniform(background):
    assert_check(BackgroundUniform, {**SMALL, "background": background}, outcome="pass")


def test_gradient_is_not_uniform():
    recipe = {**SMALL, "background": "#ffffff", "gradient": {"to": "#c0c0c0"}}
    assert_check(BackgroundUniform, recipe, outcome="fail", note="not one colour")
    assert_check(BackgroundUniform, recipe, outcome="pass", params={"max_delta_e": 20.0})


def test_patch_of_another_colour_counts_by_its_share(tmp_path):
    rgb = product(plain(200))
    rgb[:40, :40] = (200, 150, 150)  # 1600 of some 300,000 px of background: 0.53 %
    path = saved(tmp_path, rgb)
    assert_check(BackgroundUniform, path, outcome="pass", params={"min_share": 0.994})
    assert_check(
        BackgroundUniform,
        path,
        outcome="fail",
        params={"min_share": 0.9955},
        region_overlaps=(0, 0, 40, 40),
    )


@pytest.mark.parametrize(("least", "outcome"), [(80.0, "pass"), (82.0, "fail")])
def test_lightness(least, outcome, tmp_path):
    path = saved(tmp_path, product(plain(200)))  # L* 80.6
    assert_check(BackgroundUniform, path, outcome=outcome, params={"min_lightness": least})


def test_scene_is_not_uniform(scene):
    assert_check(BackgroundUniform, scene, outcome="fail", note="real backdrop")


def test_no_shadow(tmp_path):
    path = saved(tmp_path, product(plain()))
    assert_check(BackgroundShadow, path, outcome="pass", params={"allowed": "none"})


def test_contained_shadow(tmp_path):
    rgb = plain(235)
    soft_shadow(rgb, (300, 460), (150, 25), 90, 10)
    path = saved(tmp_path, product(rgb))
    assert_check(
        BackgroundShadow,
        path,
        outcome="fail",
        params={"allowed": "none"},
        region_overlaps=(200, 455, 200, 40),
    )
    assert_check(BackgroundShadow, path, outcome="pass", params={"allowed": "contained"})


def test_shadow_at_the_edge():
    recipe = {**SMALL, "shadow": "edge"}
    assert_check(
        BackgroundShadow, recipe, outcome="fail", params={"allowed": "contained"}, note="bottom"
    )


def test_shadow_on_a_scene_needs_a_look(scene):
    assert_check(BackgroundShadow, scene, outcome="review", params={"allowed": "none"})


@pytest.mark.parametrize(("level", "islands"), [(254, 0), (245, 1), (225, 1), (90, 0)])
def test_pale_islands_only(level, islands, tmp_path):
    rgb = product(plain())
    cv2.circle(rgb, (520, 80), 10, (level,) * 3, cv2.FILLED)
    assert_check(
        BackgroundResidue,
        saved(tmp_path, rgb),
        outcome="fail" if islands else "pass",
        values={"islands": islands},
    )


def test_islands_up_to_the_limit(tmp_path):
    rgb = product(plain())
    for x in (60, 120, 180):
        cv2.circle(rgb, (x, 540), 10, (240,) * 3, cv2.FILLED)
    path = saved(tmp_path, rgb)
    assert_check(BackgroundResidue, path, outcome="pass", params={"max_islands": 3})
    assert_check(BackgroundResidue, path, outcome="fail", params={"max_islands": 2})


@pytest.mark.parametrize("color", ["#8a2f2f", "#f4f4f4"])
@pytest.mark.parametrize("shape", ["box", "shirt", "ring", "watch"])
def test_clean_products_have_no_halo(shape, color):
    recipe = {**SMALL, "subject": {"shape": shape, "color": color, "fill": 0.8}}
    assert_check(BackgroundResidue, recipe, outcome="pass")


@pytest.mark.parametrize("halo", [{}, {"level": 240}, {"level": 235, "width": 12}])
def test_halo(halo):
    recipe = {"canvas": [2000, 2000], "halo": halo}
    assert_check(BackgroundResidue, recipe, outcome="fail", note="pale outline")


def test_halo_in_a_small_picture():
    assert_check(BackgroundResidue, {**SMALL, "halo": {}}, outcome="fail", note="pale outline")


def test_coloured_backdrop_has_no_residue():
    recipe = {**SMALL, "background": "#305080"}
    assert_check(BackgroundResidue, recipe, outcome="pass", note="not a white background")


@pytest.mark.parametrize(
    ("width", "min_share", "outcome"), [(8, 0.98, "fail"), (1, 0.9, "review"), (1, 0.999, "fail")]
)
def test_a_frame_is_no_backdrop(width, min_share, outcome):
    recipe = {"canvas": [600, 600], "border": {"width": width}}
    params = {"min_share": min_share, "min_lightness": 90}
    judged = assert_check(BackgroundUniform, recipe, outcome=outcome, note="frame", params=params)
    assert judged.measured.endswith("L* 100")


def test_a_pale_frame_is_no_leftover():
    recipe = {**SMALL, "border": {"width": 6, "color": "#e8e8e8"}}
    assert_check(BackgroundResidue, recipe, outcome="pass")
    crumbs = {**recipe, "residue": {"count": 3}}
    assert_check(BackgroundResidue, crumbs, outcome="fail", note="leftover")
