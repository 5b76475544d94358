import itertools

import numpy as np
import pytest

from imgrules.images.delta_e import ciede2000, srgb_to_lab

# Sharma, Wu and Dalal (2005), the pairs that trip up wrong hue means.
PAIRS = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "expected"), PAIRS)
def test_published_pairs(first, second, expected):
    assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(second, first) == pytest.approx(expected, abs=1e-4)


def test_agrees_with_colour_science():
    colour = pytest.importorskip("colour")
    colours = list(itertools.product((0, 97, 254), repeat=3))
    labs = [srgb_to_lab(rgb) for rgb in colours]
    for rgb, lab in zip(colours, labs, strict=True):
        reference = colour.XYZ_to_Lab(
            colour.sRGB_to_XYZ(np.array(rgb) / 255), np.array([0.31270, 0.32900])
        )
        assert lab == pytest.approx(tuple(reference), abs=0.05)
    for first, second in itertools.pairwise(labs):
        reference = colour.difference.delta_E_CIE2000(np.array(first), np.array(second))
        assert ciede2000(first, second) == pytest.approx(float(reference), abs=1e-6)
