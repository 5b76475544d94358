from __future__ import annotations

import numpy as np

from imgrules.fixes.ciede2000 import ciede2000
from imgrules.images.delta_e import ciede2000 as of_one_pair


def test_many_at_once_give_what_single_pairs_give() -> None:
    rng = np.random.default_rng(1)
    first = rng.uniform([0, -90, -90], [100, 90, 90], (2000, 3)).astype(np.float32)
    second = first + rng.normal(0, 6, first.shape).astype(np.float32)
    second[:500] = rng.uniform([0, -90, -90], [100, 90, 90], (500, 3))
    first[500:600, 1:] = 0
    second[550:650, 1:] = 0
    expected = [
        of_one_pair(tuple(map(float, one)), tuple(map(float, two)))
        for one, two in zip(first, second, strict=True)
    ]
    assert np.abs(ciede2000(first, second) - expected).max() < 1e-4
