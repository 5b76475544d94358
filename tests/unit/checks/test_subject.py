from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage
from pydantic import ValidationError

from imgrules import ext
from imgrules.checks.subject_centered import SubjectCentered
from imgrules.checks.subject_crop_safe import SubjectCropSafe
from imgrules.checks.subject_cropped import SubjectCropped
from imgrules.checks.subject_fill import SubjectFill
from imgrules.checks.subject_parts import SubjectParts
from imgrules.testing import assert_check, assert_check_contract
from tests.unit.images.shots import plain

DARK = (60, 50, 120)
CHECKS = [
    (SubjectFill, {"min": 0.5}),
    (SubjectCropped, {}),
    (SubjectCentered, {"max_offset": 0.1}),
    (SubjectParts, {"max_parts": 1}),
    (SubjectCropSafe, {"ratios": ["1:1"]}),
]


def saved(folder, rgb):
    path = folder / "shot.png"
    PillowImage.fromarray(rgb).save(path)
    return path


@pytest.fixture
def box(tmp_path):
    def make(x, y, width, height, size=(600, 600)):
        rgb = plain(size=size)
        cv2.rectangle(rgb, (x, y), (x + width - 1, y + height - 1), DARK, cv2.FILLED)
        return saved(tmp_path, rgb)

    return make


@pytest.mark.parametrize(("check", "params"), CHECKS)
def test_contract(check, params):
    assert_check_contract(check, {"canvas": [600, 600]}, params=params)


@pytest.mark.parametrize(("check", "params"), CHECKS)
def test_blank_picture_and_scene_need_a_look(check, params, tmp_path):
    assert_check(check, saved(tmp_path, plain()), outcome="review", params=params)
    small = np.random.default_rng(5).integers(0, 255, (9, 9, 3), dtype=np.uint8)
    scene = cv2.resize(small, (600, 600), interpolation=cv2.INTER_CUBIC)
    assert_check(check, saved(tmp_path, scene), outcome="review", params=params)


def test_three_fills(box):
    path = box(90, 180, 420, 300)
    values = {"longest_side": 0.7, "bbox_area": 0.35, "mask_area": 0.35}
    assert_check(SubjectFill, path, outcome="pass", params={"min": 0.7}, values=values)


@pytest.mark.parametrize(
    ("measure", "share"), [("longest_side", 0.7), ("bbox_area", 0.35), ("mask_area", 0.35)]
)
def test_fill_bounds_are_inclusive(measure, share, box):
    path = box(90, 180, 420, 300)
    for params, outcome in (
        ({"min": share}, "pass"),
        ({"min": share + 0.01}, "fail"),
        ({"max": share}, "pass"),
        ({"max": share - 0.01}, "fail"),
    ):
        assert_check(SubjectFill, path, outcome=outcome, params={"measure": measure, **params})


def test_longest_side_is_per_axis(box):
    path = box(200, 10, 200, 100, size=(600, 120))
    assert_check(
        SubjectFill, path, outcome="pass", params={"min": 0.8}, values={"longest_side": 0.8333}
    )


def test_ring_fills_its_box_more_than_its_outline():
    recipe = {"canvas": [800, 800], "subject": {"shape": "ring", "fill": 0.8}}
    assert_check(SubjectFill, recipe, outcome="pass", params={"min": 0.79, "max": 0.81})
    assert_check(SubjectFill, recipe, outcome="fail", params={"min": 0.45, "measure": "mask_area"})


@pytest.mark.parametrize(("fill", "outcome"), [(0.86, "pass"), (0.84, "fail")])
@pytest.mark.parametrize("shadow", ["none", "contact"])
def test_fill_of_drawn_products(fill, outcome, shadow):
    recipe = {"canvas": [1000, 1000], "subject": {"fill": fill}, "shadow": shadow}
    assert_check(SubjectFill, recipe, outcome=outcome, params={"min": 0.85})


def test_fill_needs_a_bound():
    with pytest.raises(ValidationError):
        SubjectFill.Params()


def test_free_product_is_not_cropped(box):
    assert_check(SubjectCropped, box(8, 8, 584, 584), outcome="pass")


@pytest.mark.parametrize(
    ("place", "side"),
    [
        ((0, 200, 300, 200), "left"),
        ((300, 200, 300, 200), "right"),
        ((200, 0, 200, 300), "top"),
        ((200, 300, 200, 300), "bottom"),
    ],
)
def test_cropped_side_is_named(place, side, box):
    overlaps = {
        "left": (0, 200, 2, 200),
        "right": (598, 200, 2, 200),
        "top": (200, 0, 200, 2),
        "bottom": (200, 598, 200, 2),
    }[side]
    judged = assert_check(
        SubjectCropped, box(*place), outcome="fail", note=side, region_overlaps=overlaps
    )
    (region,) = judged.regions
    assert (region.x, region.y, region.width, region.height) == overlaps


def test_contact_is_a_share_of_the_whole_edge(box):
    path = box(0, 200, 300, 240)  # 240 of 2400 px
    assert_check(SubjectCropped, path, outcome="pass", params={"max_contact": 0.1})
    assert_check(SubjectCropped, path, outcome="fail", params={"max_contact": 0.099})


def test_faded_contact(tmp_path):
    fade = np.clip(np.linspace(1.05, -1, 600), 0.06, 1)[:, None, None]
    rgb = plain()
    rgb[:, 250:350] = (255 - 200 * fade).astype(np.uint8)[:, :1].repeat(100, 1)
    rgb[:30] = 255
    path = saved(tmp_path, rgb)
    assert_check(SubjectCropped, path, outcome="fail")
    assert_check(SubjectCropped, path, outcome="fail", params={"faded": "allow"})
    rgb[560:, 250:350] = np.linspace(200, 254, 40).astype(np.uint8)[:, None, None]
    path = saved(tmp_path, rgb)
    assert_check(SubjectCropped, path, outcome="pass", params={"faded": "allow"})


@pytest.mark.parametrize(("limit", "outcome"), [(0.11, "pass"), (0.09, "fail")])
def test_offset(limit, outcome, box):
    path = box(260, 200, 200, 200)  # centre at 360 of 600: 10 % to the right
    note = "too far right" if outcome == "fail" else ""
    params = {"max_offset": limit}
    assert_check(SubjectCentered, path, outcome=outcome, params=params, note=note)


def test_offset_down(box):
    path = box(200, 20, 200, 200)
    assert_check(SubjectCentered, path, outcome="fail", params={"max_offset": 0.1}, note="too high")


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_parts(parts):
    recipe = {"canvas": [900, 600], "subject": {"parts": parts}}
    values = {"parts": parts}
    assert_check(SubjectParts, recipe, outcome="pass", params={"max_parts": parts}, values=values)
    if parts > 1:
        judged = assert_check(SubjectParts, recipe, outcome="fail", params={"max_parts": parts - 1})
        assert len(judged.regions) == parts


def test_crops(box):
    path = box(150, 100, 500, 200, size=(800, 400))
    ratios = {"ratios": ["2:1", "5:4"]}
    assert_check(SubjectCropSafe, path, outcome="pass", params=ratios)
    judged = assert_check(SubjectCropSafe, path, outcome="fail", params={"ratios": ["2:1", "1:1"]})
    assert judged.measured == "1:1 cuts off 20.0 %"


@pytest.mark.parametrize("ratio", ["1", "0:1", "a:b", "1:0"])
def test_ratio_must_make_sense(ratio):
    with pytest.raises(ValidationError):
        SubjectCropSafe.Params(ratios=[ratio])


@pytest.mark.parametrize(
    ("share", "outcome"), [(0.848, "fail"), (0.849, "pass"), (0.901, "pass"), (0.902, "fail")]
)
def test_a_share_within_one_step_of_a_limit_is_on_it(share: float, outcome: str) -> None:
    check = SubjectFill()
    values = {"longest_side": share, "step": 0.0015, "product_found": True, "confidence": 1.0}
    judged = check.judge(
        ext.Measurement("subject.fill", 1, values), check.Params(min=0.85, max=0.9)
    )
    assert judged.outcome == outcome
