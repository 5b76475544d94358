"""Holding what the checks measure against the plain reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from imgrules import _kernels, plugins
from imgrules.checks._blocks import find_grid
from imgrules.checks._edges import edges_in
from imgrules.checks._enlarging import enlarging_of
from imgrules.checks._focus import focus_of
from imgrules.checks._on_subject import cut_out, product_of
from imgrules.checks._see_through import find_outlines
from imgrules.checks._tiling import find_tiling
from imgrules.checks._veil import find_veil
from imgrules.images.frame import find_frame
from imgrules.images.halo import find_halo
from imgrules.images.image import Image
from imgrules.images.rim import rim_px
from imgrules.images.silhouette import silhouette
from imgrules.images.whiteness import measure_whiteness
from imgrules.model import Measurement
from tests.reference import (
    blocks,
    frame,
    greyscale,
    halo,
    see_through,
    subject,
    tiling,
    veil,
    whiteness,
)
from tests.reference import edge_blur as plain_blur
from tests.reference.on_subject import product_view as plain_view
from tests.reference.silhouette import silhouette as plain_silhouette

NEARLY = 1e-5
"""Sums in another order end in other last digits."""
ROUGHLY = 0.03
"""The spread that details are evened out by is blurred at a quarter of the size."""


def differences(image: Image) -> list[str]:
    """Say in words where a measurement is not what the plain path gives; empty when all agree."""
    return [
        *_subject(image),
        *_background(image),
        *_sharpness(image),
        *_without_kernels(image),
        *_marks(image),
        *_outcomes(image),
    ]


def _subject(image: Image) -> Iterator[str]:
    plain = subject.find_subject(image.pixels, image.header)
    for field in fields(plain):
        one, two = getattr(plain, field.name), getattr(image.subject, field.name)
        if field.name == "backdrop":
            one, two = repr(one), repr(two)
        if field.name != "work" and not _same(one, two):
            yield f"subject.{field.name}"
    if not _same(plain_silhouette(image.subject.mask), silhouette(image.subject)):
        yield "silhouette"


def _background(image: Image) -> Iterator[str]:
    rgb, rim = image.pixels.rgb, rim_px(image.header)
    if repr(frame.find_frame(rgb)) != repr(find_frame(rgb, image.work)):
        yield "frame"
    plain = whiteness.measure_whiteness(rgb, image.subject, rim)
    fast = measure_whiteness(rgb, image.subject, rim)
    for field in fields(plain):
        if not _same(getattr(plain, field.name), getattr(fast, field.name)):
            yield f"whiteness.{field.name}"
    if image.subject.backdrop.kind == "white":
        one, two = (
            halo.find_halo(image.work.rgb, image.subject),
            find_halo(image.work, image.subject),
        )
        if (one.share, one.spread) != (two.share, two.spread) or not _same(
            one.mask, two.area.mask()
        ):
            yield "halo"


def _sharpness(image: Image) -> Iterator[str]:
    view, product = plain_view(image), product_of(image)
    lines = (product.area.numbers(axis, product.shape[axis]) for axis in (0, 1))
    mask = product.mask[np.ix_(*lines)]
    one, two = blocks.find_grid(view.grey, mask), find_grid(product.luma, product.area)
    if repr(one) != repr(two):
        yield "grid"
    level = product.levels[0]
    places, sigmas = edges_in(level, np.arange(level.ranges.size))
    order = np.argsort(places)
    where, plain = plain_blur.sigmas(view.grey.astype(np.uint8))
    if not np.array_equal(places[order], where):
        yield f"edges: {len(where)} became {len(places)}"
    elif not np.array_equal(sigmas[order], plain):
        yield "edge blur"


def _marks(image: Image) -> Iterator[str]:
    rgb = image.pixels.rgb
    if repr(see_through.find_outlines(rgb)) != repr(find_outlines(rgb)):
        yield "see-through edges"
    if repr(veil.find_veil(rgb, image.subject)) != repr(find_veil(rgb, image.subject)):
        yield "veil"
    plain, fast = tiling.find_tiling(rgb), find_tiling(rgb)
    if plain is None or fast is None:
        same = plain is fast
    else:
        near = abs(plain.strength - fast.strength) <= ROUGHLY * plain.strength
        same = near and (plain.repeats, plain.step) == (fast.repeats, fast.step)
    if not same:
        yield f"tiling: {plain} became {fast}"


def _without_kernels(image: Image) -> Iterator[str]:
    """Softness rests on the parts of a picture that are chosen: they are chosen again, plainly."""
    fast = enlarging_of(product_of(image)), focus_of(product_of(image))
    compiled, _kernels.AVAILABLE = _kernels.AVAILABLE, False
    try:
        product = cut_out(image.subject, image.pixels.rgb)
        plain = enlarging_of(product), focus_of(product)
    finally:
        _kernels.AVAILABLE = compiled
    if fast[0] != plain[0]:
        yield f"enlarging: {plain[0]} became {fast[0]}"
    if fast[1] != plain[1]:
        yield f"focus: {plain[1]} became {fast[1]}"


def _outcomes(image: Image) -> Iterator[str]:
    """One check measures a little differently: what is judged must be the same."""
    chroma = round(greyscale.strongest_chroma(image.pixels.rgb), 2)
    name = "color.greyscale"
    check = plugins.load_check(name)
    plain = Measurement(name, 1, {"chroma": chroma, "mode": image.header.colour_model})
    made = check.measure(image, check.Options())
    one, two = (check.judge(each, check.Params()).outcome for each in (plain, made))
    if one != two:
        yield f"{name}: {one} became {two}"


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, np.ndarray):
        return np.array_equal(one, two)
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(_same(one[key], two[key]) for key in one)
    if isinstance(one, float):
        return two is not None and abs(one - two) <= NEARLY
    return bool(one == two)
