"""The segmenter for models of the user's own, with real models of a few nodes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from imgrules import ext
from imgrules.errors import PluginError
from imgrules.testing import assert_processor_contract
from imgrules_processors.onnx import OnnxSegmenter
from tests.unit.processors import onnx_writer as writer

HEAD = """\
schema: 1
file: model.onnx
title: Tiny
licence: MIT
commercial: true
source: https://example.com/tiny
"""
TINY = HEAD + "layout: custom\ninput: {size: [64, 64]}\noutput: {activation: sigmoid}\n"


class Till:
    """Nothing here is bought."""

    def open(self, **_: Any) -> ext.Ticket:
        raise AssertionError("a local model asks for nothing that costs")


CONTEXT = ext.Context(Till())


def shot(width: int = 300, height: int = 200) -> ext.Draft:
    """A dark disc on white, in the middle."""
    rgb = np.full((height, width, 3), 250, np.uint8)
    cv2.circle(
        rgb, (width // 2, height // 2), min(width, height) // 4, (40, 60, 80), -1, cv2.LINE_AA
    )
    return ext.Draft(rgb)


def blank() -> ext.Draft:
    return ext.Draft(np.full((200, 300, 3), 250, np.uint8))


def segmenter(folder: Path, text: str = TINY, **options: Any) -> OnnxSegmenter:
    path = folder / "model.yaml"
    path.write_text(text, encoding="utf-8")
    return OnnxSegmenter(OnnxSegmenter.Options(model=str(path), **options))


def cut(folder: Path, text: str = TINY, draft: ext.Draft | None = None) -> ext.Cutout:
    made = segmenter(folder, text).run("background.replace", draft or shot(), {}, CONTEXT)
    assert isinstance(made, ext.Cutout)
    return made


def error(cutout: ext.Cutout) -> float:
    """Mean absolute error of alpha against the disc as drawn."""
    truth = (250 - shot().samples[..., 0].astype(np.float32)) / 210
    assert cutout.alpha.shape == truth.shape
    assert cutout.alpha.dtype == np.float32
    return float(np.abs(cutout.alpha - truth).mean())


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    writer.darkness(tmp_path / "model.onnx")
    return tmp_path


def test_keeps_the_contract_of_processors(tiny: Path) -> None:
    assert_processor_contract(segmenter(tiny))


def test_cuts_out_and_says_with_what(tiny: Path) -> None:
    cutout = cut(tiny)
    assert error(cutout) < 0.003
    assert cutout.confidence > 0.9
    assert cutout.model == {
        "name": "Tiny",
        "sha256": hashlib.sha256((tiny / "model.onnx").read_bytes()).hexdigest(),
        "licence": "MIT",
        "commercial": True,
    }
    assert "Tiny (MIT)" in cutout.notes[0]


def test_offer_is_unsafe_and_free(tiny: Path) -> None:
    offer = segmenter(tiny).offer("background.replace", ext.Facts(300, 200, "jpeg"), {})
    assert offer == ext.Offer(ext.Safety.UNSAFE, note="Tiny, MIT")


# What a model is said to take, normalised, so that 0.6 of the mean channel is the border still.
LAYOUTS = {
    "u2net": ((1, 3, 320, 320), {"outputs": 7, "sigmoid": True, "middle": 0.6}),
    "isnet": ((1, 3, 1024, 1024), {"outputs": 6, "sigmoid": True, "middle": 0.1}),
    "birefnet": (("batch", 3, 1024, 1024), {"middle": 0.6}),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_known_layouts_need_no_further_word(tmp_path: Path, layout: str) -> None:
    shape, options = LAYOUTS[layout]
    writer.darkness(tmp_path / "model.onnx", shape, **options)
    assert error(cut(tmp_path, f"{HEAD}layout: {layout}\n")) < 0.003


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("input: {size: [64, 64], axes: nhwc}\noutput: {activation: sigmoid}",
         lambda path: writer.darkness(path, (1, 64, 64, 3))),
        ("input: {size: [64, 64]}\noutput: {activation: none}",
         lambda path: writer.darkness(path, sigmoid=True)),
        ("input: {size: [64, 64]}\noutput: {activation: softmax, channel: 1}", writer.classes),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid}",
         lambda path: writer.darkness(path, kind=writer.HALF)),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid}",
         lambda path: writer.darkness(path, kind=writer.DOUBLE)),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid}",
         lambda path: writer.darkness(path, ("n", 3, "h", "w"))),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid, name: d0}",
         lambda path: writer.darkness(path, outputs=3)),
        ("input: {size: [64, 64], resize: pad, order: bgr}\noutput: {activation: sigmoid}",
         writer.darkness),
        ("input: {size: [48, 96]}\noutput: {activation: sigmoid}",
         lambda path: writer.darkness(path, (1, 3, 48, 96))),
    ],
    ids=["nhwc", "none", "softmax", "half", "double", "dynamic", "name", "pad", "oblong"],
)  # fmt: skip
def test_other_shapes_and_types(tmp_path: Path, text: str, write: Any) -> None:
    write(tmp_path / "model.onnx")
    assert error(cut(tmp_path, f"{HEAD}layout: custom\n{text}\n")) < 0.004


def test_the_wrong_output_is_seen(tmp_path: Path) -> None:
    writer.darkness(tmp_path / "model.onnx", outputs=2)
    text = TINY.replace("{activation", "{index: 1, activation")
    assert error(cut(tmp_path, text)) > 0.5


def test_a_blank_picture_shows_no_product(tiny: Path) -> None:
    with pytest.raises(ext.Declined, match=r"found no product: nothing above 0\.00 of 1"):
        cut(tiny, draft=blank())


def test_faint_noise_is_not_made_a_product(tmp_path: Path) -> None:
    """Stretched from its lowest to its highest value, this map would be half product."""
    writer.darkness(tmp_path / "model.onnx", gain=1.0, middle=-5.0)
    noise = np.random.default_rng(1).integers(200, 255, (200, 300, 3), np.uint8)
    with pytest.raises(ext.Declined, match="found no product"):
        cut(tmp_path, draft=ext.Draft(noise))


def test_a_whole_frame_is_no_cut_out(tmp_path: Path) -> None:
    writer.darkness(tmp_path / "model.onnx", middle=2.0)
    with pytest.raises(ext.Declined, match="whole picture"):
        cut(tmp_path)


def test_an_unsure_model_lowers_confidence(tmp_path: Path) -> None:
    writer.darkness(tmp_path / "model.onnx", gain=1.0, middle=0.9)
    assert cut(tmp_path).confidence < 0.5


def test_undecided_areas_lower_confidence(tiny: Path) -> None:
    draft = shot()
    draft.samples[60:190, 170:290] = 153  # 0.6: the model's own border line
    assert cut(tiny, draft=draft).confidence < 0.5 < cut(tiny).confidence


def test_transparency_stays_transparent(tiny: Path) -> None:
    draft = shot()
    cover = np.full((200, 300), 255, np.uint8)
    cover[:, :150] = 0
    cutout = cut(tiny, draft=ext.Draft(draft.samples, alpha=cover))
    assert cutout.alpha[:, :150].max() == 0
    assert cutout.alpha[100, 170] == pytest.approx(1, abs=0.01)


def test_other_colour_spaces_operations_and_prompts_are_declined(tiny: Path) -> None:
    made = segmenter(tiny)
    with pytest.raises(ext.Declined, match="this is CMYK"):
        cmyk = ext.Draft(np.zeros((9, 9, 4), np.uint8), "CMYK")
        made.run("background.replace", cmyk, {}, CONTEXT)
    with pytest.raises(ext.Declined, match=r"not canvas\.pad"):
        made.run("canvas.pad", shot(), {}, CONTEXT)
    with pytest.raises(ext.Declined, match="from a prompt"):
        made.offer("background.replace", ext.Facts(1, 1, "png"), {"prompt": "a beach"})


def test_serves_several_threads_alike(tiny: Path) -> None:
    made, draft, seen = segmenter(tiny), shot(), []

    def work() -> None:
        seen.append(made.run("background.replace", draft, {}, CONTEXT).alpha)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(np.array_equal(alpha, seen[0]) for alpha in seen)


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("title: Tiny", "title: Tiny\nlayuot: x", ":4: unknown key layuot", "did you mean layout?"),
        ("layout: custom", "layout: u3net", r"model\.yaml:7: layout cannot be 'u3net'", "'isnet'"),
        ("title: Tiny\n", "", r"model\.yaml:1: title is missing", "add title:"),
        ("[64, 64]", "[64, 64.5]", r"model\.yaml:8: input\.size\.1: .*64\.5", ""),
        ("[64, 64]", "[64, 64], ordr: bgr", r":8: unknown key input\.ordr", "mean order?"),
        ("[64, 64]", "[64, 64], std: [1, 1, 0]", r":8: input\.std\.2: .*greater than 0", ""),
        ("[64, 64]", "[64, 64], scale: minmax", r":8: input\.scale", ""),
        ("commercial: true", "commercial: perhaps", r":5: commercial: .*'perhaps'", ""),
        ("commercial: true", "commercial: true\ntitle: Two", r":6: title is there twice", ""),
        ("{activation: sigmoid}", "{activation: relu}", r":9: output\.activation can", "softmax"),
        ("{activation: sigmoid}", "{}", r":9: output\.activation is missing", "add activation"),
        ("{activation: sigmoid}", "{activation: none, index: 0, name: a}", "either index or", ""),
        ("schema: 1", "schema: 2", r":1: schema cannot be 2", "1"),
        ("MIT", "2026-01-01", r":4: '2026-01-01' must be put in quotes", ""),
        ("Tiny", "&a Tiny\nsource: *a", r":3: anchors", ""),
        ("model.onnx", "other.onnx", r":2: file: .*other\.onnx does not exist", "download it"),
        ("schema: 1", "schema: [", "is not YAML", ""),
        (TINY, "- 1\n", "must be a block of keys", ""),
    ],
)  # fmt: skip
def test_faults_of_the_yaml_are_named(
    tiny: Path, old: str, new: str, message: str, hint: str
) -> None:
    assert old in TINY
    with pytest.raises(PluginError, match=message) as caught:
        segmenter(tiny, TINY.replace(old, new))
    assert hint in (caught.value.hint or "")


def test_all_faults_are_told_at_once(tiny: Path) -> None:
    with pytest.raises(PluginError) as caught:
        segmenter(tiny, TINY.replace("title:", "titel:").replace("sigmoid", "relu"))
    assert "unknown key titel (did you mean title?)" in caught.value.message
    assert "output.activation cannot be 'relu'" in caught.value.message


def test_a_missing_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"none\.yaml cannot be read"):
        OnnxSegmenter(OnnxSegmenter.Options(model=str(tmp_path / "none.yaml")))


def test_the_model_itself_is_not_taken_for_its_yaml(tiny: Path) -> None:
    with pytest.raises(PluginError, match=r"model\.onnx is not YAML") as caught:
        OnnxSegmenter(OnnxSegmenter.Options(model=str(tiny / "model.onnx")))
    assert caught.value.hint == "name its YAML file"


def test_a_model_not_for_commerce_needs_a_word(tiny: Path) -> None:
    text = TINY.replace("commercial: true", "commercial: false")
    with pytest.raises(PluginError, match=r"Tiny \(MIT\) is not licensed for commercial use"):
        segmenter(tiny, text)
    made = segmenter(tiny, text, allow_non_commercial=True)
    cutout = made.run("background.replace", shot(), {}, CONTEXT)
    assert cutout.model is not None
    assert cutout.model["commercial"] is False


def test_the_sha256_is_verified(tiny: Path) -> None:
    digest = hashlib.sha256((tiny / "model.onnx").read_bytes()).hexdigest()
    assert cut(tiny, f"{TINY}sha256: {digest}\n").model
    with pytest.raises(ext.Stopped, match=f"has the SHA-256 {digest}"):
        cut(tiny, f'{TINY}sha256: "{"0" * 64}"\n')


def test_a_damaged_model_is_named(tiny: Path) -> None:
    whole = (tiny / "model.onnx").read_bytes()
    (tiny / "model.onnx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ext.Stopped, match=r"model\.onnx cannot be opened") as caught:
        cut(tiny)
    assert "download it again" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "write", "message"),
    [
        ("input: {size: [32, 64]}\noutput: {activation: sigmoid}", writer.darkness,
         r"takes 1 × 3 × 64 × 64, its YAML makes that 1 × 3 × 32 × 64"),
        ("input: {size: [64, 64], axes: nhwc}\noutput: {activation: sigmoid}", writer.darkness,
         r"takes 1 × 3 × 64 × 64, its YAML makes that 1 × 64 × 64 × 3"),
        ("input: {size: [64, 64]}\noutput: {activation: none}", writer.darkness,
         r"gives values from .* which are no probabilities"),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid}",
         lambda path: writer.darkness(path, sigmoid=True), "probabilities already"),
        ("input: {size: [64, 64]}\noutput: {activation: softmax}", writer.classes,
         r"gives 1 × 2 × 64 × 64: several channels"),
        ("input: {size: [64, 64]}\noutput: {activation: softmax, channel: 2}", writer.classes,
         r"output.channel is 2"),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid, index: 1}", writer.darkness,
         r"has 1 outputs, none with index 1"),
        ("input: {size: [64, 64]}\noutput: {activation: sigmoid, name: d9}", writer.darkness,
         r"has no output d9"),
    ],
    ids=["size", "axes", "range", "twice", "channels", "channel", "index", "name"],
)  # fmt: skip
def test_a_model_that_is_not_what_its_yaml_says(
    tmp_path: Path, text: str, write: Any, message: str
) -> None:
    write(tmp_path / "model.onnx")
    with pytest.raises(ext.Stopped, match=message):
        cut(tmp_path, f"{HEAD}layout: custom\n{text}\n")


def test_a_map_that_is_no_numbers_is_declined(tmp_path: Path) -> None:
    writer.darkness(tmp_path / "model.onnx", kind=writer.HALF, gain=60000.0, middle=6000.0)
    with pytest.raises(ext.Declined, match="no numbers for this picture"):
        cut(tmp_path)


def test_a_model_that_fails_on_a_picture_declines_it(tmp_path: Path) -> None:
    shape = writer.tensor("a", ("n", 3, "h", "w"), writer.FLOAT)
    other = writer.tensor("c", (1, 1, 9, 9), writer.FLOAT)
    nodes = [writer.node("Add", "a b", "c")]
    values = b"".join(writer.field(1, side) for side in (1, 3, 5, 7))
    values += writer.field(2, writer.FLOAT) + writer.field(8, "b") + writer.field(9, bytes(420))
    writer.write(
        tmp_path / "model.onnx", nodes, inputs=[shape], outputs=[other], constants=[values]
    )
    with pytest.raises(ext.Declined, match=r"model\.onnx fails: "):
        cut(tmp_path)


def test_two_inputs_and_odd_types_are_refused(tmp_path: Path) -> None:
    one = writer.tensor("a", (1, 3, 64, 64), writer.FLOAT)
    two = writer.tensor("b", (1, 3, 64, 64), writer.FLOAT)
    writer.write(tmp_path / "model.onnx", [writer.node("Add", "a b", "c")], inputs=[one, two],
                 outputs=[writer.tensor("c", (1, 3, 64, 64), writer.FLOAT)])  # fmt: skip
    with pytest.raises(ext.Stopped, match=r"takes 2 inputs \(a, b\)"):
        cut(tmp_path)
    odd = writer.tensor("a", (1, 3, 64, 64), writer.INT64)
    writer.write(tmp_path / "model.onnx", [writer.node("Neg", "a", "c")], inputs=[odd],
                 outputs=[writer.tensor("c", (1, 3, 64, 64), writer.INT64)])  # fmt: skip
    with pytest.raises(ext.Stopped, match=r"takes tensor\(int64\)"):
        cut(tmp_path)


def test_onnxruntime_missing_is_said(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ext.Stopped, match="onnxruntime, which runs models") as caught:
        cut(tiny)
    assert "pip install" in (caught.value.hint or "")


def test_making_one_loads_no_runtime(tiny: Path) -> None:
    (tiny / "model.yaml").write_text(TINY, encoding="utf-8")
    code = (
        "import sys; from imgrules_processors.onnx import OnnxSegmenter as S;"
        "print([m for m in ('numpy', 'cv2', 'onnxruntime') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
