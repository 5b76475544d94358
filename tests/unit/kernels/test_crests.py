"""Edges found and followed by the compiled kernels and without them, to the bit."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from imgrules.checks import _crests, _gradient
from imgrules.checks._gradient import Gradient, gradient_of

CHANCE = np.random.default_rng(20261121)
SHAPES = [(200, 311), (31, 1000), (9, 9), (5, 3), (1, 1), (1, 7), (7, 1), (2, 2)]


def _pictures(height: int, width: int) -> list[_gradient.Levels]:
    noise = CHANCE.integers(0, 256, (height, width, 3), np.uint8)
    soft = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8)
    flat = np.full_like(noise, 255)
    drawn = cv2.circle(flat.copy(), (width // 2, height // 2), height // 3, (30, 90, 200), -1)
    return [noise, soft, flat, np.asarray(drawn, np.uint8)]


@pytest.mark.parametrize("shape", SHAPES)
def test_slopes_are_the_same(shape: tuple[int, int]) -> None:
    for picture in _pictures(*shape):
        pairs = zip(_gradient.tensor(picture), _gradient.tensor_plain(picture), strict=True)
        assert all(np.array_equal(one, two) for one, two in pairs)


@pytest.mark.parametrize("shape", SHAPES)
def test_crests_are_the_same(shape: tuple[int, int]) -> None:
    for picture in _pictures(*shape):
        gradient = gradient_of(picture, 2.0)
        one, two = _crests.crest_mask(gradient, 2.0), _crests.crest_mask_plain(gradient, 2.0)
        assert np.array_equal(one, two)


@pytest.mark.parametrize("shape", SHAPES[:3])
@pytest.mark.parametrize("shortest", [1, 12])
def test_lines_are_followed_alike(shape: tuple[int, int], shortest: int) -> None:
    for picture in _pictures(*shape):
        gradient = gradient_of(picture, 2.0)
        for mask in (_crests.crest_mask(gradient, 2.0), CHANCE.random(shape) < 0.5):
            mask[[0, -1]] = mask[:, [0, -1]] = False
            one = list(_crests._follow(mask, gradient, shortest))
            two = list(_crests.follow_plain(mask, gradient, shortest))
            assert sorted(map(_listed, one)) == sorted(map(_listed, two))


def _listed(crest: _crests.Crest) -> list[list[float]]:
    return [crest.rows.tolist(), crest.columns.tolist(), crest.side.tolist()]


def test_a_circle_is_one_line_with_one_side() -> None:
    picture = cv2.circle(np.full((90, 90, 3), 255, np.uint8), (45, 45), 30, (30, 90, 200), -1)
    gradient = gradient_of(np.asarray(picture, np.uint8), 2.0)
    (crest,) = _crests.crests_in(gradient, 2.0, 8, 50)
    outwards = gradient.normal_x[crest.rows, crest.columns] * (crest.columns - 45)
    outwards += gradient.normal_y[crest.rows, crest.columns] * (crest.rows - 45)
    assert len(set(np.sign(outwards * crest.side))) == 1


def test_a_normal_that_is_no_number_or_too_long_is_no_crest() -> None:
    from imgrules._kernels import native

    strength, normal = np.full((9, 9), 5, np.float32), np.zeros((9, 9), np.float32)
    mask = np.empty((9, 9), np.bool_)
    for length in (np.nan, np.inf, -1e30, 1.5):
        native.crests(strength, np.full_like(normal, length), normal, 2.0, mask)
        assert not mask.any()


FLOATS, MASK = np.zeros((6, 7), np.float32), np.zeros((6, 7), np.bool_)
PLACES, SIDES = np.zeros((1, 42), np.int32), np.zeros((6, 7), np.uint8)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("tensor", (SIDES, FLOATS, FLOATS, FLOATS), "lab is no plane of 3"),
        ("tensor", (np.zeros((6, 8, 3), np.uint8), FLOATS, FLOATS, FLOATS), "xx is 6 x 7"),
        ("tensor", (np.zeros((0, 7, 3), np.uint8), *[FLOATS[:0]] * 3), "lab is empty"),
        ("crests", (FLOATS, FLOATS, FLOATS[:5], 2.0, MASK), "normal_y is 5 x 7, not 6 x 7"),
        ("crests", (FLOATS, FLOATS, FLOATS, 2.0, FLOATS), "crests holds items of another type"),
        ("walk", (MASK, FLOATS, FLOATS, 3, PLACES, PLACES, SIDES[:5]), "sides is 5 x 7"),
        ("walk", (MASK, FLOATS, FLOATS, 3, SIDES, PLACES, SIDES), "places holds items of another"),
        ("walk", (~MASK, FLOATS, FLOATS, 3, PLACES[:, :41], PLACES, SIDES), "no room"),
        ("walk", (~MASK, FLOATS, FLOATS, 3, PLACES, PLACES[:, :13], SIDES), "no room"),
        ("walk", (MASK, FLOATS, FLOATS, 0, PLACES, PLACES, SIDES), "no room"),
        ("walk", (MASK[:0], *[FLOATS[:0]] * 2, 3, PLACES, PLACES, SIDES[:0]), "ridge is empty"),
    ],
)
def test_refuses(name: str, given: tuple[Any, ...], words: str) -> None:
    from imgrules._kernels import native

    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        getattr(native, name)(*given)


def test_gradient_is_told_where_it_is_strong_only() -> None:
    gradient = gradient_of(_pictures(60, 70)[3], 2.0)
    assert isinstance(gradient, Gradient)
    weak = gradient.strength <= 2.0
    assert not gradient.normal_x[weak].any()
    length = np.hypot(gradient.normal_x, gradient.normal_y)[~weak]
    assert np.allclose(length, 1, atol=1e-6)
