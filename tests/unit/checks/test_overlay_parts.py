"""The parts of the overlay checks that need no text detector."""

from __future__ import annotations

import numpy as np
import pytest

from imgrules.checks._lettering import Lettering
from imgrules.checks._phrases import find_phrases
from imgrules.checks._repeats import find_repeats
from imgrules.checks._see_through import find_outlines
from imgrules.checks._tiling import find_tiling
from imgrules.checks._veil import find_veil
from imgrules.images.decode import Pixels
from imgrules.images.header import Header
from imgrules.images.subject import find_subject
from imgrules.model import Region
from tests.unit.images.shots import header, plain


def texture(seed, size=(600, 480)):
    """Soft random clouds with fine grain: no two places are alike."""
    random = np.random.default_rng(seed)
    cloud = random.uniform(40, 215, (size[1] // 40 + 2, size[0] // 40 + 2, 3))
    rows = np.linspace(0, cloud.shape[0] - 1.001, size[1])
    columns = np.linspace(0, cloud.shape[1] - 1.001, size[0])
    smooth = cloud[rows.astype(int)][:, columns.astype(int)]
    return np.clip(smooth + random.normal(0, 4, smooth.shape), 0, 255).astype(np.uint8)


def stamp(rgb, x, y, opacity):
    part = rgb[y : y + 12, x : x + 12].astype(float)
    shape = np.zeros(part.shape[:2])
    shape[:12, 2:5], shape[4:7, :10] = 1, 1
    mixed = part + opacity * shape[: part.shape[0], : part.shape[1], None] * (235 - part)
    rgb[y : y + 12, x : x + 12] = mixed.astype(np.uint8)


def tiled(step, opacity):
    rgb = texture(3)
    for y in range(5, rgb.shape[0] - 12, step):
        for x in range(5, rgb.shape[1] - 12, step):
            stamp(rgb, x, y, opacity)
    return rgb


@pytest.mark.parametrize("step", [40, 61])
def test_tiled_mark_is_found_with_its_step(step):
    found = find_tiling(tiled(step, 0.5))
    assert found is not None
    assert found.repeats >= 3
    assert {abs(value) % step for value in found.step} <= {0, 1, step - 1}


def test_random_texture_and_stripes_are_not_tiled():
    stripes = np.repeat((np.arange(600) % 14 < 7)[None] * 90 + 60, 480, axis=0).astype(np.uint8)
    assert find_tiling(texture(4)) is None
    assert find_tiling(np.repeat(stripes[..., None], 3, axis=2)) is None


def disc_over(rgb, colour, opacity, radius=150):
    rows, columns = np.indices(rgb.shape[:2])
    inside = np.hypot(rows - rgb.shape[0] / 2, columns - rgb.shape[1] / 2) < radius
    mixed = (1 - opacity) * rgb + opacity * np.array(colour)
    return np.where(inside[..., None], mixed, rgb).astype(np.uint8)


def ramp():
    """A backdrop whose colour changes slowly and much."""
    rows, columns = np.indices((480, 600))
    wave = np.stack([columns * 0.36 + 20, rows * 0.42 + 20, 230 - columns * 0.33], axis=2)
    return wave.astype(np.uint8)


@pytest.mark.parametrize("opacity", [0.3, 0.5, 0.7])
def test_translucent_disc_is_known_by_its_outline(opacity):
    found = find_outlines(disc_over(ramp(), (240, 240, 240), opacity))
    assert found
    assert found[0].opacity == pytest.approx(opacity, abs=0.06)


def test_opaque_disc_and_shadow_are_not_see_through():
    assert not find_outlines(disc_over(ramp(), (240, 240, 240), 1.0))
    assert not find_outlines(disc_over(ramp(), (0, 0, 0), 0.4))
    assert not find_outlines(ramp())


def subject_of(rgb):
    facts: Header = header(rgb)
    return find_subject(Pixels(rgb, None, rgb), facts)


def test_pale_flat_patch_on_white_is_a_veil_and_a_shadow_is_not():
    rgb = plain(size=(600, 600))
    rgb[200:420, 200:420] = np.random.default_rng(1).integers(40, 90, (220, 220, 3), np.uint8)
    assert not find_veil(rgb, subject_of(rgb)).patches
    marked = rgb.copy()
    marked[60:120, 80:300] = 228
    veil = find_veil(marked, subject_of(marked))
    assert veil.patches[0].x in range(76, 86)
    soft = rgb.copy()
    soft[430:560, 200:420] = np.linspace(215, 254, 130, dtype=np.uint8)[:, None, None]
    assert not find_veil(soft, subject_of(soft)).patches


def line(text, x, y, *, slant=0.0, place="background"):
    return Lettering(text, 0.99, Region(x, y, 80, 20), place, 0.9, slant)


def test_like_lines_spread_over_the_picture_are_repeats():
    lines = [line("myshop", 20, 20), line("mysh0p", 300, 30), line("shop", 20, 500)]
    assert len(find_repeats(lines, 600, 600)) == 3
    assert not find_repeats(lines[:2], 600, 600)
    assert not find_repeats(
        [line("red", 20, 20), line("blue", 300, 30), line("tea", 9, 500)], 600, 600
    )
    beside = [line("myshop", 20 + 10 * step, 20) for step in range(3)]
    assert not find_repeats(beside, 600, 600)


@pytest.mark.parametrize(
    ("phrase", "lines", "found"),
    [
        ("best seller", ["#1 BEST SELLER"], True),
        ("best seller", ["BESTSELLER"], True),
        ("best seller", ["our BEST", "SELLER ever"], True),
        ("best seller", ["BEST 5ELLER"], True),
        ("best seller", ["BEST SELER"], True),
        ("best seller", ["the best cellar door"], False),
        ("amazon's choice", ["AMAZON’S CHOICE"], True),
        ("sale", ["SALEOR"], False),
        ("sale", ["wholesale"], False),
        ("sale", ["SA1E"], True),
        ("sale", ["SAFE"], False),
        ("free shipping", ["Shipping free"], False),
    ],
)
def test_phrases(phrase, lines, found):
    assert bool(find_phrases([phrase], lines)) == found
