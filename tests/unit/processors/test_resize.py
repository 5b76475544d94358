"""Resizing: light is kept, white stays white, shapes are kept, little memory is held."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules import ext
from imgrules_processors import resize
from imgrules_processors.resize import enlarge, reduce
from tests.unit.processors.drafts import plain, shot


def light_of(samples: Any) -> float:
    level = samples / 255.0
    return float(np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).mean())


def test_light_is_averaged_not_levels() -> None:
    checks = np.indices((64, 64)).sum(axis=0) % 2 * 255
    fine = ext.Draft(checks.astype(np.uint8)[..., None].repeat(3, axis=2))
    made = reduce(fine, width=16, height=16)
    # Half of the light is level 188; averaging levels would give 128.
    assert abs(int(np.median(made.samples)) - 188) <= 1


def test_a_bright_thread_keeps_its_light() -> None:
    samples = np.full((60, 60, 3), 110, np.uint8)
    samples[:, 30] = 240
    made = reduce(ext.Draft(samples), width=20, height=20)
    assert abs(light_of(made.samples) / light_of(samples) - 1) < 0.03


@pytest.mark.parametrize("size", [(160, 128), (150, 120), (100, 80), (37, 30)])
def test_white_stays_white_beside_edges(size: tuple[int, int]) -> None:
    samples = np.full((160, 200, 3), 255, np.uint8)
    samples[40:120, 50:150] = (10, 5, 0)
    draft = ext.Draft(samples, product=(samples == 5).any(axis=2))
    made = reduce(draft, width=size[0], height=size[1])
    scale = 200 / size[0]
    left, right = int(np.floor(50 / scale)), int(np.ceil(150 / scale))
    top, bottom = int(np.floor(40 / scale)), int(np.ceil(120 / scale))
    outside = np.ones(made.samples.shape[:2], bool)
    outside[top:bottom, left:right] = False
    assert (made.samples[outside] == 255).all()


def test_flat_colours_stay_exact() -> None:
    for level in range(0, 256, 5):
        made = reduce(plain((level, 255 - level, level)), width=3, height=2)
        assert (made.samples == (level, 255 - level, level)).all()


def test_product_and_placement_go_along() -> None:
    draft = shot(400, 300)
    made = reduce(draft, width=200, height=150)
    assert made.product is not None
    assert draft.product is not None
    assert made.product.shape == (150, 200)
    assert made.product.mean() == pytest.approx(draft.product.mean(), rel=0.01)
    assert made.placement.scale == 0.5
    assert made.changed


def test_transparent_colours_do_not_bleed() -> None:
    samples = np.full((40, 40, 3), (255, 0, 0), np.uint8)
    samples[:, 20:] = (0, 0, 255)
    alpha = np.full((40, 40), 255, np.uint8)
    alpha[:, 20:] = 0
    made = reduce(ext.Draft(samples, alpha=alpha), width=10, height=10)
    assert made.alpha is not None
    seen = made.alpha > 8
    assert (made.samples[seen][:, 2] <= 2).all()
    assert made.alpha[0, 0] == 255
    assert made.alpha[0, -1] == 0


def test_strips_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = shot(220, 180)
    whole = reduce(draft, width=110, height=90).samples
    monkeypatch.setattr(resize, "_STRIP_PIXELS", 220 * 20)
    assert len(resize._strips((0, 90), 440)) > 5
    assert (reduce(draft, width=110, height=90).samples == whole).all()


@pytest.mark.parametrize("size", [(110, 90), (99, 81), (37, 30), (440, 360)])
def test_leaving_out_the_white_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    draft = shot(220, 180)
    perform = enlarge if size[0] > 220 else reduce
    quick = perform(draft, width=size[0], height=size[1]).samples
    columns, _ = resize._busy(draft.samples, size)
    assert columns[1] - columns[0] < size[0]
    monkeypatch.setattr(resize, "_busy", lambda _, size: ((0, size[0]), (0, size[1])))
    assert (perform(draft, width=size[0], height=size[1]).samples == quick).all()


def test_a_white_picture_is_white() -> None:
    made = reduce(ext.Draft(np.full((40, 50, 3), 255, np.uint8)), width=25, height=20)
    assert (made.samples == 255).all()


def test_the_filter_is_pillows_over_the_whole_footprint() -> None:
    draft = shot(200, 160)
    made = reduce(draft, width=50, height=40)
    box = PillowImage.fromarray(draft.samples).resize((50, 40), PillowImage.Resampling.BOX)
    assert np.abs(np.asarray(box).astype(int) - made.samples).mean() < 12


def test_enlarging_keeps_colours_and_white() -> None:
    draft = shot(100, 80)
    made = enlarge(draft, width=250, height=200)
    assert (made.width, made.height) == (250, 200)
    assert (made.samples[:10] == 255).all()
    assert abs(light_of(made.samples) - light_of(draft.samples)) < 0.01
    assert made.placement.scale == 2.5


@pytest.mark.parametrize(
    ("perform", "size", "words"),
    [
        (reduce, (201, 161), "larger"), (reduce, (200, 161), "larger"),
        (enlarge, (199, 159), "smaller"), (enlarge, (250, 159), "smaller"),
        (reduce, (100, 78), "stretch"), (enlarge, (400, 322), "stretch"),
    ],
)  # fmt: skip
def test_what_it_does_not_do(perform: Any, size: tuple[int, int], words: str) -> None:
    with pytest.raises(ext.Declined, match=words):
        perform(shot(200, 160), width=size[0], height=size[1])


@pytest.mark.parametrize("size", [(100, 80), (100, 81), (100, 79)])
def test_a_pixel_of_rounding_is_no_stretching(size: tuple[int, int]) -> None:
    assert reduce(shot(200, 160), width=size[0], height=size[1]).height == size[1]


def test_the_same_size_is_left_alone() -> None:
    draft = shot()
    assert reduce(draft, width=200, height=160) is draft
    assert enlarge(draft, width=200, height=160) is draft


def test_other_colour_models_are_converted_first() -> None:
    with pytest.raises(ext.Declined, match="CMYK"):
        reduce(plain((0, 0, 0, 0), "CMYK"), width=3, height=2)
