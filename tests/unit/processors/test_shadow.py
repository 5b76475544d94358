from __future__ import annotations

import numpy as np
import pytest

from imgrules_processors.shadow import (
    clear_of_frame,
    given_shadow,
    lit_ground,
    natural_shadow,
    soft_shadow,
)
from tests.unit.processors.drawn import SIZE, WHITISH, draw, pool, shape

UNDER = pool(SIZE, (200, 285), (110, 30), 0.5)


def border(plane, width):
    inner = np.ones(plane.shape[:2], bool)
    inner[width:-width, width:-width] = False
    return plane[inner]


@pytest.fixture(scope="module")
def shaded():
    return draw(backdrop=WHITISH, shade=UNDER)


def test_natural_shadow_is_the_one_that_was_drawn(shaded):
    found = natural_shadow(shaded.rgb, shaded.backdrop, shaded.alpha)
    seen = (shaded.alpha == 0) & (UNDER < 0.9)
    seen[300:] = False
    assert np.abs(found - UNDER)[seen].mean() < 0.03


def test_natural_shadow_never_lightens_and_is_exactly_none_far_away(shaded):
    found = natural_shadow(shaded.rgb, shaded.backdrop, shaded.alpha)
    assert found.max() == 1
    assert found.min() > 0
    assert np.all(found[:120] == 1)


def test_natural_shadow_ends_before_the_frame():
    shade = pool(SIZE, (200, 380), (200, 90), 0.5)
    truth = draw(backdrop=WHITISH, shade=shade)
    found = natural_shadow(truth.rgb, truth.backdrop, truth.alpha)
    assert np.all(border(found, 8) == 1)
    assert found.min() < 0.8


def test_shade_that_does_not_begin_at_the_product_is_none_of_its_own():
    truth = draw(backdrop=WHITISH, shade=pool(SIZE, (330, 60), (25, 25), 0.4))
    assert np.all(natural_shadow(truth.rgb, truth.backdrop, truth.alpha) == 1)


def test_without_a_shadow_grain_is_none():
    truth = draw(backdrop=WHITISH, noise=2)
    assert np.all(natural_shadow(truth.rgb, truth.backdrop, truth.alpha) == 1)


def test_a_segmenter_s_own_shadow_is_contained_as_well():
    found = given_shadow(UNDER, shape())
    assert np.all(border(found, 8) == 1)
    assert np.abs(found - UNDER)[280:300, 150:250].mean() < 0.05


def test_soft_shadow_lies_at_the_foot():
    alpha = shape()
    found = soft_shadow(alpha)
    foot = int(np.flatnonzero((alpha > 0.5).any(axis=1))[-1])
    assert found[foot + 2, 200] < 0.9
    assert np.all(found[: foot - 100] == 1)
    assert np.all(border(found, 8) == 1)


def test_no_product_no_shadow():
    assert np.all(soft_shadow(np.zeros((40, 60), np.float32)) == 1)


def test_ground_is_exactly_the_colour_and_shadows_have_no_cast():
    ratio = np.ones((4, 4), np.float32)
    ratio[0] = 0.5
    ground = lit_ground((4, 4, 3), (255, 255, 255), ratio)
    assert np.all(ground[1:] == 255)
    assert np.all(ground[0] == ground[0, 0, 0])
    assert np.all(lit_ground((2, 2, 3), (1, 2, 3), None) == (1, 2, 3))


def test_a_cropped_picture_s_shadow_ends_before_its_frame():
    rgb = np.full((200, 300, 3), 255, np.uint8)
    rgb[100:, :] = 180  # a shadow that the crop has brought to the frame
    product = np.zeros((200, 300), bool)
    product[40:160, 60:240] = True
    rgb[product] = (90, 60, 30)
    made = clear_of_frame(rgb, product, (255, 255, 255))
    border = np.concatenate([made[0], made[-1], made[:, 0], made[:, -1]])
    assert (border == 255).all()
    assert np.array_equal(made[product], rgb[product])
    assert (made[170, 150] < 255).all()
