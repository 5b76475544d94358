from __future__ import annotations

import gc
import io
import threading

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

from imgrules.images import memory
from imgrules.images.decode import decode
from imgrules.images.header import read_header

SIDE = 120


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a picture of 120 px takes."""
    monkeypatch.setattr(memory, "LEAST", 3 * SIDE * SIDE)
    monkeypatch.setattr(memory, "MOST", 12 * SIDE * SIDE)
    monkeypatch.setattr(memory, "_spare", [])


def _jpeg(side: int, seed: int) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    stream = io.BytesIO()
    PillowImage.fromarray(noise).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _pixels(data: bytes) -> NDArray[np.uint8]:
    return decode(data, read_header(data, "jpeg")).rgb


def _expected(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(PillowImage.open(io.BytesIO(data)))


def test_the_next_picture_takes_the_block_of_the_last() -> None:
    first = _pixels(_jpeg(SIDE, 1))
    place = first.ctypes.data
    assert not memory._spare
    del first
    gc.collect()
    assert len(memory._spare) == 1
    data = _jpeg(SIDE, 2)
    second = _pixels(data)
    assert second.ctypes.data == place
    assert np.array_equal(second, _expected(data))


@pytest.mark.parametrize("keeps", [lambda rgb: rgb, lambda rgb: rgb[5:9, ::2], lambda rgb: rgb.T,
                                   lambda rgb: memoryview(rgb[3:])])  # fmt: skip
def test_a_block_in_use_is_not_given_out(keeps) -> None:  # type: ignore[no-untyped-def]
    data = _jpeg(SIDE, 1)
    held = keeps(_pixels(data))
    gc.collect()
    others = [_pixels(_jpeg(SIDE, seed)) for seed in (2, 3)]
    assert np.array_equal(np.asarray(held), np.asarray(keeps(_expected(data))))
    del held, others


def test_a_larger_picture_takes_a_larger_block_and_a_huge_one_none() -> None:
    for side in (SIDE, 2 * SIDE, 3 * SIDE, SIDE // 2):
        data = _jpeg(side, side)
        assert np.array_equal(_pixels(data), _expected(data))
        gc.collect()
    assert [len(block) for block in memory._spare] == [12 * SIDE * SIDE]


def test_a_broken_file_gives_its_block_back() -> None:
    data = _jpeg(SIDE, 1)
    header = read_header(data, "jpeg")
    broken = data[: len(data) // 2] + b"\xff\xd9"
    with pytest.raises(Exception, match="ends"):
        decode(broken, header)
    assert len(memory._spare) == 1


def test_threads_never_share_a_block() -> None:
    files = [_jpeg(SIDE, seed) for seed in range(6)]
    wanted = [_expected(data) for data in files]
    wrong: list[int] = []

    def work(turn: int) -> None:
        for step in range(30):
            at = (turn + step) % len(files)
            if not np.array_equal(_pixels(files[at]), wanted[at]):
                wrong.append(at)

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
