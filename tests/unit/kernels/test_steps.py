"""Steps added up by the compiled kernel and by OpenCV, to the last one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.checks import _blocks
from imgrules.checks._area import Area

CHANCE = np.random.default_rng(20261121)


@pytest.mark.parametrize("shape", [(200, 311), (1200, 7), (2, 2), (3, 1500)])
@pytest.mark.parametrize("times", [1, 3, 200])
def test_is_the_same(shape: tuple[int, int], times: int) -> None:
    grey = CHANCE.integers(0, 256, shape, np.uint8)
    size = [max(1, side // times) for side in shape]
    for share in (0, 0.1, 0.5, 1):
        area = Area(CHANCE.random(size) >= share)
        plain, fast = _blocks._steps(grey, area), _blocks._compiled_steps(grey, area)
        for one, two in zip(plain, fast, strict=True):
            assert all(np.array_equal(*each) for each in zip(one, two, strict=True))


PIXELS, MASK = np.zeros((4, 6), np.uint8), np.ones((2, 3), np.bool_)
ROWS = np.array([[0, 0, 1, 1]], np.int32)
STARTS, CHOSEN = np.array([[0, 2, 4, 6]], np.int32), np.array([[0, 0, 1, 1, 2, 2]], np.int32)
ACROSS, DOWN = np.zeros((1, 5), np.int32), np.zeros((1, 3), np.int32)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: PIXELS.astype(np.uint16)}, "pixels holds items of another type"),
        ({0: PIXELS[:0]}, "pixels is empty"),
        ({2: ROWS + 1}, "rows holds 2, not 1 to 1"),
        ({2: -ROWS}, "rows holds -1, not 0 to 1"),
        ({2: ROWS[:, :3]}, "rows is 1 x 3, not 1 x 4"),
        ({3: STARTS + 1}, "starts holds 7, not 5 to 6"),
        ({3: STARTS[:, ::-1].copy()}, "starts holds 4, not 6 to 6"),
        ({4: CHOSEN + 1}, "chosen holds 3, not 2 to 2"),
        ({5: 0}, "every is not 1 or more"),
        ({7: ACROSS[:, :4]}, "across is 1 x 4, not 1 x 5"),
        ({10: ACROSS}, "down_counts is 1 x 5, not 1 x 3"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    made = [ACROSS.copy(), ACROSS.copy(), DOWN.copy(), DOWN.copy()]
    given: list[Any] = [PIXELS, MASK, ROWS, STARTS, CHOSEN, 1, 2, *made]
    native.steps(*given)
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.steps(*given)
