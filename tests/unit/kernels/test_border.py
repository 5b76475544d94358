"""Counting pixels of one colour by rows and columns, by the kernel and by OpenCV."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules.images import border

CHANCE = np.random.default_rng(7)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("size", [(48, 666), (666, 48), (3, 129), (1, 128), (200, 257), (1, 1)])
def test_counts_are_the_same(size: tuple[int, int], down: bool) -> None:
    rgb = CHANCE.integers(0, 256, (*size, 3), np.uint8)
    for low, high in (
        ([0, 0, 0], [255, 255, 255]),
        ([245, 0, 9], [255, 255, 9]),
        ([90] * 3, [200] * 3),
    ):
        fast = border._count_compiled(rgb, low, high, down=down)
        assert np.array_equal(fast, border._count(rgb, low, high, down=down))


@pytest.mark.parametrize("turns", range(4))
def test_each_side_is_read_from_its_edge(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = CHANCE.integers(0, 30, (40, 60, 3), np.uint8)
    side = border._Side(rgb, turns, 20, range(0))
    middle = np.full(3, 12, np.int16)
    turned = np.rot90(rgb, turns)[3:11].astype(np.int16)
    expected = (np.abs(turned - middle).max(axis=2) <= 9).sum(axis=1)
    assert np.array_equal(side.rows(3, 11), turned)
    assert np.array_equal(side.within(3, 11, middle, 9), expected)
    monkeypatch.setattr(border._kernels, "AVAILABLE", False)
    assert np.array_equal(side.within(3, 11, middle, 9), expected)


RGB, COUNTS = np.zeros((9, 12, 3), np.uint8), np.zeros((1, 9), np.int32)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"low": b"ab"}, "low and high"),
        ({"high": b"abcd"}, "low and high"),
        ({"down": True}, "counts is 1 x 9, not 1 x 12"),
        ({"counts": COUNTS.astype(np.float32)}, "another type"),
        ({"rgb": RGB[..., 0]}, "no plane of 3"),
    ],
)
def test_refuses(changed: dict[str, Any], words: str) -> None:
    from imgrules._kernels import native

    given: dict[str, Any] = {
        "rgb": RGB, "low": b"\0\0\0", "high": b"abc", "down": False, "counts": COUNTS,
    }  # fmt: skip
    with pytest.raises((TypeError, ValueError), match=words):
        native.count_within(*{**given, **changed}.values())


def _barred(height: int, width: int) -> NDArray[np.uint8]:
    """Draw noise behind a bar of some colour and depth on every side."""
    rgb = CHANCE.integers(0, 256, (height, width, 3), np.uint8)
    for turns in range(4):
        side = np.rot90(rgb, turns)
        level = int(CHANCE.choice([255, 255, 0, 120]))
        side[: int(CHANCE.integers(0, side.shape[0] // 2))] = level
    rgb[CHANCE.random((height, width)) < CHANCE.choice([0, 0.01, 0.02])] = 77
    return rgb


def test_follows_bars_as_the_plain_way_does() -> None:
    found = set()
    for _ in range(300):
        rgb = _barred(*(int(side) for side in CHANCE.integers(16, 120, 2)))
        turns, depth = int(CHANCE.integers(4)), int(CHANCE.integers(3, 60))
        side = border._Side(rgb, turns, depth, range(0))
        middle = np.median(side.rows(0, 1)[0], axis=0).astype(np.int16)
        start = int(CHANCE.integers(0, 4))
        for known in (range(0), range(start, start + int(CHANCE.integers(0, 70)))):
            row = border._find_far(side, middle, known)
            assert border._find_far_compiled(side, middle, known) == row
            found.add(row)
    assert len(found) > 20


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"turns": 4}, "turns of 4"),
        ({"depth": 10}, "a depth of 10"),
        ({"depth": -1}, "a depth of -1"),
        ({"block": 65}, "a block of 65 rows"),
        ({"middle": b"ab"}, "middle"),
        ({"rgb": RGB[..., 0]}, "no plane of 3"),
    ],
)
def test_refuses_sides(changed: dict[str, Any], words: str) -> None:
    from imgrules._kernels import native

    given: dict[str, Any] = {
        "rgb": RGB, "turns": 0, "depth": 9, "start": 0, "stop": 0, "middle": b"abc", "same": 10,
        "jump": 17, "flat": 0.985, "across": 0.6, "block": 16,
    }  # fmt: skip
    native.side_edge(*given.values())
    with pytest.raises((TypeError, ValueError), match=words):
        native.side_edge(*{**given, **changed}.values())
