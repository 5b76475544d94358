"""What was laid over the picture is no product: stickers, marks, frames; and soft outlines."""

import cv2
import numpy as np
import pytest

from tests.unit.images.shots import drawn, plain, subject_of

SHOT = {"canvas": [1000, 1000], "subject": {"fill": 0.7}}
PRODUCT = (150, 150, 700, 700)


def box_of(recipe):
    box = drawn(recipe).subject.box
    return box.x, box.y, box.width, box.height


def near(expected, most=4):
    return pytest.approx(expected, abs=most)


@pytest.mark.parametrize("size", [0.1, 0.14, 0.2])
@pytest.mark.parametrize("colour", ["#c8102e", "#ffcc00", "#1050c0"])
def test_sticker_beside_the_product_is_apart(size, colour):
    badge = {"size": size, "at": [0.02 + size / 2, 0.02 + size / 2], "color": colour}
    subject = drawn({**SHOT, "subject": {"fill": 0.5}, "badge": badge}).subject
    assert box_of({**SHOT, "subject": {"fill": 0.5}, "badge": badge}) == near((250, 250, 500, 500))
    assert any(island.width == near(1000 * size, 12) for island in subject.islands)


@pytest.mark.parametrize("at", [(0.15, 0.15), (0.15, 0.5), (0.85, 0.8)])
@pytest.mark.parametrize("coding", [{}, {"quality": 75, "subsampling": "4:2:0"}])
def test_sticker_over_the_edge_is_apart_as_far_as_it_sticks_out(at, coding):
    assert box_of({**SHOT, **coding, "badge": {"size": 0.18, "at": list(at)}}) == near(PRODUCT)


def test_sticker_within_the_product_stays():
    with_it = drawn({**SHOT, "badge": {"size": 0.18, "at": [0.3, 0.3]}}).subject
    assert with_it.mask.mean() == pytest.approx(0.49, abs=0.005)
    assert not with_it.islands


def shaded(rgb, centre, radius, colour):
    """Draw a ball: lit from above left, no colour of it exact."""
    y, x = np.indices(rgb.shape[:2], dtype=np.float32)
    away = ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / radius**2
    light = 1 - 0.5 * np.clip((x + y - centre[0] - centre[1]) / radius / 2 + 0.5, 0, 1)
    ball = np.clip(np.array(colour, np.float32) * light[..., None], 0, 255).astype(np.uint8)
    rgb[away <= 1] = ball[away <= 1]


def test_small_things_with_shading_stay_product():
    rgb = plain()
    shaded(rgb, (350, 330), 200, (60, 90, 160))
    shaded(rgb, (90, 90), 60, (230, 20, 40))
    box = subject_of(rgb).box
    assert (box.x, box.y) == near((30, 30))


def test_parts_of_like_size_and_colour_stay_product():
    rgb = plain()
    for left in (60, 320):
        cv2.circle(rgb, (left + 110, 300), 110, (200, 16, 46), cv2.FILLED)
    box = subject_of(rgb).box
    assert (box.x, box.width) == near((60, 480))


def test_disc_at_the_end_of_a_product_of_one_colour_stays():
    rgb = plain()
    cv2.rectangle(rgb, (200, 100), (400, 400), (60, 50, 120), cv2.FILLED)
    cv2.circle(rgb, (300, 400), 100, (60, 50, 120), cv2.FILLED)
    box = subject_of(rgb).box
    assert (box.y, box.height) == near((100, 401))


@pytest.mark.parametrize("opacity", [0.2, 0.35, 0.5])
def test_tiled_marks_are_no_product(opacity):
    recipe = {**SHOT, "watermark": {"kind": "tiled", "opacity": opacity}}
    assert box_of(recipe) == near(PRODUCT, 8)


def test_tiled_marks_on_a_wide_picture_touch_no_edge():
    x, y, width, height = box_of({"canvas": [1600, 400], "watermark": {"kind": "tiled"}})
    assert (x, y, width, height) == near((268, 24, 1064, 352), 8)


def test_few_pale_crumbs_change_nothing():
    recipe = {**SHOT, "subject": {"fill": 0.7, "shape": "watch"}}
    crumbs = {**recipe, "residue": {"count": 6}}
    assert box_of(crumbs) == near(box_of(recipe))


@pytest.mark.parametrize("width", [1, 3, 8, 40])
@pytest.mark.parametrize("colour", ["#1e1e1e", "#ff0000", "#dddddd"])
def test_product_is_found_inside_a_frame(width, colour):
    recipe = {**SHOT, "border": {"width": width, "color": colour}}
    subject = drawn(recipe).subject
    assert box_of(recipe) == near(PRODUCT)
    assert len(subject.frame) == 4
    assert not subject.islands
    assert not subject.background[0].any()
    assert subject.backdrop.kind == "white"


def test_no_frame_no_bars():
    assert drawn(SHOT).subject.frame == ()
    assert drawn({**SHOT, "subject": {"fill": 0.96}}).subject.frame == ()


@pytest.mark.parametrize(
    ("shape", "blur"), [("ellipse", 4), ("ellipse", 12), ("box", 8), ("watch", 8)]
)
def test_soft_outline_of_a_blurred_product_is_no_shadow(shape, blur):
    picture = {"canvas": [1600, 1600], "subject": {"shape": shape, "fill": 0.8}}
    subject = drawn({**picture, "blur": blur}).subject
    sharp = drawn(picture).subject.box
    assert subject.shadow.mean() < 0.002
    assert subject.box.height == pytest.approx(sharp.height + 5 * blur, abs=2 * blur + 4)


@pytest.mark.parametrize("shape", ["ellipse", "box", "bottle"])
def test_shadow_of_a_sharp_product_is_none_of_it(shape):
    picture = {"canvas": [1600, 1600], "subject": {"shape": shape, "fill": 0.7}}
    subject = drawn({**picture, "shadow": "contact"}).subject
    assert subject.shadow.mean() > 0.005
    assert subject.box.height == near(drawn(picture).subject.box.height, 10)
