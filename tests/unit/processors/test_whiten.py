from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules import api
from imgrules.fixes.draft import open_draft
from imgrules.images.image import Image
from imgrules.processor import Declined, Draft
from imgrules.testing import Recipe, draw
from imgrules_processors.whiten import whiten
from tests.unit.processors import drawn
from tests.unit.processors.drawn import DARK, SIZE, WHITISH, pool

RULES = ["background-white", "shadow-minimal", "no-cutout-residue"]
SHOTS = {
    "flat": {"background": "#f0f0ee"},
    "graded": {"background": "#f6f6f6", "gradient": {"to": "#e2e2e4"}},
    "vignetted": {"background": "#f2f2f2", "vignette": 0.12},
    "noisy": {"background": "#eeeeec", "noise": 2},
    "tinted": {"background": "#eef0f4"},
    "shaded": {"background": "#efefef", "shadow": "contact"},
    "shaded to the edge": {"background": "#efefef", "shadow": "edge"},
    "white, shaded to the edge": {"background": "#ffffff", "shadow": "edge"},
    "compressed": {"background": "#f0f0f0", "quality": 70, "subsampling": "4:2:0"},
}
SHAPES = ["box", "ring", "watch", "bottle", "shirt", "chain"]


def recipe(**changes):
    given = {"canvas": (640, 640), "subject": {"fill": 0.8}} | changes
    return Recipe.model_validate(given)


def opened(folder, **changes):
    made = draw(recipe(**changes))
    path = folder / made.name
    path.write_bytes(made.data)
    return open_draft(Image(path))


@cache
def amazon():
    return api.load_rulebook("amazon")


def findings(folder, samples, **saving):
    path = folder / "whitened.jpg"
    options = {"quality": 95, "subsampling": 0} | saving
    PillowImage.fromarray(samples).save(path, **options)
    rules = [f"amazon/{rule}" for rule in RULES]
    result = api.check([path], rulebooks=[amazon()], role="main", select=rules)
    assert not result.problems
    return {f.rule: f.outcome.value for f in result.images[0].findings}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS)
def test_passes_as_white_after_decoding_the_jpeg(shot, tmp_path):
    made = whiten(opened(tmp_path, **shot))
    assert set(findings(tmp_path, made.samples).values()) == {"pass"}
    assert set(findings(tmp_path, made.samples, subsampling=2).values()) == {"pass"}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS)
def test_natural_shadow_fails_no_rule(shot, tmp_path):
    made = whiten(opened(tmp_path, **shot), shadow="natural")
    outcomes = findings(tmp_path, made.samples)
    # A shadow on over 5 % of the picture is for a person to look at.
    assert outcomes.pop("background-white") in ("pass", "review")
    assert set(outcomes.values()) == {"pass"}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_passes_with_its_holes(shape, tmp_path):
    draft = opened(tmp_path, background="#ececec", subject={"shape": shape, "fill": 0.8})
    made = whiten(draft)
    assert set(findings(tmp_path, made.samples).values()) == {"pass"}


def test_product_is_untouched_bit_for_bit(tmp_path):
    draft = opened(tmp_path, **SHOTS["shaded"])
    made = whiten(draft)
    inside = cv2.erode(draft.product.view(np.uint8), np.ones((15, 15))) > 0
    assert inside.sum() > 0.5 * draft.product.sum()
    assert np.array_equal(made.samples[inside], draft.samples[inside])
    assert made.changed
    assert np.mean(made.product != draft.product) < 0.01


@pytest.mark.parametrize("own", [DARK, (150, 90, 60), (196, 200, 205)])
@pytest.mark.parametrize("blur", [0.8, 2.0])
def test_soft_edge_is_neither_halo_nor_step(own, blur):
    """The truth is the same product photographed on white."""
    alpha = drawn.shape(blur=blur)
    truth = drawn.draw(own, WHITISH, alpha=alpha, vignette=0.04)
    made = whiten(truth.draft).samples.astype(np.float32)
    right = alpha[..., None] * truth.own + (1 - alpha[..., None]) * 255
    edge = (alpha > 0.02) & (alpha < 0.98)
    assert np.abs(made - right)[edge].mean() < 6
    assert np.abs((made - right)[edge].mean()) < 4


def test_soft_edge_over_a_shadow():
    alpha = drawn.shape(blur=1.2)
    shade = pool(SIZE, (200, 285), (110, 30), 0.45)
    truth = drawn.draw(DARK, WHITISH, alpha=alpha, shade=shade)
    made = whiten(truth.draft).samples
    assert np.all(made[alpha == 0].reshape(-1, 3).min(axis=1) >= 245)
    right = alpha[..., None] * truth.own + (1 - alpha[..., None]) * 255
    assert np.abs(made - right)[truth.edge].mean() < 12


def test_another_colour():
    truth = drawn.draw(DARK, WHITISH)
    made = whiten(truth.draft, colour=(240, 241, 242)).samples
    assert np.all(made[:60] == (240, 241, 242))


def test_natural_shadow_stays_inside_the_frame():
    truth = drawn.draw(DARK, WHITISH, shade=pool(SIZE, (200, 300), (110, 40), 0.4))
    made = whiten(truth.draft, shadow="natural").samples
    assert made[truth.alpha == 0].min() < 225
    assert np.all(made[-8:] == 255)
    assert np.all(made[:, :8] == 255)


def test_whitening_twice_changes_nothing_more():
    once = whiten(drawn.draw(DARK, WHITISH).draft)
    twice = whiten(once)
    assert np.mean(once.samples != twice.samples) < 0.002


def test_product_may_touch_the_frame():
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[:, 120:280] = 1
    truth = drawn.draw(DARK, WHITISH, alpha=cv2.GaussianBlur(alpha, (0, 0), 1))
    made = whiten(truth.draft).samples
    assert np.array_equal(made[:, 140:260], truth.rgb[:, 140:260])
    assert np.all(made[:, :110] == 255)


def test_white_dial_stays_and_hole_is_whitened():
    truth = drawn.draw(DARK, WHITISH)
    dial = np.zeros((SIZE, SIZE), np.uint8)
    cv2.circle(dial, (200, 143), 14, 1, -1)
    seen = truth.rgb.copy()
    seen[dial > 0] = (250, 251, 249)
    hint = (truth.alpha > 0.5) & (dial == 0)
    made = whiten(Draft(seen, product=hint)).samples
    inner = cv2.erode(dial, np.ones((5, 5))) > 0
    assert inner.any()
    assert np.array_equal(made[inner], seen[inner])
    assert np.all(made[195:206, 195:206] == 255)


def test_hole_that_the_rough_idea_closed_is_whitened():
    truth = drawn.draw(DARK, WHITISH)
    hint = truth.alpha > 0.5
    hint[160:240, 160:240] = True
    assert np.all(whiten(Draft(truth.rgb, product=hint)).samples[195:206, 195:206] == 255)


def test_bright_inside_that_leaks_through_a_gap_in_the_rim_stays():
    truth = drawn.draw(DARK, WHITISH)
    inside = np.zeros((SIZE, SIZE), np.uint8)
    cv2.circle(inside, (200, 200), 34, 1, -1)
    seen = truth.rgb.copy()
    seen[inside > 0] = (222, 223, 221)
    hint = truth.alpha > 0.5
    hint[199:201, 200:] = False
    made = whiten(Draft(seen, product=hint)).samples
    inner = cv2.erode(inside, np.ones((11, 11))) > 0
    inner[190:211] = False
    assert np.array_equal(made[inner], seen[inner])


def test_faint_texture_and_dust_are_lifted():
    truth = drawn.draw(DARK, WHITISH, variation=1.5, noise=1.5)
    seen = truth.rgb.copy()
    seen[40:43, 60:63] -= 20
    assert np.all(whiten(Draft(seen, product=truth.alpha > 0.5)).samples[:80] == 255)


# -- declined -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "declined"), [(215, False), (208, True)])
def test_backdrop_too_dark(level, declined):
    draft = drawn.draw(DARK, (level,) * 3).draft  # L* 86.0 and 83.5
    if declined:
        with pytest.raises(Declined, match="too dark"):
            whiten(draft)
    else:
        assert np.all(whiten(draft).samples[:60] == 255)


@pytest.mark.parametrize(("blue", "declined"), [(228, False), (214, True)])
def test_coloured_backdrop(blue, declined):
    draft = drawn.draw(DARK, (236, 236, blue)).draft
    if declined:
        with pytest.raises(Declined, match="colour of its own"):
            whiten(draft)
    else:
        assert np.all(whiten(draft).samples[:60] == 255)


def test_product_not_known():
    with pytest.raises(Declined, match="could not be told"):
        whiten(Draft(drawn.draw(DARK, WHITISH).rgb))


def test_product_fills_the_picture():
    truth = drawn.draw(DARK, WHITISH)
    with pytest.raises(Declined, match="fills the picture"):
        whiten(Draft(truth.rgb, product=np.ones((SIZE, SIZE), bool)))


def test_product_as_bright_as_the_backdrop():
    with pytest.raises(Declined, match="as bright as the backdrop"):
        whiten(drawn.draw((243, 243, 241), WHITISH).draft)


def test_part_of_the_product_was_not_found():
    truth = drawn.draw((120, 90, 70), WHITISH)
    hint = truth.alpha > 0.5
    hint[:, 230:] = False
    with pytest.raises(Declined, match="cannot be told"):
        whiten(Draft(truth.rgb, product=hint))


def test_black_part_was_taken_for_shadow():
    truth = drawn.draw((30, 30, 30), WHITISH, alpha=drawn.shape(blur=9, hole=False))
    hint = truth.alpha > 0.5
    hint[:, 210:] = False
    with pytest.raises(Declined, match="told from"):
        whiten(Draft(truth.rgb, product=hint))


def test_busy_backdrop():
    truth = drawn.draw(DARK, WHITISH)
    seen = truth.rgb.copy()
    seen[::12, :140] = 200
    with pytest.raises(Declined, match="not plain"):
        whiten(Draft(seen, product=truth.alpha > 0.5))


def test_line_far_from_the_product():
    truth = drawn.draw(DARK, WHITISH)
    seen = truth.rgb.copy()
    seen[20, :] = 215
    with pytest.raises(Declined, match="marks or lines"):
        whiten(Draft(seen, product=truth.alpha > 0.5))


def test_shadow_taken_for_product():
    shade = pool(SIZE, (200, 290), (130, 60), 0.16)
    truth = drawn.draw(DARK, WHITISH, shade=shade)
    hint = (truth.alpha > 0.5) | (shade < 0.92)
    with pytest.raises(Declined, match="soft shadow"):
        whiten(Draft(truth.rgb, product=hint))


@pytest.mark.parametrize("draft", [
    Draft(np.zeros((9, 9, 4), np.uint8), mode="CMYK"),
    Draft(np.zeros((9, 9, 3), np.uint8), alpha=np.zeros((9, 9), np.uint8)),
])  # fmt: skip
def test_only_opaque_rgb(draft):
    with pytest.raises(Declined, match="opaque RGB"):
        whiten(draft)
