"""Where a JPEG's scan data ends, by the kernel and by the pattern."""

from __future__ import annotations

import numpy as np
import pytest

from imgrules import _kernels
from imgrules.images.jpeg import find_scan_end

CHANCE = np.random.default_rng(4)
BYTES = np.array([255, 255, 255, 0x00, 0x01, 0xCF, 0xD0, 0xD7, 0xD8, 0x55], np.uint8)


def test_finds_what_the_pattern_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        (CHANCE.choice(BYTES, length).tobytes(), start)
        for length in range(40)
        for start in range(length + 2)
        for _ in range(8)
    ]
    fast = [find_scan_end(data, start) for data, start in asked]
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    assert fast == [find_scan_end(data, start) for data, start in asked]
    assert None in fast


def test_a_start_before_the_data_is_its_beginning() -> None:
    from imgrules._kernels import native

    assert native.scan_end(b"\xff\xd9", -7) == 0
    with pytest.raises(TypeError):
        native.scan_end("\xff\xd9", 0)  # type: ignore[arg-type]
