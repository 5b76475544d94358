from __future__ import annotations

import numpy as np

from imgrules.checks._enlarging import enlarging_of
from imgrules.checks._on_subject import Product
from imgrules.model import Region


def product(rgb: np.ndarray) -> Product:
    region = Region(0, 0, rgb.shape[1], rgb.shape[0])
    return Product(rgb, np.ones(rgb.shape[:2], np.bool_), trusted=True, region=region)


def test_a_product_of_a_few_columns_is_read_whole() -> None:
    assert enlarging_of(product(np.zeros((1900, 5, 3), np.uint8))).factor is None
