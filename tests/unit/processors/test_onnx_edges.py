"""Bringing a model's small map to the picture's size along the picture's edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules_processors.onnx_edges import fit
from imgrules_processors.onnx_tensors import resized

Floats = NDArray[np.float32]


def scene(width: int, height: int) -> tuple[NDArray[np.uint8], Floats]:
    """A star on a graded backdrop, and its true alpha."""
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    reach = np.where(np.arange(16) % 2, 0.2, 0.42) * min(width, height)
    points = np.stack([width / 2 + reach * np.cos(turns), height / 2 + reach * np.sin(turns)], 1)
    cover = np.zeros((height * 4, width * 4), np.uint8)
    cv2.fillPoly(cover, [np.rint(points * 4).astype(np.int32)], 255)
    alpha = resized(cover.astype(np.float32) / 255, (height, width))
    backdrop = np.linspace(235, 180, height, dtype=np.float32)[:, None, None]
    colour = np.array([120, 60, 50], np.float32)
    rgb = colour * alpha[..., None] + backdrop * (1 - alpha[..., None])
    return np.rint(rgb).astype(np.uint8), alpha


@pytest.mark.parametrize("size", [(900, 700), (701, 1303)])
def test_edges_come_back_that_the_small_map_lost(size: tuple[int, int]) -> None:
    rgb, truth = scene(*size)
    small = resized(truth, (96, 96))
    enlarged = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    fitted = fit(small, rgb)
    assert fitted.dtype == np.float32
    assert fitted.shape == truth.shape
    assert np.abs(fitted - truth).mean() < 0.5 * np.abs(enlarged - truth).mean()
    assert fitted.min() == 0
    assert fitted.max() == 1


def test_pieces_meet_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, truth = scene(500, 600)
    small = resized(truth, (64, 64))
    pieces = fit(small, rgb)
    monkeypatch.setattr("imgrules_processors.onnx_edges._STRIP", 10_000)
    assert np.abs(pieces - fit(small, rgb)).max() < 1e-3


def test_without_an_edge_in_the_picture_the_map_stays_soft() -> None:
    flat = np.full((400, 400, 3), 128, np.uint8)
    ramp = np.tile(np.linspace(0, 1, 40, dtype=np.float32), (40, 1))
    fitted = fit(ramp, flat)
    assert 0.4 < fitted[200, 200] < 0.6
    assert (np.diff(fitted[200]) > -0.02).all()


@pytest.mark.parametrize("factor", [1, 2])
def test_a_map_as_large_as_the_picture_is_taken_as_it_is(factor: int) -> None:
    rgb, truth = scene(120, 80)
    large = resized(truth, (80 * factor, 120 * factor))
    assert np.abs(fit(large, rgb) - truth).mean() < 0.01


def test_nearly_sure_is_sure() -> None:
    rgb = np.full((50, 50, 3), 200, np.uint8)
    for found, alpha in ((0.04, 0.0), (0.96, 1.0), (0.5, 0.5)):
        assert fit(np.full((20, 20), found, np.float32), rgb) == pytest.approx(alpha, abs=1e-4)


def test_a_very_wide_picture_fits_as_well() -> None:
    rgb = np.full((20, 40_000, 3), 250, np.uint8)
    rgb[5:15, 10_000:30_000] = 40
    found = resized((rgb[..., 0] < 128).astype(np.float32), (64, 64))
    alpha = fit(found, rgb)
    assert alpha[10, 20_000] == 1
    assert alpha[10, 1000] == 0
