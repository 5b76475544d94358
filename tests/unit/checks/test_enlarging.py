from __future__ import annotations

import numpy as np

from imgrules.checks._enlarging import enlarging_of
from imgrules.checks._on_subject import View
from imgrules.model import Region


def test_a_product_of_a_few_columns_is_read_whole() -> None:
    rgb = np.zeros((1900, 5, 3), np.uint8)
    view = View(rgb, np.ones((1900, 5), np.bool_), 1.0, True, Region(0, 0, 5, 1900))
    assert enlarging_of(view).factor is None
