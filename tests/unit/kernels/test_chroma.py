"""Chroma by the kernel, by NumPy, and by colour-science."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.chroma import chroma, curve, shares

EVERY_FIFTH = np.stack(
    np.meshgrid(*[np.arange(0, 256, 5, dtype=np.uint8)] * 3, indexing="ij"), axis=-1
).reshape(52, -1, 3)


def test_kernel_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = chroma(EVERY_FIFTH)
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    assert np.array_equal(fast, chroma(EVERY_FIFTH))


def test_greys_have_none() -> None:
    greys = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 256, 3)
    assert not chroma(greys).any()


def test_is_what_the_formula_gives() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import it misses SciPy, which is not needed here
        import colour

    xyz = colour.sRGB_to_XYZ(EVERY_FIFTH / 255)
    lab = colour.XYZ_to_Lab(
        xyz, colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"]
    )
    plain: NDArray[np.float64] = np.hypot(lab[..., 1], lab[..., 2])
    grey = (EVERY_FIFTH[..., :1] == EVERY_FIFTH).all(axis=-1)
    assert np.abs(chroma(EVERY_FIFTH) - plain)[~grey].max() < 0.05


@pytest.mark.parametrize("which", [0, 1, 2])
def test_refuses_tables_of_another_size(which: int) -> None:
    from imgrules._kernels import native

    found = np.zeros(EVERY_FIFTH.shape[:2], np.float32)
    given = [shares(), curve(), found]
    given[which] = given[which][:, 1:]
    with pytest.raises(ValueError, match="not"):
        native.chroma(EVERY_FIFTH, *given)


def test_tables_that_are_wrong_lead_nowhere() -> None:
    """Whatever the tables hold, nothing beyond them is read."""
    from imgrules._kernels import native

    found = np.zeros(EVERY_FIFTH.shape[:2], np.float32)
    for value in (np.nan, np.inf, -np.inf, 1e30, -5):
        native.chroma(EVERY_FIFTH, np.full((768, 4), value, np.float32), curve(), found)
