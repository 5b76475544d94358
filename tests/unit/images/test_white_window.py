"""Where a picture is not exactly white."""

from __future__ import annotations

import numpy as np
import pytest

from imgrules import _kernels
from imgrules.images.white_window import scaled_window, white_window
from imgrules.images.working import reduce

KERNELS = pytest.mark.skipif(not _kernels.AVAILABLE, reason="the kernels tell what is clean")


@KERNELS
@pytest.mark.parametrize("spot", [(0, 0), (7, 1999), (1001, 3), (1700, 1998), (1996, 1000)])
def test_holds_every_pixel_that_is_not_white(spot: tuple[int, int]) -> None:
    rgb = np.full((2000, 2000, 3), 255, np.uint8)
    rgb[spot] = 255, 254, 255
    rgb[900:905, 800:1200] = 90
    down, across = white_window(rgb, reduce(rgb))
    outside = np.ones(rgb.shape[:2], np.bool_)
    outside[down, across] = False
    assert (rgb[outside] == 255).all()


@KERNELS
def test_is_no_larger_than_it_must() -> None:
    rgb = np.full((1800, 1800, 3), 255, np.uint8)
    rgb[600:900, 301:400] = 9
    assert white_window(rgb, reduce(rgb)) == (slice(600, 900), slice(300, 402))


def test_is_the_whole_where_nobody_can_tell() -> None:
    rgb = np.full((300, 200, 3), 255, np.uint8)
    assert white_window(rgb, reduce(rgb)) == (slice(0, 300), slice(0, 200))
    assert white_window(rgb, None) == (slice(0, 300), slice(0, 200))


def test_at_another_scale_it_stays_in_the_picture() -> None:
    window = slice(10, 90), slice(40, 200)
    assert scaled_window(window, 0.5, (100, 50), 8) == (slice(0, 50), slice(12, 100))
