"""What may be a translucent mark, marked by the compiled kernel and by OpenCV."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules import _kernels
from imgrules.checks import _veil

WHOLE = slice(None), slice(None)
CHANCE = np.random.default_rng(20261121)


@pytest.mark.parametrize("shape", [(200, 311), (1, 1), (3, 40), (40, 2), (1400, 900)])
@pytest.mark.parametrize("ground", [(255, 255, 255), (200, 210, 190)])
def test_is_the_same(
    shape: tuple[int, int], ground: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    grain = CHANCE.integers(0, 4, (*shape, 3), np.uint8)
    blocks = CHANCE.integers(90, 253, (1 + shape[0] // 9, 1 + shape[1] // 9, 3), np.uint8)
    blocks = np.kron(blocks, np.ones((9, 9, 1), np.uint8))[: shape[0], : shape[1]]
    scale = min(1.0, _veil.LONG_SIDE / max(shape))
    size = round(shape[1] * scale), round(shape[0] * scale)
    for rgb in (blocks, blocks + grain // 2, blocks + grain):
        fast = _veil._flat_and_pale(rgb, size, np.array(ground, np.int16), WHOLE)
        with monkeypatch.context() as patch:
            patch.setattr(_kernels, "AVAILABLE", False)
            plain = _veil._flat_and_pale(rgb, size, np.array(ground, np.int16), WHOLE)
        assert np.array_equal(fast, plain)
        assert fast.any() or rgb is not blocks or min(shape) < 40


RGB, MARK = np.zeros((30, 40, 3), np.uint8), np.zeros((5, 8), np.bool_)
ROWS, COLUMNS = np.arange(5, dtype=np.int32)[None], np.arange(8, dtype=np.int32)[None]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: RGB[..., 0]}, "rgb is no plane of 3"),
        ({1: COLUMNS}, "rows is 1 x 8, not 1 x 5"),
        ({1: ROWS + 26}, "rows holds 30, not 0 to 29"),
        ({2: COLUMNS - 1}, "columns holds -1, not 0 to 39"),
        ({3: (255, 255, 256)}, "greater than maximum"),
        ({5: 256}, "256 is no level"),
        ({6: -1}, "-1 is no level"),
        ({1: ROWS[:, :0], 7: MARK[:0]}, "is empty"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    given: list[Any] = [RGB, ROWS, COLUMNS, (255, 255, 255), 90, 3, 2, MARK]
    native.pale(*given)
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError, OverflowError), match=words):
        native.pale(*given)
