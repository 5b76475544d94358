"""Where text is looked for on a clean backdrop: no model is needed to say."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules.images.decode import Pixels
from imgrules.images.layout import layout_of
from imgrules.images.places import GLANCE, GRID, cut, places
from imgrules.images.subject import find_subject
from tests.unit.images.shots import header, plain

DARK = (60, 50, 120)
SIZE = (1600, 1600)


def shot():
    rgb = plain(size=SIZE)
    cv2.rectangle(rgb, (500, 600), (1100, 1400), DARK, cv2.FILLED)
    return rgb


def layout(rgb):
    subject = find_subject(Pixels(rgb, None, rgb), header(rgb))
    return layout_of(subject, (rgb.shape[1], rgb.shape[0]))


def write(rgb, text, at, size=1.2, colour=(0, 0, 0)):
    cv2.putText(rgb, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 3)


def test_a_product_alone_is_looked_at_once_and_small():
    (only,) = places(layout(shot()))
    assert only.scale == GLANCE / 1600
    assert only.left <= 500
    assert only.right >= 1100
    assert only.top <= 600
    assert only.bottom >= 1400
    assert only.pixels < 0.6 * GLANCE**2


def test_nothing_is_looked_at_where_there_is_nothing():
    assert places(layout(plain(size=SIZE))) == []


@pytest.mark.parametrize(("at", "size"), [((60, 200), 1.2), ((60, 1560), 0.6), ((1150, 700), 3.0)])
def test_letters_beside_the_product_get_a_window_that_holds_them(at, size):
    rgb = shot()
    write(rgb, "SALE NOW", at, size)
    first, *_ = places(layout(rgb))
    letters = np.argwhere((rgb != shot()).any(axis=2))
    (top, left), (bottom, right) = letters.min(axis=0), letters.max(axis=0)
    assert first.left <= left < right <= first.right
    assert first.top <= top < bottom <= first.bottom


def test_small_letters_are_looked_at_close_up():
    rgb = shot()
    write(rgb, "small print", (60, 1560), 0.5)
    first, glance = places(layout(rgb))
    assert first.scale == 1.0
    assert glance.scale < first.scale


def test_dust_is_not_read():
    rgb = shot()
    for x in range(50, 400, 40):
        rgb[300:303, x : x + 3] = 0
    assert len(places(layout(rgb))) == 1


def test_the_whole_is_read_where_things_lie_all_over():
    rgb = plain(size=SIZE)
    for y in range(40, 1500, 130):
        for x in range(40, 1500, 130):
            cv2.circle(rgb, (x, y), 25 + (x == 40) * 40, DARK, cv2.FILLED)
    assert places(layout(rgb)) is None


def test_a_banner_is_no_product():
    rgb = shot()
    rgb[:200] = (200, 20, 20)
    found = layout(rgb)
    assert found.apart[20, 20]
    assert not found.product[20, 20]


def test_windows_are_what_the_detector_takes_unchanged():
    rgb = shot()
    write(rgb, "a line that is long and thin", (60, 300), 2.0)
    found = layout(rgb)
    reduced = cv2.resize(rgb, (800, 800), interpolation=cv2.INTER_AREA)
    for place in places(found):
        view = cut(place, rgb, reduced, found.factor)
        high, wide = view.rgb.shape[:2]
        assert high % GRID == wide % GRID == 0
        assert max(high, wide) <= 8 * min(high, wide)
        assert view.scale == pytest.approx((place.scale, place.scale), rel=0.1)


def test_letters_taken_for_parts_of_a_small_product_are_looked_at():
    rgb = plain(size=(196, 391))
    for left in (28, 76, 124):
        cv2.rectangle(rgb, (left, 136), (left + 42, 254), (40, 90, 200), cv2.FILLED)
    cv2.putText(rgb, "FREE", (66, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 4)
    first, *_ = places(layout(rgb))
    assert first.top == 0
    assert first.left <= 66
    assert first.right >= 130
