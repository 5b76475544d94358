import cv2
import numpy as np
import pytest

from tests.unit.images.shots import drawn, plain, soft_shadow, subject_of

DARK = (60, 50, 120)


def box_of(rgb, **kwargs):
    box = subject_of(rgb, **kwargs).box
    return box and (box.x, box.y, box.width, box.height)


def test_box_is_exact_on_white():
    rgb = plain()
    cv2.rectangle(rgb, (100, 150), (399, 549), DARK, cv2.FILLED)
    assert box_of(rgb) == (100, 150, 300, 400)


def test_box_in_a_large_picture_is_exact_to_a_working_pixel():
    rgb = plain(size=(2501, 1999))
    cv2.rectangle(rgb, (600, 300), (1799, 1500), DARK, cv2.FILLED)
    assert np.abs(np.subtract(box_of(rgb), (600, 300, 1200, 1201))).max() <= 6


def test_product_at_the_far_edges_of_an_odd_size_reaches_them():
    rgb = plain(size=(2001, 1999))
    cv2.rectangle(rgb, (900, 900), (2000, 1998), DARK, cv2.FILLED)
    x, y, width, height = box_of(rgb)
    assert (x + width, y + height) == (2001, 1999)


@pytest.mark.parametrize("level", [254, 252, 246])
def test_white_product_on_white_does_not_vanish(level):
    rgb = plain()
    cv2.ellipse(rgb, (300, 300), (200, 150), 0, 0, 360, (level,) * 3, cv2.FILLED)
    found = subject_of(rgb)
    assert found.box is not None
    assert abs(found.box.width - 401) <= 4
    assert found.mask.mean() == pytest.approx(np.pi * 200 * 150 / 600**2, rel=0.03)


def test_blank_pictures_have_no_product():
    for level in (255, 250, 128, 0):
        found = subject_of(plain(level))
        assert found.box is None
        assert found.confidence == 0
        assert not found.mask.any()


def test_soft_shadow_is_not_product():
    rgb = plain()
    soft_shadow(rgb, (300, 470), (220, 40), 110)
    cv2.rectangle(rgb, (150, 150), (449, 449), DARK, cv2.FILLED)
    found = subject_of(rgb)
    assert found.shadow.sum() > 10_000
    assert found.box is not None
    assert found.box.y + found.box.height <= 462
    assert not (found.shadow & found.mask).any()


def test_white_product_in_its_own_shadow_stays_product():
    rgb = plain()
    soft_shadow(rgb, (300, 310), (180, 180), 60)
    cv2.circle(rgb, (300, 300), 160, (250, 250, 248), cv2.FILLED)
    found = subject_of(rgb)
    assert found.mask[200:400, 200:400].mean() > 0.98
    assert found.shadow.any()


def test_ring_hole_is_background_and_highlight_is_product():
    rgb = plain()
    cv2.circle(rgb, (300, 300), 200, DARK, 50)
    found = subject_of(rgb)
    assert found.holes[300, 300]
    assert not found.mask[300, 300]
    shaded = plain()
    cv2.circle(shaded, (300, 300), 200, DARK, cv2.FILLED)
    glow = np.zeros((600, 600), np.float32)
    cv2.circle(glow, (300, 300), 80, 400.0, cv2.FILLED)
    glow = cv2.GaussianBlur(glow, (0, 0), 30)
    shaded = np.clip(shaded + glow[..., None], 0, 255).astype(np.uint8)
    assert shaded[300, 300].min() == 255
    found = subject_of(shaded)
    assert found.mask[300, 300]
    assert not found.holes.any()


@pytest.mark.parametrize(("level", "hole"), [(255, True), (246, True), (190, False)])
def test_backdrop_left_in_a_ring_is_a_hole(level, hole):
    rgb = plain()
    cv2.circle(rgb, (300, 300), 200, DARK, 40)
    cv2.circle(rgb, (300, 300), 178, (level,) * 3, cv2.FILLED)
    assert subject_of(rgb).holes[300, 300] == hole


def test_off_white_patch_deep_in_a_product_is_product():
    rgb = plain()
    cv2.rectangle(rgb, (60, 60), (540, 540), DARK, cv2.FILLED)
    cv2.rectangle(rgb, (250, 250), (350, 350), (246, 246, 246), cv2.FILLED)
    assert subject_of(rgb).mask[300, 300]


def test_printed_white_label_is_product():
    rgb = plain()
    cv2.rectangle(rgb, (100, 100), (500, 500), DARK, cv2.FILLED)
    cv2.rectangle(rgb, (150, 200), (450, 400), (255, 255, 255), cv2.FILLED)
    cv2.putText(rgb, "TEA", (190, 340), cv2.FONT_HERSHEY_SIMPLEX, 3.5, (20, 20, 20), 12)
    found = subject_of(rgb)
    assert found.mask[200:400, 150:450].mean() > 0.98


def test_small_things_apart_are_islands():
    rgb = plain()
    cv2.rectangle(rgb, (150, 200), (449, 549), DARK, cv2.FILLED)
    cv2.putText(rgb, "NEW", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    found = subject_of(rgb)
    assert found.box is not None
    assert (found.box.x, found.box.y) == (150, 200)
    assert found.islands
    assert all(island.y < 80 for island in found.islands)


def test_two_equal_things_are_both_product():
    rgb = plain()
    cv2.rectangle(rgb, (60, 200), (240, 400), DARK, cv2.FILLED)
    cv2.rectangle(rgb, (340, 200), (520, 400), DARK, cv2.FILLED)
    assert box_of(rgb) == (60, 200, 461, 201)
    assert not subject_of(rgb).islands


def test_product_on_a_vignette():
    y, x = np.mgrid[-1:1:600j, -1:1:600j]
    rgb = (np.full((600, 600, 3), 240.0) * (1 - 0.25 * (x * x + y * y))[..., None]).astype(np.uint8)
    cv2.circle(rgb, (300, 300), 150, DARK, cv2.FILLED)
    found = subject_of(rgb)
    assert found.box is not None
    assert abs(found.box.width - 301) <= 4
    assert found.confidence > 0.5


def test_scene_is_not_trusted():
    random = np.random.default_rng(5)
    small = random.integers(0, 255, (9, 9, 3), dtype=np.uint8)
    rgb = cv2.resize(small, (600, 600), interpolation=cv2.INTER_CUBIC)
    cv2.rectangle(rgb, (200, 200), (400, 400), DARK, cv2.FILLED)
    assert subject_of(rgb).confidence < 0.5


def test_white_seen_on_little_of_the_frame_is_not_trusted():
    rgb = plain()
    rgb[150:] = np.random.default_rng(1).integers(0, 200, (450, 600, 3), dtype=np.uint8)
    assert subject_of(rgb).confidence < 0.5


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 3), (17, 16)])
def test_tiny_pictures_do_not_crash(size):
    rgb = plain(200, size)
    assert 0 <= subject_of(rgb).confidence <= 1


@pytest.mark.parametrize("shape", ["box", "ellipse", "ring", "watch", "bottle", "shirt", "chain"])
@pytest.mark.parametrize("color", ["#8a2f2f", "#f8f8f8"])
def test_drawn_products_fill_what_the_recipe_says(shape, color):
    image = drawn({"subject": {"shape": shape, "color": color, "fill": 0.7}})
    box = image.subject.box
    assert box is not None
    assert max(box.width, box.height) / 800 == pytest.approx(0.7, abs=0.01)
    assert image.subject.confidence > 0.5


@pytest.mark.parametrize(("quality", "subsampling"), [(75, "4:2:0"), (75, "4:4:4"), (95, "4:2:0")])
def test_ringing_does_not_widen_the_box(quality, subsampling):
    recipe = {"subject": {"fill": 0.7}, "quality": quality, "subsampling": subsampling}
    box = drawn(recipe).subject.box
    assert box is not None
    assert max(box.width, box.height) / 800 == pytest.approx(0.7, abs=0.01)
