"""Looking only at what is not white finds what looking everywhere does."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images import window
from imgrules.images.areas import area_of
from imgrules.images.backdrop import find_backdrop
from imgrules.images.difference import Difference, from_backdrop
from imgrules.images.layers import Layers, find_layers
from imgrules.images.window import Window, around, whole
from imgrules.images.working import Working

Picture = NDArray[np.uint8]
CHANCE = np.random.default_rng(5)
FIELDS = ("product", "background", "holes", "shadow", "islands")


def _pictures() -> Iterator[Picture]:
    """Small products here and there, some at the frame, with shadows, holes and specks."""
    for left, top in ((20, 30), (150, 61), (0, 100), (197, 0), (210, 190)):
        rgb = np.full((260, 300, 3), 255, np.uint8)
        cv2.ellipse(rgb, (left + 40, top + 66), (44, 6), 0, 0, 360, (228, 228, 228), cv2.FILLED)
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), 4), np.uint8)
        grain = CHANCE.integers(20, 200, (60, 80, 3), np.uint8)
        part = rgb[top : top + 60, left : left + 80]
        part[:] = grain[: part.shape[0], : part.shape[1]]
        cv2.circle(rgb, (left + 30, top + 25), 9, (255, 255, 255), cv2.FILLED)
        cv2.rectangle(rgb, (left + 95, top + 8), (left + 99, top + 12), (90, 90, 90), cv2.FILLED)
        yield rgb


def _layers(rgb: Picture) -> tuple[Difference, Layers]:
    work = Working(rgb, 1)
    difference = from_backdrop(work, find_backdrop(work), lossy=True)
    return difference, find_layers(difference, 7, 14, on_white=True)


@pytest.mark.parametrize("compiled", [True, False])
def test_layers_are_the_same(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_kernels, "AVAILABLE", compiled and _kernels.AVAILABLE)
    for rgb in _pictures():
        difference, found = _layers(rgb)
        assert not difference.window.is_whole
        with monkeypatch.context() as patch:
            patch.setattr(window, "around", lambda _, shape: whole(shape))
            wanted = _layers(rgb)[1]
        placed = found.placed(difference.window, around=True)
        for name in FIELDS:
            one, two = (getattr(layers, name).mask() for layers in (placed, wanted))
            assert np.array_equal(one, two), name


@pytest.mark.parametrize("compiled", [True, False])
def test_areas_are_placed_where_they_were(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_kernels, "AVAILABLE", compiled and _kernels.AVAILABLE)
    mask = CHANCE.random((90, 200)) < 0.5
    boxes = [around(box, (90, 200)) for box in ((80, 30, 20, 9), (0, 0, 200, 90), (190, 3, 9, 80))]
    for seen in (*boxes, Window((90, 200), slice(3, 40), slice(7, 133)), whole((90, 200))):
        inside = np.zeros_like(mask)
        seen.of(inside)[:] = True
        cut = area_of(np.ascontiguousarray(seen.of(mask)))
        if seen in boxes:
            assert np.array_equal(area_of(mask).part(seen).mask(), seen.of(mask))
        assert np.array_equal(cut.placed(seen).mask(), mask & inside)
        assert np.array_equal(cut.placed(seen, around=True).mask(), mask | ~inside)


def test_nothing_to_see_is_the_whole_picture() -> None:
    assert around(None, (40, 50)).is_whole
    assert around((3, 3, 40, 30), (40, 50)).is_whole
    seen = around((100, 51, 10, 10), (200, 300))
    assert (seen.rows, seen.columns, seen.pixels) == (slice(42, 69), slice(64, 128), 60_000)
