"""The copied reference table is colour-science's."""

from __future__ import annotations

import warnings
from types import ModuleType

import numpy as np
import pytest

from imgrules.checks._profiles import TITLES
from imgrules.images.colourspaces import (
    D50,
    SPACES,
    TONE_CURVES,
    ColourSpace,
    adaptation,
    connection_chromaticities,
    rgb_to_xyz,
    to_xyz,
)
from imgrules.images.icc import SAMPLES


@pytest.fixture(scope="module")
def colour() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells which optional libraries are absent
        import colour
    return colour


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_primaries_and_white(space: ColourSpace, colour: ModuleType) -> None:
    reference = colour.RGB_COLOURSPACES[space.reference]
    np.testing.assert_allclose(space.primaries, reference.primaries.ravel(), atol=1e-6)
    np.testing.assert_allclose(space.white, reference.whitepoint, atol=1e-4)


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_matrix_and_adaptation(space: ColourSpace, colour: ModuleType) -> None:
    matrix = rgb_to_xyz(space.primaries, space.white)
    primaries = np.array(space.primaries).reshape(3, 2)
    wanted = colour.normalised_primary_matrix(primaries, space.white)
    np.testing.assert_allclose(matrix, wanted, atol=1e-9)
    white = to_xyz(*space.white)
    bradford = colour.adaptation.matrix_chromatic_adaptation_VonKries(white, D50, "Bradford")
    np.testing.assert_allclose(adaptation(white, D50), bradford, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "reference"),
    [("srgb", "sRGB"), ("bt709", "ITU-R BT.709"), ("linear", "Linear Rec.709 (sRGB)"),
     ("gamma2.2", "Adobe RGB (1998)"), ("romm", "ROMM RGB"), ("gamma1.8", "Apple RGB"),
     ("lstar", "ECI RGB v2"), ("gamma2.6", "DCI-P3")],
)  # fmt: skip
def test_tone_curves(name: str, reference: str, colour: ModuleType) -> None:
    space = colour.RGB_COLOURSPACES[reference]
    levels = np.array(SAMPLES)
    if name == "bt709":  # decoding for displays is another curve: what pictures hold is its inverse
        encoded = space.cctf_encoding([TONE_CURVES[name](level) for level in levels])
        np.testing.assert_allclose(encoded, levels, atol=2e-3)
        return
    found = [TONE_CURVES[name](level) for level in levels]
    np.testing.assert_allclose(found, space.cctf_decoding(levels), atol=2e-3)


def test_bt1886_is_gamma_two_point_four(colour: ModuleType) -> None:
    levels = np.array(SAMPLES)
    found = [TONE_CURVES["gamma2.4"](level) for level in levels]
    np.testing.assert_allclose(found, colour.models.eotf_BT1886(levels), atol=1e-6)


def test_spaces_lie_further_apart_than_the_tolerance() -> None:
    for first in SPACES:
        for second in SPACES:
            if first.primaries == second.primaries and first.white == second.white:
                continue
            apart = np.subtract(connection_chromaticities(first), connection_chromaticities(second))
            assert abs(apart).max() > 2 * 0.004


def test_every_space_has_a_name_for_rules() -> None:
    for space in SPACES:
        assert TITLES[space.name] in (space.title, space.title.removesuffix(" RGB"))
