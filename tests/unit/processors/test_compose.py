from __future__ import annotations

import numpy as np
import pytest

from imgrules.processor import Cutout, Declined, Draft
from imgrules_processors.compose import compose
from tests.unit.processors.drawn import SIZE, WHITISH, draw, pool

WHITE = (255, 255, 255)
GREY = (120, 130, 140)


def cut(truth, **changes):
    return Cutout(**{"alpha": truth.alpha, "confidence": 0.9, "backdrop": truth.backdrop} | changes)


@pytest.mark.parametrize("colour", [WHITE, GREY])
def test_the_product_stands_on_the_colour(colour):
    truth = draw(texture=8)
    made = compose(truth.draft, cut(truth), colour=colour, shadow="none")
    assert np.all(made.samples[truth.alpha == 0] == colour)
    opaque = truth.alpha == 1
    assert np.array_equal(made.samples[opaque], truth.rgb[opaque])
    share = truth.alpha[..., None]
    right = share * truth.own + (1 - share) * np.float32(colour)
    assert np.abs(made.samples - right)[truth.edge].mean() < 2.5


def test_what_the_draft_says_afterwards():
    truth = draw()
    made = compose(truth.draft, cut(truth), colour=WHITE, shadow="none")
    assert made.changed
    assert made.alpha is None
    assert np.array_equal(made.product, truth.alpha > 0.5)


@pytest.mark.parametrize(("stray", "kept"), [(0.019, False), (0.03, True)])
def test_stray_alpha_is_backdrop(stray, kept):
    truth = draw()
    alpha = truth.alpha.copy()
    alpha[5:9, 5:9] = stray
    made = compose(truth.draft, cut(truth, alpha=alpha), colour=WHITE, shadow="none")
    assert bool((made.samples[5:9, 5:9] < 255).any()) is kept


@pytest.mark.parametrize("shadow", ["natural", "soft"])
def test_shadow_is_grey_and_leaves_the_border_alone(shadow):
    truth = draw(backdrop=WHITISH, shade=pool(SIZE, (200, 290), (120, 40), 0.5))
    made = compose(truth.draft, cut(truth), colour=WHITE, shadow=shadow).samples
    free = truth.alpha == 0
    assert made[free].min() < 235
    assert np.array_equal(made[free].min(axis=1), made[free].max(axis=1))
    for line in (made[:8], made[-8:], made[:, :8], made[:, -8:]):
        assert np.all(line == 255)
    opaque = truth.alpha == 1
    assert np.array_equal(made[opaque], truth.rgb[opaque])


def test_a_segmenter_s_shadow_is_used_without_a_backdrop():
    truth = draw(backdrop=WHITISH)
    shade = pool(SIZE, (200, 285), (110, 30), 0.5)
    given = cut(truth, backdrop=None, shadow=shade)
    made = compose(truth.draft, given, colour=WHITE, shadow="natural").samples
    assert made[truth.alpha == 0].min() < 220


def test_a_natural_shadow_nobody_knows():
    truth = draw()
    with pytest.raises(Declined, match="shadow"):
        compose(truth.draft, cut(truth, backdrop=None), colour=WHITE, shadow="natural")


def test_a_product_at_the_frame_stays_there():
    truth = draw(alpha=np.pad(np.ones((SIZE, 200), np.float32), ((0, 0), (100, 100))))
    made = compose(truth.draft, cut(truth), colour=WHITE, shadow="none").samples
    assert np.array_equal(made[0, 100:300], truth.rgb[0, 100:300])
    assert np.all(made[:, :100] == 255)


def test_transparency_in_the_file_stays():
    truth = draw()
    seen = np.full(truth.alpha.shape, 255, np.uint8)
    seen[:, :200] = 0
    draft = Draft(truth.rgb, alpha=seen)
    made = compose(draft, cut(truth), colour=GREY, shadow="none")
    assert np.all(made.samples[:, :200] == GREY)


def test_an_empty_cut_out():
    truth = draw()
    with pytest.raises(Declined, match="empty"):
        compose(truth.draft, cut(truth, alpha=truth.alpha * 0), colour=WHITE, shadow="none")


def test_another_size():
    truth = draw()
    with pytest.raises(Declined, match="10 × 20"):
        small = cut(truth, alpha=np.ones((20, 10), np.float32))
        compose(truth.draft, small, colour=WHITE, shadow="none")


def test_cmyk_is_converted_first():
    draft = Draft(np.zeros((4, 4, 4), np.uint8), mode="CMYK")
    with pytest.raises(Declined, match="CMYK"):
        compose(draft, Cutout(np.ones((4, 4), np.float32), 0.9), colour=WHITE, shadow="none")
