from __future__ import annotations

import cv2
import numpy as np

from imgrules_processors.http.edges import enlarge_alpha


def _product(size: int = 240) -> tuple[np.ndarray, np.ndarray]:
    """Return a dark disc with a hole on a graded backdrop, and its alpha."""
    y, x = np.mgrid[:size, :size]
    away = np.hypot(x - size / 2, y - size / 2)
    alpha = np.clip(size * 0.4 - away, 0, 1) * np.clip(away - size * 0.05, 0, 1)
    backdrop = np.dstack([200 + 30 * x / size] * 3)
    colours = backdrop * (1 - alpha[..., None]) + np.array([60, 30, 90]) * alpha[..., None]
    return colours.round().astype(np.uint8), alpha.astype(np.float32)


def _shrunk(alpha: np.ndarray, factor: int) -> np.ndarray:
    size = (alpha.shape[1] // factor, alpha.shape[0] // factor)
    return cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)


def test_edges_follow_the_colours_better_than_interpolation():
    samples, alpha = _product()
    for factor in (2, 4):
        small = _shrunk(alpha, factor)
        plain = np.clip(cv2.resize(small, alpha.shape, interpolation=cv2.INTER_CUBIC), 0, 1)
        made = enlarge_alpha(small, samples)
        assert made.dtype == np.float32
        assert made.shape == alpha.shape
        assert np.abs(made - alpha).mean() < 0.5 * np.abs(plain - alpha).mean()


def test_without_any_contrast_nothing_is_invented():
    _, alpha = _product()
    small = _shrunk(alpha, 3)
    plain = np.clip(cv2.resize(small, alpha.shape, interpolation=cv2.INTER_CUBIC), 0, 1)
    made = enlarge_alpha(small, np.full((240, 240, 3), 255, np.uint8))
    np.testing.assert_allclose(made, plain, atol=1e-5)


def test_texture_inside_the_product_opens_no_holes():
    samples, alpha = _product()
    noisy = samples.copy()
    noisy[100:110, 60:70] = 255  # a highlight as bright as the backdrop
    made = enlarge_alpha(_shrunk(alpha, 4), noisy)
    assert made[100:110, 60:70].min() > 0.99


def test_a_larger_alpha_is_averaged_down():
    samples, alpha = _product()
    made = enlarge_alpha(cv2.resize(alpha, (480, 480)), samples)
    assert made.shape == alpha.shape
    assert np.abs(made - alpha).mean() < 0.01
