"""Geometry to the pixel, and a backdrop that is exactly what was asked for."""

from __future__ import annotations

import io
import time
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from imgrules.testing.geometry import product_box
from imgrules.testing.pictures import draw
from imgrules.testing.recipe import Recipe
from imgrules.testing.scene import paint
from imgrules.testing.shapes import SHAPES


def recipe(**keys: Any) -> Recipe:
    return Recipe.model_validate({"canvas": [400, 400], **keys})


def extent(mask: NDArray[Any]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom (exclusive)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def decoded(made: Recipe) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(draw(made).data)).convert("RGB"))


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("canvas", [(400, 400), (900, 500), (311, 777)])
@pytest.mark.parametrize("fill", [0.5, 0.85, 0.88])
def test_the_product_fills_its_box_to_the_pixel(
    shape: str, canvas: tuple[int, int], fill: float
) -> None:
    made = recipe(canvas=canvas, subject={"shape": shape, "fill": fill})
    left, top, right, bottom = extent(paint(made).cover >= 128)
    longest = max((right - left) / canvas[0], (bottom - top) / canvas[1])
    tolerance = 1.01 / (canvas[0] if (right - left) / canvas[0] == longest else canvas[1])
    assert longest == pytest.approx(fill, abs=tolerance)
    assert (left + right) / 2 == pytest.approx(canvas[0] / 2, abs=1.01)
    assert (top + bottom) / 2 == pytest.approx(canvas[1] / 2, abs=1.01)


def test_a_given_size_and_centre_are_met_exactly() -> None:
    made = recipe(subject={"size": [120, 60], "center": [0.25, 0.75]})
    assert extent(paint(made).cover >= 128) == (40, 270, 160, 330)


def test_a_product_larger_than_the_frame_is_cut_by_it() -> None:
    assert (paint(recipe(subject={"fill": 1.2, "texture": 0})).cover == 255).all()


def test_a_box_takes_the_proportions_of_the_frame() -> None:
    box = product_box(recipe(canvas=[800, 400]))
    assert (box.width, box.height) == (704, 352)


@pytest.mark.parametrize("parts", [2, 5])
def test_parts_stand_apart_and_fill_the_box_together(parts: int) -> None:
    made = recipe(canvas=[600, 400], subject={"parts": parts, "shape": "ellipse"})
    cover = paint(made).cover >= 128
    left, _, right, _ = extent(cover)
    box = product_box(made)
    assert (left, right) == pytest.approx((box.x, box.x + box.width), abs=1)
    middle = cover[cover.shape[0] // 2].astype(int)
    assert (np.diff(middle) == 1).sum() == parts


@pytest.mark.parametrize("shape", ["ring", "chain"])
def test_jewellery_is_open_in_the_middle(shape: str) -> None:
    canvas = paint(recipe(subject={"shape": shape}))
    assert canvas.cover[210:230, 195:205].max() == 0


def test_a_watch_shows_the_backdrop_between_its_links() -> None:
    canvas = paint(recipe(canvas=[900, 900], subject={"shape": "watch"}))
    strap = canvas.cover[60:260, 400:500]
    assert 0.02 < (strap < 128).mean() < 0.4


@pytest.mark.parametrize("shape", [*sorted(SHAPES), "none"])
def test_the_backdrop_is_exactly_white(shape: str) -> None:
    canvas = paint(recipe(subject={"shape": shape}))
    assert (canvas.rgb[canvas.cover == 0] == 255).all()


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_no_product_burns_out_to_white(shape: str) -> None:
    canvas = paint(recipe(subject={"shape": shape, "color": "#ffffff"}))
    assert canvas.rgb[canvas.cover == 255].min(axis=1).max() < 252


@pytest.mark.parametrize("quality", [60, 95])
def test_jpeg_leaves_the_backdrop_white_beyond_the_blocks_of_the_product(quality: int) -> None:
    made = recipe(quality=quality)
    box = product_box(made)
    away = np.ones((400, 400), bool)
    away[box.y - 8 : box.y + box.height + 8, box.x - 8 : box.x + box.width + 8] = False
    assert (decoded(made)[away] == 255).all()


def test_jpeg_keeps_the_extent_of_the_product() -> None:
    made = recipe(canvas=[500, 500], subject={"fill": 0.84})
    left, top, right, bottom = extent(decoded(made).min(axis=2) < 200)
    assert (right - left, bottom - top) == pytest.approx((420, 420), abs=1)


@pytest.mark.parametrize("level", ["#fefefe", "#f5f5f5", "#303030"])
def test_another_backdrop_is_exactly_that(level: str) -> None:
    picture = decoded(recipe(background=level, format="png"))
    assert tuple(picture[0, 0]) == tuple(bytes.fromhex(level[1:]))


def test_a_light_product_stays_apart_from_the_backdrop() -> None:
    canvas = paint(recipe(subject={"shape": "shirt", "color": "#f6f6f6"}))
    assert canvas.rgb[canvas.cover == 255].min(axis=1).mean() < 245


def shaded(**keys: Any) -> NDArray[np.bool_]:
    canvas = paint(recipe(**keys))
    rgb: NDArray[np.bool_] = canvas.rgb.min(axis=2) < 255
    return rgb


def test_a_contact_shadow_stays_inside_the_frame() -> None:
    plain, shadow = shaded(), shaded(shadow="contact")
    assert shadow.sum() > plain.sum() + 100
    assert not any(side.any() for side in (shadow[0], shadow[-1], shadow[:, 0], shadow[:, -1]))


def test_an_edge_shadow_reaches_the_frame() -> None:
    shadow = shaded(shadow="edge")
    assert shadow[-1].any()
    assert shadow[:, -1].any()
    assert not shadow[0].any()


def test_a_gradient_runs_from_one_colour_to_the_other() -> None:
    made = recipe(subject={"shape": "none"}, gradient={"to": "#e0e0e0"})
    column = paint(made).rgb[:, 0, 0].astype(int)
    assert (column[0], column[-1]) == (255, 0xE0)
    assert (np.diff(column) <= 0).all()
    across = recipe(subject={"shape": "none"}, gradient={"to": "#e0e0e0", "direction": "right"})
    assert paint(across).rgb[0, -1, 0] == 0xE0


def test_a_vignette_darkens_the_corners_only() -> None:
    rgb = paint(recipe(subject={"shape": "none"}, vignette=0.2)).rgb
    assert rgb[0, 0, 0] == pytest.approx(255 * 0.8, abs=1)
    assert rgb[200, 200, 0] >= 254


def test_crumbs_lie_clear_of_the_product() -> None:
    wanted = {"count": 5, "level": 200, "size": 8}
    made = recipe(subject={"shape": "box", "size": [100, 100]}, residue=wanted)
    rgb = paint(made).rgb.copy()
    rgb[148:252, 148:252] = 255
    assert (rgb == 200).all(axis=2).sum() > 4 * 30


def test_a_halo_rings_the_product() -> None:
    made = recipe(subject={"shape": "box", "size": [100, 100]}, halo={"level": 220, "width": 5})
    left, top, right, bottom = extent(paint(made).rgb.min(axis=2) < 255)
    assert (left, top, right, bottom) == (145, 145, 255, 255)


@pytest.mark.parametrize("mark", ["text", "badge", "watermark"])
def test_overlays_mark_the_picture(mark: str) -> None:
    plain = paint(recipe()).rgb.astype(int)
    marked = paint(recipe(**{mark: {}})).rgb.astype(int)
    assert (np.abs(plain - marked).max(axis=2) > 40).sum() > 50


def test_text_is_as_high_as_asked_and_where_asked() -> None:
    text = {"text": "HIT", "at": [0.5, 0.25], "height": 40, "color": "#000000"}
    rgb = paint(recipe(subject={"shape": "none"}, text=text)).rgb
    left, top, right, bottom = extent(rgb.min(axis=2) < 128)
    assert bottom - top == pytest.approx(40, abs=4)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((200, 100), abs=3)


def test_a_tiled_mark_covers_all_quarters_and_a_corner_mark_one() -> None:
    def quarters(kind: str) -> list[bool]:
        made = recipe(subject={"shape": "none"}, watermark={"kind": kind})
        dark = paint(made).rgb.min(axis=2) < 240
        return [bool(dark[y : y + 200, x : x + 200].any()) for y in (0, 200) for x in (0, 200)]

    assert quarters("tiled") == [True] * 4
    assert quarters("corner") == [False, False, False, True]
    assert quarters("center") == [True] * 4


def test_a_border_covers_the_sides_asked_for() -> None:
    rgb = paint(recipe(border={"width": 3, "color": "#112233", "sides": ["left"]})).rgb
    assert (rgb[:, :3] == (0x11, 0x22, 0x33)).all()
    assert (rgb[:, 3:10] == 255).all()


def detail(**keys: Any) -> float:
    grey = paint(recipe(**keys)).rgb[60:340, 60:340].mean(axis=2)
    return float(np.abs(np.diff(grey, axis=1)).mean())


@pytest.mark.parametrize("fault", [{"blur": 3.0}, {"enlarged_from": [100, 100]}, {"pixelate": 8}])
def test_blur_enlarging_and_blocks_cost_detail(fault: dict[str, Any]) -> None:
    assert detail(**fault) < 0.7 * detail()


def test_noise_and_texture_add_detail() -> None:
    assert detail(noise=8.0) > 1.5 * detail()
    assert detail(subject={"texture": 1.0}) > detail() > detail(subject={"texture": 0.0})


def test_blocks_are_flat() -> None:
    rgb = paint(recipe(pixelate=8)).rgb
    assert (rgb[200:208, 200:208] == rgb[200, 200]).all()


def test_exposure_changes_the_product_and_not_the_backdrop() -> None:
    plain, dark, flat = paint(recipe()), paint(recipe(brightness=0.3)), paint(recipe(contrast=0.2))
    inside = plain.cover == 255
    assert dark.rgb[inside].mean() == pytest.approx(0.3 * plain.rgb[inside].mean(), rel=0.03)
    assert flat.rgb[inside].std() < 0.3 * plain.rgb[inside].std()
    assert (dark.rgb[plain.cover == 0] == 255).all()


def test_words_are_printed_on_the_product_only() -> None:
    plain, printed = paint(recipe()), paint(recipe(subject={"print": "ACME"}))
    changed = (plain.rgb != printed.rgb).any(axis=2)
    assert changed.sum() > 200
    assert (plain.cover[changed] == 255).all()


def test_drawing_a_full_picture_is_quick() -> None:
    draw(recipe())
    start = time.perf_counter()
    draw(Recipe())
    draw(Recipe.model_validate({"canvas": [10_001, 40]}))
    assert time.perf_counter() - start < 3  # about 0.2 s on a free core
