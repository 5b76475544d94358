"""The built-in processor: its contract, its offers, its parameters, and threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from imgrules import ext
from imgrules.testing import assert_processor_contract
from imgrules.testing.icc import profile_bytes
from imgrules_processors.builtin import BuiltIn
from tests.unit.processors.drafts import plain, shot

PARAMS: dict[str, dict[str, ext.Value]] = {
    "canvas.crop": {"left": 10, "top": 10, "width": 180, "height": 180},
    "canvas.pad": {"left": 4, "bottom": 8, "color": "#ffffff"},
    "size.reduce": {"width": 100, "height": 80},
    "size.enlarge": {"width": 400, "height": 320},
}


class Till:
    def open(self, **_: Any) -> ext.Ticket:
        raise AssertionError("nothing built in costs anything")


CONTEXT = ext.Context(Till())


def offer(operation: str, **facts: Any) -> ext.Offer:
    return BuiltIn().offer(operation, ext.Facts(100, 80, "jpeg", **facts), {})


def run(operation: str, draft: ext.Draft, **params: ext.Value) -> ext.Draft:
    return BuiltIn().run(operation, draft, params, CONTEXT)


def test_contract() -> None:
    assert_processor_contract(BuiltIn(), shot(), params=PARAMS)
    assert_processor_contract(BuiltIn(BuiltIn.Options()), shot(), params=PARAMS)


def test_every_operation_it_names_is_one_and_is_performed() -> None:
    assert set(BuiltIn.operations) < set(ext.OPERATIONS)
    assert list(BuiltIn.operations) == [
        each for each in ext.OPERATIONS if each in BuiltIn.operations
    ]
    for operation in BuiltIn.operations:
        assert offer(operation).credits == 0
        assert offer(operation).note


@pytest.mark.parametrize(
    ("operation", "safety"),
    [
        ("orientation.bake", "safe"), ("background.whiten", "safe"), ("canvas.crop", "safe"),
        ("canvas.pad", "safe"), ("size.reduce", "unsafe"), ("size.enlarge", "suggest"),
        ("file.encode", "safe"),
    ],
)  # fmt: skip
def test_safety(operation: str, safety: str) -> None:
    assert offer(operation).safety == safety


@pytest.mark.parametrize(
    ("mode", "profile", "safety"),
    [
        ("rgb", "", "safe"), ("rgb", "srgb", "safe"), ("rgb", "none", "safe"),
        ("grey", "grey", "safe"), ("rgb", "rec709", "safe"), ("palette", "none", "safe"),
        ("rgb", "adobe-rgb", "unsafe"), ("rgb", "display-p3", "unsafe"),
        ("rgb", "prophoto", "unsafe"), ("rgb", "unknown-rgb", "unsafe"),
        ("cmyk", "cmyk", "unsafe"), ("cmyk", "none", "unsafe"), ("lab", "none", "unsafe"),
    ],
)  # fmt: skip
def test_safety_of_converting_depends_on_the_colours(mode: str, profile: str, safety: str) -> None:
    made = offer("color.convert", mode=mode, profile=profile)
    assert made.safety == safety
    assert made.note


def test_baking_marks_the_draft() -> None:
    draft = shot()
    made = run("orientation.bake", draft)
    assert made.changed
    assert not draft.changed
    assert made.samples is draft.samples


def test_converting() -> None:
    draft = shot(icc=profile_bytes("adobe-rgb"))
    made = run("color.convert", draft, to="srgb")
    assert made.changed
    assert (made.samples != draft.samples).any()
    untagged = shot()
    assert run("color.convert", untagged) is untagged
    tagged = run("color.convert", untagged, to="srgb")
    assert tagged.icc is not None
    assert not tagged.changed


@pytest.mark.parametrize("operation", ["canvas.pad", "size.reduce", "size.enlarge"])
def test_changing_pixels_implies_converting(operation: str) -> None:
    made = run(operation, shot(icc=profile_bytes("display-p3")), **PARAMS[operation])
    direct = run(operation, run("color.convert", shot(icc=profile_bytes("display-p3"))),
                 **PARAMS[operation])  # fmt: skip
    assert (made.samples == direct.samples).all()
    with pytest.raises(ext.Declined, match="CMYK"):
        run(operation, plain((0, 0, 0, 0), "CMYK"), **PARAMS[operation])


def test_whitening_is_passed_on() -> None:
    draft = shot(400, 400)
    grey = draft.with_(samples=np.where(draft.samples == 255, np.uint8(246), draft.samples))
    made = run("background.whiten", grey, color="#ffffff", shadow="none")
    assert (made.samples[:40] == 255).all()


def test_padding_takes_the_colour() -> None:
    made = run("canvas.pad", shot(), top=2, color="#102030")
    assert made.samples[0, 0].tolist() == [16, 32, 48]


def test_encoding_is_left_for_the_end() -> None:
    draft = shot()
    assert run("file.encode", draft, format="jpeg", max_bytes=5) is draft


@pytest.mark.parametrize(
    ("operation", "params", "words", "hint"),
    [
        ("canvas.crop", {"lft": 1, "top": 0, "width": 5, "height": 5}, "no parameter lft", "left"),
        ("canvas.pad", {"colour": "#ffffff"}, "no parameter colour", "color"),
        ("size.reduce", {"longest_side": 5}, "no parameter longest_side", "width, height"),
        ("orientation.bake", {"turn": 6}, "no parameter turn", "none"),
        ("canvas.paint", {}, "does no canvas.paint", "canvas.pad"),
        ("background.replace", {}, "does no background.replace", None),
    ],
)
def test_unknown_words_name_the_nearest(
    operation: str, params: dict[str, ext.Value], words: str, hint: str | None
) -> None:
    with pytest.raises(ext.Declined, match=words) as caught:
        run(operation, shot(), **params)
    if hint is not None:
        assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("operation", "params", "name"),
    [
        ("canvas.crop", {"left": -1, "top": 0, "width": 5, "height": 5}, "left"),
        ("canvas.crop", {"left": 0, "top": 0, "width": 5}, "height"),
        ("canvas.crop", {"left": 0.5, "top": 0, "width": 5, "height": 5}, "left"),
        ("canvas.pad", {"color": "white"}, "color"),
        ("size.reduce", {"width": 0, "height": 5}, "width"),
        ("color.convert", {"to": "adobe-rgb"}, "to"),
        ("background.whiten", {"shadow": "long"}, "shadow"),
    ],
)
def test_values_that_cannot_be(operation: str, params: dict[str, ext.Value], name: str) -> None:
    with pytest.raises(ext.Declined, match=f"{operation}: {name}: "):
        run(operation, shot(), **params)


def test_several_threads_get_what_one_gets() -> None:
    names: tuple[Any, ...] = ("adobe-rgb", "display-p3", "prophoto", "rec2020")
    drafts = [shot(seed=seed, icc=profile_bytes(names[seed % 4])) for seed in range(16)]
    processor = BuiltIn()

    def convert(draft: ext.Draft) -> bytes:
        made = processor.run("color.convert", draft, {}, CONTEXT)
        return processor.run("size.reduce", made, PARAMS["size.reduce"], CONTEXT).samples.tobytes()

    alone = [convert(draft) for draft in drafts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(convert, drafts)) == alone
