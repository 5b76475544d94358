from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules.images import text
from imgrules.images.decode import Pixels
from imgrules.images.ocr import Line, read_lines
from imgrules.images.silhouette import silhouette
from imgrules.images.subject import find_subject
from imgrules.model import Region
from tests.unit.images.shots import header, plain

DARK = (60, 50, 120)


def subject_of(rgb):
    return find_subject(Pixels(rgb, None, rgb), header(rgb))


def test_white_cover_in_a_frame_belongs_to_the_product():
    rgb = plain(size=(400, 400))
    cv2.rectangle(rgb, (80, 60), (320, 340), DARK, 12)
    subject = subject_of(rgb)
    assert silhouette(subject)[int(200 * subject.scale), int(200 * subject.scale)]


def test_gap_between_two_products_does_not():
    rgb = plain(size=(400, 400))
    cv2.rectangle(rgb, (40, 60), (150, 340), DARK, cv2.FILLED)
    cv2.rectangle(rgb, (250, 60), (360, 340), DARK, cv2.FILLED)
    subject = subject_of(rgb)
    assert not silhouette(subject)[int(200 * subject.scale), int(200 * subject.scale)]


def test_letters_join_into_words_and_far_things_do_not():
    letters = [Region(10 + 20 * step, 50, 14, 18) for step in range(5)]
    assert text._join([*letters, Region(400, 50, 14, 18)], reach=24) == [
        Region(10, 50, 94, 18),
        Region(400, 50, 14, 18),
    ]


def test_only_what_the_reduced_picture_hides_is_read_close_up():
    rgb = plain(size=(3000, 3000))
    cv2.rectangle(rgb, (900, 900), (2100, 2100), DARK, cv2.FILLED)
    subject = subject_of(rgb)
    whole = Region(0, 0, 3000, 3000)
    assert text._close_ups(subject, whole, 800 / 3000) == []
    cv2.putText(rgb, "small print", (200, 2800), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2)
    region = text._close_ups(subject_of(rgb), whole, 800 / 3000)[0]
    assert region.x < 220 < region.x + region.width
    assert region.y < 2790 < region.y + region.height


def test_text_is_placed_on_the_full_size_picture():
    rgb = plain(size=(1800, 1200))
    cv2.rectangle(rgb, (700, 300), (1100, 900), DARK, cv2.FILLED)
    cv2.putText(rgb, "SALE", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 4.0, (0, 0, 200), 12)
    found = text.find_text(Pixels(rgb, None, rgb), subject_of(rgb))
    box = next(box for box in found.boxes if "SALE" in box.text)
    assert box.on_subject == 0.0
    assert abs(box.region.x - 100) < 40
    assert abs(box.region.y - 115) < 40
    assert found.searched == "whole"
    assert "sha256:" in found.model


def test_a_line_read_twice_counts_once():
    line = Line(((10, 10), (50, 10), (50, 20), (10, 20)), "SALE", 0.9)
    inner = Line(((20, 12), (40, 12), (40, 18), (20, 18)), "ALE", 0.8)
    apart = Line(((20, 42), (40, 42), (40, 48), (20, 48)), "NOW", 0.8)
    assert text.known(inner, [line])
    assert not text.known(apart, [line])


def test_same_picture_same_reading():
    rgb = np.ascontiguousarray(plain(size=(500, 300)))
    cv2.putText(rgb, "TWICE", (60, 160), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (10, 10, 10), 5)
    subject = subject_of(rgb)
    first, second = (text.find_text(Pixels(rgb, None, rgb), subject) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("size", [(1, 1), (7, 400), (400, 7)])
def test_a_picture_too_small_for_a_letter_has_no_text(size: tuple[int, int]) -> None:
    assert read_lines(np.full((*size, 3), 255, np.uint8)) == []
