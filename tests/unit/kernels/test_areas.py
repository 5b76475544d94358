"""Areas as bits beside areas as masks: every question has the same answer."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images import areas, colours
from imgrules.images.against_white import against_white
from imgrules.images.areas import Area, area_of, at_least
from imgrules.images.edges import find_edges

Mask = NDArray[np.bool_]
CHANCE = np.random.default_rng(20261121)
SIZES = ((1, 1), (1, 64), (64, 1), (2, 65), (5, 63), (31, 128), (40, 200), (97, 129))
RADII = (0, 1, 2, 3, 4, 5, 10, 27, 63)
QUESTIONS = {
    "and": lambda one, two: one & two,
    "or": lambda one, two: one | two,
    "less": lambda one, two: one - two,
    "rest": lambda one, _: one.rest(),
    "outline": lambda one, _: one.outline(),
    "outside": lambda one, _: one.outside(),
    "outside closed": lambda one, _: one.outside(2),
    "between": lambda one, _: one.between(),
    "filled": lambda one, _: areas.filled(one),
    **{
        f"close {reach}": lambda one, two, reach=reach: one.close_to(two, reach)
        for reach in (0.5, 1.0, 1.3693, 4.2, 5.0, 11.46, 15.32, 19, 201)
    },
    **{f"grown {radius}": lambda one, _, radius=radius: one.grown(radius) for radius in RADII},
}


def _masks() -> Iterator[tuple[Mask, Mask]]:
    for rows, columns in SIZES:
        for share in (0.0, 0.02, 0.4, 0.6, 0.97, 1.0):
            noise = CHANCE.random((2, rows, columns))
            yield noise[0] < share, noise[1] < 0.5
            blobs = cv2.resize((noise[0] < share).view(np.uint8), (4 * columns, 3 * rows))
            yield blobs > 0, cv2.resize(noise[1], (4 * columns, 3 * rows)) < 0.4


def _both(mask: Mask, monkeypatch: pytest.MonkeyPatch) -> tuple[Area, Area]:
    compiled = area_of(mask)
    with monkeypatch.context() as patch:
        patch.setattr(_kernels, "AVAILABLE", False)
        return compiled, area_of(mask)


@pytest.mark.parametrize("reach", [0.9, 1.0, 2.0**0.5, 5.0, 11.46])
def test_what_lies_at_the_limit_is_close(reach: float) -> None:
    point, everything = np.zeros((30, 31), np.bool_), np.ones((30, 31), np.bool_)
    point[12, 14] = True
    rows, columns = np.indices(point.shape)
    away = np.hypot(rows - 12, columns - 14)
    close = area_of(everything).close_to(area_of(point), reach).mask()
    assert np.array_equal(close, away <= reach)


@pytest.mark.parametrize("question", QUESTIONS)
def test_areas_are_the_same(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for one, two in _masks():
        ask, pairs = QUESTIONS[question], [_both(mask, monkeypatch) for mask in (one, two)]
        found = ask(*(compiled for compiled, _ in pairs))
        with monkeypatch.context() as patch:
            patch.setattr(_kernels, "AVAILABLE", False)
            wanted = ask(*(plain for _, plain in pairs))
        assert np.array_equal(found.mask(), wanted.mask()), (question, one.shape)
        assert (bool(found), found.count(), found.box()) == (
            bool(wanted), wanted.count(), wanted.box(),
        )  # fmt: skip


def test_pieces_are_the_same_and_numbered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    for one, two in _masks():
        bits, masks = (_both(mask, monkeypatch) for mask in (one, two))
        levels = CHANCE.integers(0, 256, one.shape, np.uint8)
        found, wanted = (area.pieces() for area in bits)
        assert found.count == wanted.count
        chosen = CHANCE.random(found.count) < 0.5
        chosen[0] = False
        assert np.array_equal(found.select(chosen).mask(), wanted.select(chosen).mask())
        assert np.array_equal(found.areas(), wanted.areas())
        assert np.array_equal(found.sums(levels), wanted.sums(levels))
        assert np.array_equal(found.sums(levels, 60), wanted.sums(levels, 60))
        assert np.array_equal(found.peaks(levels), wanted.peaks(levels))
        for ask in ("counts", "touching"):
            answers = (getattr(found, ask)(masks[0]), getattr(wanted, ask)(masks[1]))
            assert np.array_equal(*answers), (ask, one.shape)
        assert np.array_equal(found.around(masks[0], 5), wanted.around(masks[1], 5))
        assert np.array_equal(found.around(masks[0], 0), wanted.around(masks[1], 0))
        labels = [int(label) for label in np.flatnonzero(chosen)]
        assert all(found.large(least) == wanted.large(least) for least in (0, 3.5, 20))
        assert np.array_equal(found.spanned(labels), wanted.spanned(labels))
        boxes = [(found.box(label), wanted.box(label)) for label in range(1, found.count)][:9]
        assert all(one == two for one, two in boxes)


def test_levels_and_colours_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for mask, _ in _masks():
        rgb = CHANCE.integers(0, 256, (*mask.shape, 3), np.uint8)
        levels = np.ascontiguousarray(rgb[..., 0])
        bits, plain = _both(mask, monkeypatch)
        assert np.array_equal(bits.histogram(levels), plain.histogram(levels))
        assert np.array_equal(bits.colours(rgb, 8), plain.colours(rgb, 8))
        wanted = ((90, 100, 250), (0, 7, 128))
        for area, set_ in ((bits, mask), (bits.rest(), ~mask)):
            each = colours.within(rgb, area, wanted, 40)
            for found, colour in zip(each, wanted, strict=True):
                near = (np.abs(rgb.astype(int) - colour) <= 40).all(axis=2)
                assert np.array_equal(found.mask(), near & set_)
        leasts = (-1, 0, 0.2, 7, 15.0, 67.5, 255, 255.5, float("nan"))
        for found, least in zip(areas.at_least_each(levels, leasts), leasts, strict=True):
            assert np.array_equal(found.mask(), levels >= least)
            assert np.array_equal(at_least(levels, least).mask(), levels >= least)
        for found, least in zip(areas.at_least_each(levels, leasts[2:7]), leasts[2:7], strict=True):
            assert np.array_equal(found.mask(), levels >= least)


def test_what_is_calm_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for mask, other in _masks():
        noise = CHANCE.integers(0, 256, (*mask.shape, 3), np.uint8)
        smooth = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8).reshape(noise.shape)
        smooth[: len(smooth) // 2, : smooth.shape[1] // 2] = 9
        for within in (mask, other, np.ones_like(mask)):
            bits, plain = _both(within, monkeypatch)
            found = colours.calm(smooth, 6, bits)
            with monkeypatch.context() as patch:
                patch.setattr(_kernels, "AVAILABLE", False)
                wanted = colours.calm(smooth, 6, plain)
            assert np.array_equal(found.mask(), wanted.mask())


@pytest.mark.parametrize("shape", [(1, 1), (1, 64), (5, 63), (40, 200), (97, 129)])
def test_white_is_compared_alike(shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [CHANCE.integers(low, 256, (*shape, 3), np.uint8) for low in (0, 200, 254)]
    greys = np.resize(np.arange(256, dtype=np.uint8), (*shape, 1)) + np.zeros(3, np.uint8)
    spread = np.resize(np.arange(60, dtype=np.uint8), shape)
    tinted = np.stack([greys[..., 0], np.minimum(255 - greys[..., 0], spread), greys[..., 2]], 2)
    for rgb in (*pictures, greys, tinted):
        found = against_white(rgb)
        with monkeypatch.context() as patch:
            patch.setattr(_kernels, "AVAILABLE", False)
            wanted = against_white(rgb)
        assert np.array_equal(found.distance, wanted.distance)
        assert np.array_equal(found.chroma, wanted.chroma)
        for name in ("content", "tinted", "strong"):
            assert np.array_equal(getattr(found, name).mask(), getattr(wanted, name).mask())


def test_every_tint_of_every_grey_is_compared_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    light, chroma = np.meshgrid(np.arange(256), np.arange(256))
    most = np.minimum(light + chroma, 255).astype(np.uint8)
    rgb = np.stack([most, light.astype(np.uint8), light.astype(np.uint8)], axis=2)
    found = against_white(rgb).tinted.mask()
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    assert np.array_equal(found, against_white(rgb).tinted.mask())


def test_edges_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for mask, _ in _masks():
        noise = CHANCE.integers(0, 256, mask.shape, np.uint8)
        smooth = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8).reshape(mask.shape)
        for levels in (noise, smooth, mask.view(np.uint8) * np.uint8(9)):
            compiled = find_edges(levels).sharp(2).mask()
            with monkeypatch.context() as patch:
                patch.setattr(_kernels, "AVAILABLE", False)
                assert np.array_equal(compiled, find_edges(levels).sharp(2).mask())


WORDS = np.zeros((5, 2), np.int64)
LEVELS = np.zeros((5, 100), np.uint8)
RGB = np.zeros((5, 100, 3), np.uint8)
RUNS = np.array([[4, 90, 100, 1]], np.int32)
LABELS = np.zeros((1, 2), np.int64)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("area_at_least", (LEVELS, b"\3", WORDS[:4])),
        ("area_at_least", (LEVELS, b"\3\4", WORDS)),
        ("area_at_least", (LEVELS, b"\3", WORDS[:, :1])),
        ("area_less", (WORDS, WORDS[:4], WORDS.copy())),
        ("area_less", (WORDS, WORDS, WORDS[:4].copy())),
        ("area_count", (WORDS[:, :1],)),
        ("area_plane", (WORDS, np.zeros((5, 200), np.bool_))),
        ("area_grow", (WORDS, 200, b"\1", WORDS.copy())),
        ("area_grow", (WORDS, 100, b"\1\1", WORDS.copy())),
        ("area_grow", (WORDS, 100, b"\x40", WORDS.copy())),
        ("area_grow", (WORDS, 100, b"\1", WORDS[:3].copy())),
        ("area_near", (WORDS, 100, b"\1\1", WORDS.copy())),
        ("area_near", (WORDS, 100, b"\1", WORDS[:3].copy())),
        ("area_strips", (WORDS, 20)),
        ("area_runs", (WORDS, 20, RUNS)),
        ("area_runs", (WORDS, 100, RUNS + np.int32(1))),
        ("area_runs", (WORDS, 100, RUNS[:, :3].copy())),
        ("area_paint", (RUNS, WORDS[:4].copy(), 100, np.ones((1, 2), np.bool_))),
        ("area_paint", (RUNS, WORDS.copy(), 100, np.ones((1, 1), np.bool_))),
        ("area_counts", (RUNS, WORDS, 95, LABELS)),
        ("area_counts", (RUNS[:, :3].copy(), WORDS, 100, LABELS)),
        ("area_around", (RUNS, WORDS, 100, LABELS, 64)),
        ("area_spans", (RUNS, WORDS[:4], 100, LABELS)),
        ("area_histogram", (LEVELS, WORDS, np.zeros((1, 255), np.int64))),
        ("area_colours", (np.zeros((5, 100, 3), np.uint8), WORDS, 6, LABELS)),
        ("area_within", (RGB, b"\0\0", b"\1\1", WORDS, WORDS.copy())),
        ("area_within", (RGB, b"\0\0\2", b"\1\1\1", WORDS, WORDS.copy())),
        ("area_within", (RGB, b"\0" * 6, b"\1" * 6, WORDS, WORDS.copy())),
        ("area_within", (RGB[:4], b"\0\0\0", b"\1\1\1", WORDS, WORDS.copy())),
        ("area_calm", (RGB, 3, WORDS[:4], WORDS.copy())),
        ("area_calm", (RGB, 3, WORDS, WORDS[:4].copy())),
        ("against_white", (RGB, 9, LEVELS[:4].copy(), LEVELS.copy(), np.zeros((15, 2), np.int64))),
        ("against_white", (RGB, 9, LEVELS.copy(), LEVELS[:4].copy(), np.zeros((15, 2), np.int64))),
        ("against_white", (RGB, 9, LEVELS.copy(), LEVELS.copy(), WORDS.copy())),
        ("surface", (*(2 * (np.zeros((5, 100, 3), np.float32),)), LEVELS[:3].copy(), WORDS)),
        ("rises", (LEVELS, LEVELS[:4].copy())),
        ("run_sums", (RUNS, LEVELS[:4], LABELS)),
        ("run_peaks", (RUNS + np.int32(1), LEVELS, np.zeros((1, 3), np.uint8))),
        ("run_spread", (-RUNS, 3, np.zeros((5, 100), np.int32))),
    ],
)
def test_refuses_what_does_not_fit(name: str, given: tuple[object, ...]) -> None:
    from imgrules._kernels import native

    with pytest.raises(ValueError, match=r"."):
        getattr(native, name)(*given)
