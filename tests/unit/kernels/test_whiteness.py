"""Counting levels by the kernel and with NumPy, and what the kernel refuses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images import whiteness
from imgrules.images.areas import area_of
from imgrules.images.subject import Subject
from imgrules.images.whiteness import Whiteness, measure_whiteness

CHANCE = np.random.default_rng(11)
SHARES = (0.0, 0.001, 0.02, 0.5, 1.0)
WINDOW = np.ones((5, 5), np.uint8)


def _picture(height: int, width: int, share: float) -> NDArray[np.uint8]:
    rgb = np.full((height, width, 3), 255, np.uint8)
    spots = CHANCE.random((height, width)) < share
    rgb[spots] = CHANCE.integers(200, 256, (np.count_nonzero(spots), 3))
    return rgb


def _measure(rgb: NDArray[np.uint8], areas: NDArray[np.uint8], factor: int) -> Whiteness:
    """Measure with given areas, whatever they would come from."""
    subject = cast("Subject", SimpleNamespace(scale=1 / factor, work=SimpleNamespace(clean=None)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whiteness, "_areas", lambda *_: areas)
        return measure_whiteness(rgb, subject, 3)


@pytest.mark.parametrize("factor", [1, 2, 3, 5, 7])
@pytest.mark.parametrize("share", SHARES)
def test_counts_are_the_same(factor: int, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(8):
        height, width = (int(side) for side in CHANCE.integers(factor, 90, 2))
        rgb = _picture(height, width, share)
        areas = CHANCE.integers(0, 5, (height // factor, width // factor)).astype(np.uint8)
        fast = _measure(rgb, areas, factor)
        with monkeypatch.context() as patch:
            patch.setattr(_kernels, "AVAILABLE", False)
            plain = _measure(rgb, areas, factor)
        assert fast.areas.keys() == plain.areas.keys()
        assert all(np.array_equal(fast.areas[name], plain.areas[name]) for name in plain.areas)
        assert np.array_equal(fast.band, plain.band)
        assert np.array_equal(fast.spoilt, plain.spoilt)


RGB = np.full((31, 40, 3), 255, np.uint8)
AREAS, CLEAN = np.ones((10, 13), np.uint8), np.ones((10, 13), np.bool_)
COUNTS, SPOILT = np.zeros((6, 256), np.int64), np.zeros((10, 13), np.bool_)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"areas": AREAS + 4}, "areas holds numbers above 4"),
        ({"areas": AREAS[:9]}, "do not fit"),
        ({"areas": AREAS[:0], "rgb": RGB[:2]}, "do not fit"),
        ({"factor": 0}, "do not fit"),
        ({"band": 0}, "do not fit"),
        ({"clean": CLEAN[:, :12]}, "clean is 10 x 12"),
        ({"spoilt": SPOILT[1:]}, "spoilt is 9 x 13"),
        ({"levels": COUNTS[:5]}, "levels is 5 x 256"),
        ({"levels": COUNTS.astype(np.float32)}, "another type"),
        ({"rgb": RGB[..., 0]}, "no plane of 3"),
    ],
)
def test_refuses(changed: dict[str, Any], words: str) -> None:
    from imgrules._kernels import native

    given: dict[str, Any] = {
        "rgb": RGB, "areas": AREAS, "clean": CLEAN, "factor": 3, "band": 1,
        "levels": COUNTS, "spoilt": SPOILT,
    }  # fmt: skip
    with pytest.raises((TypeError, ValueError), match=words):
        native.count_levels(*{**given, **changed}.values())


@pytest.mark.parametrize("columns", [1, 63, 64, 65, 200])
def test_areas_are_the_same(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for share in SHARES:
        masks = [
            cv2.dilate((CHANCE.random((40, columns)) < share / 20).astype(np.uint8), WINDOW) > 0
            for _ in range(3)
        ]
        fast = whiteness._areas(_subject(masks), 3, 5)
        with monkeypatch.context() as patch:
            patch.setattr(_kernels, "AVAILABLE", False)
            assert np.array_equal(fast, whiteness._areas(_subject(masks), 3, 5))


def _subject(masks: list[NDArray[np.bool_]]) -> Subject:
    product, holes, shadow = map(area_of, masks)
    layers = SimpleNamespace(product=product, holes=holes, shadow=shadow)
    return cast("Subject", SimpleNamespace(layers=layers))


def test_areas_of_another_size_are_refused() -> None:
    from imgrules._kernels import native

    words, labels = np.zeros((10, 1), np.int64), np.zeros((10, 13), np.uint8)
    native.label_areas(words, words, words, words, labels)
    assert (labels == 1).all()
    with pytest.raises(ValueError, match="holes is 9 x 1"):
        native.label_areas(words, words, words[:9], words, labels)
    with pytest.raises(ValueError, match="rows of words for 65 columns"):
        native.label_areas(words, words, words, words, np.zeros((10, 65), np.uint8))
