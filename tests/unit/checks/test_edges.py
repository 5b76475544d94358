from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules import _kernels
from imgrules.checks._edges import edges_in
from imgrules.checks._levels import first_level
from tests.reference import edge_blur

CHANCE = np.random.default_rng(20261121)
SLOPES = [
    [109, 111, 112, 114, 115, 116, 118, 119, 120, 121, 122, 123, 124],
    [22, 23, 24, 25, 26, 27, 28, 30, 31, 32, 34, 35, 37],
]
"""Soft edges on which a ridge ends, but for the last digit of a sum that is rounded."""


def straight(slope: list[int]) -> np.ndarray:
    across = [slope[0]] * 20 + slope + slope[::-1] + [slope[0]] * 90
    return np.tile(np.array(across, np.uint8), (150, 1))


PICTURES = {
    **{f"soft edge {number}": straight(slope) for number, slope in enumerate(SLOPES)},
    **{f"upright {number}": straight(slope).T.copy() for number, slope in enumerate(SLOPES)},
    "noise": CHANCE.integers(0, 256, (130, 201), np.uint8),
    "blobs": cv2.GaussianBlur(CHANCE.integers(0, 256, (170, 90), np.uint8), (0, 0), 1.7),
    "one row": CHANCE.integers(0, 256, (1, 80), np.uint8),
}


@pytest.mark.parametrize("kernels", [False, True])
@pytest.mark.parametrize("name", PICTURES)
def test_edges_are_those_of_the_plain_way(
    name: str, kernels: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_kernels, "AVAILABLE", kernels and _kernels.AVAILABLE)
    level = first_level(PICTURES[name])
    places, sigmas = edges_in(level, np.arange(level.ranges.size))
    order = np.argsort(places)
    where, plain = edge_blur.sigmas(PICTURES[name])
    assert np.array_equal(places[order], where)
    assert np.array_equal(sigmas[order], plain)


@pytest.mark.parametrize("sigma", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("unit", [1, 16, 256])
def test_the_blur_of_a_step_is_read(sigma: float, unit: int) -> None:
    step = np.where(np.arange(150) < 71, 20.0, 230.0)
    soft = cv2.GaussianBlur(np.tile(step, (150, 1)), (0, 0), sigma)
    whole = np.rint(soft * unit).astype(np.uint8 if unit == 1 else np.uint16)
    level = first_level(whole, unit)
    _, sigmas = edges_in(level, np.arange(level.ranges.size))
    assert np.median(sigmas) == pytest.approx(np.sqrt(sigma**2 + 0.5), rel=0.05)
