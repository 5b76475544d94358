from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from imgrules.ext import Declined, Draft, Facts, Safety
from imgrules_processors.local import LocalSegmenter
from tests.unit.processors.local.drawing import SIZE, backdrop, blank, disc, lay, run

RED = (170, 40, 50)


def test_its_offer_is_unsafe_and_free():
    offer = LocalSegmenter().offer("background.replace", Facts(800, 600, "jpeg"), {})
    assert offer.safety is Safety.UNSAFE
    assert offer.credits == 0


def test_it_looks_at_the_picture_before_it_declines_a_scene():
    facts = Facts(800, 600, "jpeg", backdrop="scene")
    assert LocalSegmenter().offer("background.replace", facts, {}).safety is Safety.UNSAFE


def test_a_scene_is_declined_by_its_pixels():
    rng = np.random.default_rng(1)
    spots = rng.integers(0, 255, (12, 12, 3), np.uint8)
    scene = cv2.resize(spots, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST)
    with pytest.raises(Declined, match=r"plain backdrop|too busy"):
        run(Draft(scene))


def test_an_empty_backdrop_is_declined():
    with pytest.raises(Declined, match="no product"):
        run(Draft(lay(backdrop("graded"), blank(), RED)))


def test_a_frame_round_the_picture_is_no_product():
    alpha = np.ones((SIZE, SIZE), np.float32)
    alpha[:2] = alpha[-2:] = alpha[:, :2] = alpha[:, -2:] = 0
    with pytest.raises(Declined, match="no product"):
        run(Draft(lay(backdrop("white"), alpha, RED)))


def test_a_picture_not_in_rgb_is_declined():
    ink = np.zeros((SIZE, SIZE, 4), np.uint8)
    with pytest.raises(Declined, match="CMYK"):
        run(Draft(ink, mode="CMYK"))


def test_a_tiny_picture_is_declined():
    with pytest.raises(Declined, match="too small"):
        run(Draft(np.zeros((40, 15, 3), np.uint8)))


def test_a_product_that_fades_into_the_backdrop_is_doubted():
    alpha = cv2.GaussianBlur(disc(0.25), (0, 0), 25)
    alpha[120:140, 150:170] = 1
    try:
        made = run(Draft(lay(backdrop("grey"), alpha, (150, 150, 150))))
    except Declined:
        return
    assert made.confidence < 0.5
    assert any("fades" in note for note in made.notes)


def test_it_does_not_change_the_draft_and_works_from_several_threads():
    pictures = [lay(backdrop(kind), disc(hole=0.2), RED) for kind in ("white", "grey", "blue")]
    before = [picture.copy() for picture in pictures]
    alone = [run(Draft(picture)).alpha for picture in pictures]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda picture: run(Draft(picture)).alpha, pictures * 2))
    for index, alpha in enumerate(together):
        assert np.array_equal(alpha, alone[index % 3])
    assert all(np.array_equal(*pair) for pair in zip(pictures, before, strict=True))
