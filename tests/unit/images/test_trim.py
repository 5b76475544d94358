"""The trimmed box does not depend on how the picture was compressed."""

import cv2
import numpy as np
import pytest

from imgrules.images.trim import trim
from tests.unit.images.shots import drawn, header, plain

CODINGS = [
    {"quality": 95},
    {"quality": 75, "subsampling": "4:2:0"},
    {"quality": 50, "subsampling": "4:2:2"},
    {"format": "webp", "quality": 75},
]


def size(image, white_from=250):
    box = trim(image.pixels.rgb, image.header, white_from)
    return box.width, box.height


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("shape", ["box", "ellipse"])
@pytest.mark.parametrize("colour", ["#8a2f2f", "#d8d8d8"])
def test_compression_does_not_widen_the_box(coding, shape, colour):
    subject = {"shape": shape, "size": [387, 291], "color": colour}
    assert size(drawn({"subject": subject, **coding})) == pytest.approx((387, 291), abs=2)


def test_pale_pixels_beside_a_lossless_edge_count():
    rgb = plain()
    rgb[200:400, 200:400] = 40
    rgb[190:410, 190:200] = 240
    assert trim(rgb, header(rgb), 250).x == 190
    assert trim(rgb, header(rgb, jpeg=True), 250).x == 190
    rgb[190:410, 190:193] = 255
    assert trim(rgb, header(rgb), 250).x == 193
    assert trim(rgb, header(rgb, jpeg=True), 250).x == 200


def test_shading_at_the_edge_of_a_product_is_none_of_it():
    rgb = plain()
    cv2.rectangle(rgb, (200, 200), (399, 399), (40, 40, 40), cv2.FILLED)
    ramp = np.linspace(245, 40, 40).astype(np.uint8)
    rgb[200:400, 200:240] = ramp[None, :, None]
    assert trim(rgb, header(rgb, jpeg=True), 250).x == 200


def test_nothing_but_margin():
    assert trim(plain(), header(plain()), 250) is None
