"""The detector is loaded once for the whole run; few pictures are read, and small ones."""

from __future__ import annotations

import pytest

from imgrules import ext
from imgrules.checks.overlay_text import OverlayText
from imgrules.checks.overlay_watermark import OverlayWatermark
from imgrules.checks.overlay_words import OverlayWords
from imgrules.errors import PluginError
from imgrules.images import ocr
from imgrules.testing import assert_check, assert_check_contract
from imgrules.testing.contract import opened

CANVAS = {"canvas": [800, 800]}
PRODUCT = {**CANVAS, "subject": {"shape": "bottle", "fill": 0.6}}
BOX = {**CANVAS, "subject": {"shape": "box", "print": "ORGANIC TEA"}}
SALE = {**PRODUCT, "text": {"text": "FREE SHIPPING", "at": [0.5, 0.08], "height": 34}}
SCENE = {**CANVAS, "background": "#8a5a3a", "gradient": {"to": "#2a3a5a"}, "noise": 6.0}


def mark(kind, opacity):
    return {**PRODUCT, "watermark": {"kind": kind, "text": "MYSHOP", "opacity": opacity}}


@pytest.mark.parametrize(
    ("check", "params"),
    [(OverlayText, {}), (OverlayWatermark, {}), (OverlayWords, {"words": ["sale"]})],
)
def test_contract(check, params):
    assert_check_contract(check, {"canvas": [400, 400]}, params=params)


@pytest.mark.parametrize("check", [OverlayText, OverlayWatermark])
@pytest.mark.parametrize("picture", [PRODUCT, BOX, SCENE])
def test_clean_pictures_and_print_on_the_product_pass(check, picture):
    assert_check(check, picture, outcome="pass")


def test_text_beside_the_product_fails_where_it_stands():
    judgement = assert_check(
        OverlayText, SALE, outcome="fail", region_overlaps=(200, 40, 400, 50), note="laid over"
    )
    assert "SHIPPING" in judgement.measured


@pytest.mark.parametrize("height", [10, 24, 90])
def test_text_of_any_size_is_found(height):
    picture = {
        **PRODUCT,
        "canvas": [1600, 1600],
        "text": {"text": "SALE NOW", "at": [0.2, 0.9], "height": height},
    }
    assert_check(OverlayText, picture, outcome="fail")


@pytest.mark.parametrize("at", [[0.85, 0.12], [0.14, 0.86]])
def test_badge_is_no_product(at):
    picture = {**PRODUCT, "badge": {"text": "SALE", "at": at, "color": "#d01010"}}
    assert_check(OverlayText, picture, outcome="fail")


@pytest.mark.parametrize("kind", ["corner", "center", "tiled"])
@pytest.mark.parametrize("opacity", [0.25, 0.5])
def test_watermark_fails(kind, opacity):
    assert_check(OverlayWatermark, mark(kind, opacity), outcome="fail")


def test_text_in_a_scene_is_found():
    picture = {**SCENE, "text": {"text": "www.myshop.com", "at": [0.8, 0.95], "height": 26}}
    with opened(picture) as image:
        measurement = OverlayText().measure(image, ext.Options())
    assert measurement.number("certainty") > 0.5


def test_limits_decide_between_pass_review_and_fail():
    check = OverlayText()
    values = {"overlays": [{"text": "SALE", "certainty": 0.7, "place": "across"}]}
    measurement = ext.Measurement(check.name, 1, {"certainty": 0.7, **values})
    for review, fail, outcome in ((0.7, 0.8, "pass"), (0.69, 0.7, "review"), (0.5, 0.69, "fail")):
        params = check.Params(review_above=review, fail_above=fail)
        assert check.judge(measurement, params).outcome == outcome


def test_watermark_names_only_what_counts():
    check = OverlayWatermark()
    marks = [{"kind": "repeated mark", "certainty": 0.95}, {"kind": "a speck", "certainty": 0.3}]
    regions = (ext.Region(0, 0, 9, 9, "repeated mark"), ext.Region(5, 5, 2, 2, "a speck"))
    measurement = ext.Measurement(check.name, 1, {"certainty": 0.95, "marks": marks}, regions)
    judgement = check.judge(measurement, check.Params())
    assert judgement.outcome == ext.Outcome.FAIL
    assert judgement.measured == "repeated mark"
    assert judgement.regions == regions[:1]


def test_words_are_read_anywhere_or_on_the_background():
    on_box = {"words": ["organic"]}
    assert_check(OverlayWords, BOX, outcome="fail", params=on_box)
    assert_check(OverlayWords, BOX, outcome="pass", params={**on_box, "where": "background"})
    beside = {"words": ["Free  shipping", "best seller"], "where": "background"}
    judgement = assert_check(OverlayWords, SALE, outcome="fail", params=beside)
    assert judgement.measured == "“Free  shipping”"
    assert_check(OverlayWords, SALE, outcome="pass", params={"words": ["ship", "best seller"]})


def test_missing_model_is_no_pass(monkeypatch):
    monkeypatch.setattr(ocr, "DETECTOR", "no-such-model.onnx")
    ocr._engine.cache_clear()
    ocr.model_info.cache_clear()
    try:
        with opened(PRODUCT) as image, pytest.raises(PluginError, match=r"no-such-model") as raised:
            OverlayText().measure(image, ext.Options())
        assert "pip install" in (raised.value.hint or "")
    finally:
        monkeypatch.undo()
        ocr._engine.cache_clear()
        ocr.model_info.cache_clear()


@pytest.mark.parametrize("package", ["rapidocr", "onnxruntime"])
def test_missing_package_is_no_pass(monkeypatch, package):
    find = ocr.util.find_spec
    monkeypatch.setattr(ocr.util, "find_spec", lambda name: None if name == package else find(name))
    with pytest.raises(PluginError, match=package):
        ocr._folder()


def test_models_are_named_with_hash_and_licence():
    for model in ocr.model_info():
        assert model["name"].endswith(".onnx")
        assert len(model["sha256"]) == 64
        assert model["licence"] == "Apache-2.0"
