import cv2
import numpy as np
import pytest

from imgrules.images.backdrop import find_backdrop
from imgrules.images.working import reduce
from tests.unit.images.shots import plain


def backdrop(rgb):
    return find_backdrop(reduce(rgb)).backdrop


def with_product(rgb):
    cv2.rectangle(rgb, (150, 150), (450, 450), (90, 40, 30), cv2.FILLED)
    return rgb


@pytest.mark.parametrize(
    ("level", "kind"), [(255, "white"), (254, "near-white"), (230, "near-white"), (120, "plain")]
)
def test_one_level_apart_from_white_is_not_white(level, kind):
    found = backdrop(with_product(plain(level)))
    assert found.kind == kind
    assert found.rgb == (level, level, level)
    assert found.share == 1.0


def test_gradient():
    ramp = np.linspace(60, 180, 600, dtype=np.float32)[:, None, None]
    found = backdrop(with_product(np.broadcast_to(ramp, (600, 600, 3)).astype(np.uint8)))
    assert found.kind == "graded"
    assert found.spread > 20


def test_patchwork_is_a_scene():
    random = np.random.default_rng(3)
    small = random.integers(0, 255, (12, 12, 3), dtype=np.uint8)
    found = backdrop(cv2.resize(small, (600, 600), interpolation=cv2.INTER_NEAREST))
    assert found.kind == "real"


def test_strong_grain_is_a_scene_and_light_grain_is_not():
    random = np.random.default_rng(3)
    grain = random.normal(0, 1, (600, 600, 3))
    assert backdrop(np.clip(140 + 2 * grain, 0, 255).astype(np.uint8)).kind == "plain"
    assert backdrop(np.clip(140 + 40 * grain, 0, 255).astype(np.uint8)).kind == "real"


def test_product_cut_by_the_frame_leaves_the_backdrop_white():
    rgb = plain()
    cv2.rectangle(rgb, (200, 200), (400, 599), (90, 40, 30), cv2.FILLED)
    found = backdrop(rgb)
    assert found.kind == "white"
    assert 0.85 < found.share < 0.95
