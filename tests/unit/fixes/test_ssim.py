from __future__ import annotations

import numpy as np
import pytest

from imgrules.fixes.ssim import ssim


def _noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 100, (64, 64)).astype(np.float32)


def test_a_plane_is_like_itself() -> None:
    assert ssim(_noise(1), _noise(1)).min() == pytest.approx(1, abs=1e-4)


def test_noise_is_unlike_other_noise_and_opposed_to_its_negative() -> None:
    assert abs(ssim(_noise(1), _noise(2)).mean()) < 0.2
    assert ssim(_noise(1), 100 - _noise(1)).mean() < -0.8


def test_two_flat_planes_differ_in_their_level_alone() -> None:
    flat = np.full((16, 16), 50, np.float32)
    expected = (2 * 50 * 60 + 1) / (50**2 + 60**2 + 1)
    assert ssim(flat, flat + 10).mean() == pytest.approx(expected, abs=1e-3)
