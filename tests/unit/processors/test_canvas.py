"""Cropping and padding: what is cut, what is added, and that nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules import ext
from imgrules_processors.canvas import crop, flatten, pad
from tests.unit.processors.drafts import WHITE, plain, shot


def boxed(box: tuple[int, int, int, int], **fields: Any) -> ext.Draft:
    """A product that fills left, top, right, bottom of 40 × 30."""
    product = np.zeros((30, 40), bool)
    left, top, right, bottom = box
    product[top:bottom, left:right] = True
    samples = np.where(product[..., None], 90, 255).astype(np.uint8).repeat(3, axis=2)
    return ext.Draft(samples, **{"product": product, **fields})


def test_crop_keeps_what_is_inside() -> None:
    draft = shot(alpha=np.arange(160 * 200, dtype=np.uint32).reshape(160, 200).astype(np.uint8))
    made = crop(draft, left=20, top=10, width=150, height=140)
    inside = (slice(10, 150), slice(20, 170))
    assert made.changed
    assert (made.samples == draft.samples[inside]).all()
    assert made.alpha is not None
    assert draft.alpha is not None
    assert (made.alpha == draft.alpha[inside]).all()
    assert made.product is not None
    assert draft.product is not None
    assert (made.product == draft.product[inside]).all()
    assert (made.placement.left, made.placement.top, made.placement.scale) == (-20, -10, 1)


@pytest.mark.parametrize(
    ("side", "part", "cuts"),
    [
        ("left", (10, 0, 30, 30), False), ("left", (11, 0, 29, 30), True),
        ("top", (0, 8, 40, 22), False), ("top", (0, 9, 40, 21), True),
        ("right", (0, 0, 30, 30), False), ("right", (0, 0, 29, 30), True),
        ("bottom", (0, 0, 40, 20), False), ("bottom", (0, 0, 40, 19), True),
    ],
)  # fmt: skip
def test_crop_never_cuts_the_product(
    side: str, part: tuple[int, int, int, int], cuts: bool
) -> None:
    draft = boxed((10, 8, 30, 20))
    wanted = dict(zip(("left", "top", "width", "height"), part, strict=True))
    if cuts:
        with pytest.raises(ext.Declined, match=f"cut the product at the {side}"):
            crop(draft, **wanted)
    else:
        assert crop(draft, **wanted).changed


def test_crop_may_go_on_cutting_where_the_frame_cuts_already() -> None:
    draft = boxed((0, 8, 30, 20))
    assert crop(draft, left=5, top=0, width=35, height=30).width == 35
    with pytest.raises(ext.Declined, match="at the right"):
        crop(draft, left=5, top=0, width=24, height=30)


@pytest.mark.parametrize(("level", "cuts"), [(239, False), (238, True)])
def test_crop_without_a_known_product_cuts_plain_strips_only(level: int, cuts: bool) -> None:
    draft = boxed((0, 0, 1, 1), product=None)
    draft.samples[...] = 255
    draft.samples[12, 2] = level
    if cuts:
        with pytest.raises(ext.Declined, match="nobody knows where the product is"):
            crop(draft, left=4, top=0, width=36, height=30)
    else:
        assert crop(draft, left=4, top=0, width=36, height=30).width == 36


@pytest.mark.parametrize(
    "part", [(-1, 0, 10, 10), (0, 0, 41, 30), (0, 1, 40, 30), (0, 0, 0, 5), (39, 29, 2, 1)]
)
def test_crop_stays_inside(part: tuple[int, int, int, int]) -> None:
    with pytest.raises(ext.Declined, match="40 × 30"):
        crop(boxed((10, 8, 30, 20)),
             **dict(zip(("left", "top", "width", "height"), part, strict=True)))  # fmt: skip


def test_the_whole_frame_is_no_crop() -> None:
    draft = boxed((10, 8, 30, 20))
    assert crop(draft, left=0, top=0, width=40, height=30) is draft


def test_pad_adds_colour_and_nothing_else() -> None:
    draft = boxed((10, 8, 30, 20))
    made = pad(draft, left=1, top=2, right=3, bottom=4, colour=(1, 2, 3))
    assert (made.width, made.height) == (44, 36)
    assert (made.samples[2:32, 1:41] == draft.samples).all()
    ring = np.ones((36, 44), bool)
    ring[2:32, 1:41] = False
    assert (made.samples[ring] == (1, 2, 3)).all()
    assert made.product is not None
    assert not made.product[ring].any()
    assert made.product.sum() == 20 * 12
    assert (made.placement.left, made.placement.top) == (1, 2)


def test_padding_by_nothing_is_no_padding() -> None:
    draft = boxed((10, 8, 30, 20))
    assert pad(draft, left=0, top=0, right=0, bottom=0, colour=WHITE) is draft


def test_pad_lays_transparency_on_the_colour_first() -> None:
    alpha = np.zeros((4, 6), np.uint8)
    alpha[1, 1] = 255
    alpha[2, 2] = 128
    made = pad(plain((10, 20, 30), alpha=alpha), left=1, top=1, right=1, bottom=1, colour=WHITE)
    assert made.alpha is None
    assert made.samples[2, 2].tolist() == [10, 20, 30]
    assert made.samples[3, 3].tolist() == [132, 137, 142]
    assert (made.samples == 255).all(axis=2).sum() == 6 * 8 - 2


def test_pad_refuses_what_no_check_could_open() -> None:
    with pytest.raises(ext.Declined, match="over the limit"):
        pad(boxed((10, 8, 30, 20)), left=0, top=0, right=20_000, bottom=20_000, colour=WHITE)


def test_other_colour_models_are_converted_first() -> None:
    with pytest.raises(ext.Declined, match="CMYK") as caught:
        flatten(plain((0, 0, 0, 0), "CMYK"), WHITE)
    assert caught.value.hint
