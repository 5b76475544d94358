from __future__ import annotations

import cv2
import pytest
from PIL import Image as PillowImage

from imgrules.checks.content_placeholder import ContentPlaceholder
from imgrules.testing import assert_check, assert_check_contract
from tests.unit.images.shots import plain


def saved(folder, rgb, name="shot.png"):
    path = folder / name
    PillowImage.fromarray(rgb).save(path)
    return path


def test_contract():
    assert_check_contract(ContentPlaceholder, {"canvas": [600, 600]})


@pytest.mark.parametrize("level", [0, 128, 238, 255])
@pytest.mark.parametrize("name", ["shot.png", "shot.jpg"])
def test_one_colour_is_empty(level, name, tmp_path):
    path = saved(tmp_path, plain(level), name)
    assert_check(ContentPlaceholder, path, outcome="fail", note="empty")


def test_gradient_without_a_product_is_empty():
    recipe = {
        "canvas": [600, 600],
        "subject": {"shape": "none"},
        "gradient": {"to": "#d0d0d0"},
    }
    assert_check(ContentPlaceholder, recipe, outcome="fail", note="empty")


@pytest.mark.parametrize("ground", [255, 225])
def test_no_image_card(ground, tmp_path):
    rgb = plain(ground)
    cv2.rectangle(rgb, (250, 180), (350, 260), (150, 150, 150), 5)
    cv2.circle(rgb, (300, 220), 20, (150, 150, 150), 4)
    cv2.putText(rgb, "NO IMAGE", (215, 330), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (150, 150, 150), 3)
    assert_check(ContentPlaceholder, saved(tmp_path, rgb), outcome="fail", note="card")


@pytest.mark.parametrize("shape", ["box", "chain", "ring", "bottle"])
@pytest.mark.parametrize("color", ["#8a2f2f", "#f8f8f8"])
def test_products_are_no_placeholders(shape, color):
    recipe = {"canvas": [800, 800], "subject": {"shape": shape, "color": color, "fill": 0.5}}
    assert_check(ContentPlaceholder, recipe, outcome="pass")
