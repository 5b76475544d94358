"""What has a mask on three sides, found by the compiled kernel and by NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.images import silhouette

CHANCE = np.random.default_rng(20261121)


def test_is_the_same() -> None:
    for share in (0, 0.001, 0.01, 0.05, 0.5, 1):
        for _ in range(30):
            mask = CHANCE.random(CHANCE.integers(1, 90, 2)) < share
            assert np.array_equal(silhouette._enclosed(mask), silhouette.enclosed_plain(mask))


@pytest.mark.parametrize(
    ("mask", "out", "words"),
    [
        (np.zeros((5, 6), np.int32), np.zeros((5, 6), np.bool_), "mask holds items of another"),
        (np.zeros((5, 6), np.bool_), np.zeros((5, 7), np.bool_), "enclosed is 5 x 7, not 5 x 6"),
        (np.zeros((70000, 1), np.bool_), np.zeros((70000, 1), np.bool_), "too many rows"),
    ],
)
def test_refuses(mask: Any, out: Any, words: str) -> None:
    from imgrules._kernels import native

    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.enclosed(mask, out)
