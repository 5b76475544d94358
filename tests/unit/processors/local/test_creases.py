"""Creases that hang on to the product go; pale parts of the product stay."""

from __future__ import annotations

import numpy as np

from imgrules_processors.local.creases import without_creases
from imgrules_processors.local.evidence import Evidence

SIZE = 200


def scene(pale: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, Evidence]:
    """Return the outline with a crease at it, marks elsewhere, the product and what was seen."""
    product, crease, marks = (np.zeros((SIZE, SIZE), np.bool_) for _ in range(3))
    product[40:160, 40:160] = True
    crease[100:106, 160:190] = True
    marks[10:20, 10:60] = True
    distance = np.where(product, 60.0, np.where(crease, pale, np.where(marks, 12.0, 1.0)))
    none = np.zeros_like(product)
    evidence = Evidence(distance.astype(np.float32), 4.0, distance < 4, none, none, none)
    return product | crease, marks, product, evidence


def test_a_crease_like_those_elsewhere_goes():
    whole, marks, product, evidence = scene(pale=11.0)
    made = without_creases(whole, marks, evidence)
    assert not made[100:106, 165:190].any()
    assert made[product].all()


def test_what_stands_out_more_than_the_marks_stays():
    whole, marks, _, evidence = scene(pale=30.0)
    assert (without_creases(whole, marks, evidence) == whole).all()


def test_on_a_backdrop_without_marks_everything_stays():
    whole, marks, _, evidence = scene(pale=11.0)
    assert (without_creases(whole, np.zeros_like(marks), evidence) == whole).all()


def test_a_product_as_faint_as_the_marks_stays():
    whole, marks, product, evidence = scene(pale=11.0)
    evidence.distance[product] = 12.0
    assert (without_creases(whole, marks, evidence) == whole).all()
