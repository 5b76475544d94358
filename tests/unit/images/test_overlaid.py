"""Text that may have been laid over a picture, with the detector that is loaded once."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.images.decode import Pixels
from imgrules.images.overlaid import _is_large_and_slanted, _may_repeat, find_overlaid
from imgrules.images.spots import Spot
from imgrules.images.subject import find_subject
from tests.unit.images.shots import drawn, header, plain

DARK = (60, 50, 120)


def shot():
    rgb = plain(size=(1200, 1200))
    cv2.rectangle(rgb, (300, 400), (900, 1100), DARK, cv2.FILLED)
    return rgb


def write(rgb, text, at, colour=(0, 0, 0), size=2.0):
    cv2.putText(rgb, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 5)


def found_in(rgb):
    return find_overlaid(Pixels(rgb, None, rgb), find_subject(Pixels(rgb, None, rgb), header(rgb)))


def test_print_on_the_product_is_not_read():
    rgb = shot()
    write(rgb, "GREEN TEA", (420, 700), (240, 240, 240))
    assert found_in(rgb).boxes == ()


def test_text_beside_the_product_is_read_where_it_stands():
    rgb = shot()
    write(rgb, "SALE", (60, 200))
    write(rgb, "GREEN TEA", (420, 700), (240, 240, 240))
    (box,) = found_in(rgb).boxes
    assert box.text == "SALE"
    assert box.on_subject == 0.0
    assert abs(box.region.x - 60) < 30
    assert abs(box.region.y - 155) < 30


def test_text_across_the_outline_is_read():
    rgb = shot()
    write(rgb, "FREE SHIPPING", (60, 800), (220, 30, 30))
    boxes = found_in(rgb).boxes
    assert any("FREE" in box.text for box in boxes)
    assert all(box.on_subject < 0.85 for box in boxes)


def test_words_aslant_over_the_product_are_read():
    rgb = shot()
    mark = np.zeros((1200, 1200), np.uint8)
    cv2.putText(mark, "MYSHOP", (330, 760), cv2.FONT_HERSHEY_SIMPLEX, 4.0, 255, 12)
    turned = cv2.warpAffine(mark, cv2.getRotationMatrix2D((600, 720), 30, 1), (1200, 1200))
    rgb[turned > 128] = (230, 230, 230)
    assert any(box.text == "MYSHOP" for box in found_in(rgb).boxes)


def test_words_aslant_found_in_part_first_are_read_whole():
    ball = {"shape": "ellipse", "color": "#ae9313", "fill": 1.195, "texture": 0, "parts": 2}
    mark = {"kind": "center", "opacity": 0.817}
    recipe = {"background": "#09f57d", "subject": ball, "watermark": mark}
    shot = drawn({**recipe, "quality": 60, "subsampling": "4:2:2"})
    boxes = find_overlaid(shot.pixels, shot.subject).boxes
    assert any(box.text.endswith("studio north") for box in boxes)


def test_a_real_scene_is_read_whole():
    random = np.random.default_rng(1)
    rgb = cv2.resize(random.integers(0, 255, (12, 12, 3), np.uint8), (600, 600))
    assert found_in(rgb) is None


def spot(x, y, wide, high, slant=0.0):
    turn = cv2.boxPoints(((x, y), (wide, high), slant))
    one, two, three, four = (tuple(map(float, turn[index])) for index in (1, 2, 3, 0))
    return Spot((one, two, three, four), 0.9)


def test_lines_of_one_size_may_be_a_mark_repeated():
    level = [spot(100 + 200 * step, 100, 120, 30) for step in range(5)]
    unlike = spot(100, 300, 400, 60)
    none = np.zeros(6, bool)
    assert _may_repeat([*level, unlike], none).tolist() == [True] * 5 + [False]
    assert not _may_repeat(level[:4], none[:4]).any()
    beside = np.array([True, False, False])
    assert _may_repeat(level[:3], beside).all()
    slanted = [spot(100 + 200 * step, 100, 120, 30, -30.0) for step in range(3)]
    assert _may_repeat(slanted, none[:3]).all()
    assert not _may_repeat([], none[:0]).any()


def test_only_large_slanted_words_in_the_middle_are_marks():
    spots = [
        spot(500, 500, 600, 90, -30.0),
        spot(500, 500, 600, 90),
        spot(150, 150, 300, 60, -30.0),
    ]
    assert _is_large_and_slanted(spots, 1000, 1000).tolist() == [True, False, False]
