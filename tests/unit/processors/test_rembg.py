"""The rembg adapter, against a package of that name that behaves as rembg 2.0.86 is documented.

It stretches its maps, looks for models where rembg does, fetches those it does not find, and
ends the process where onnxruntime is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from imgrules import ext
from imgrules.errors import PluginError
from imgrules.testing import assert_processor_contract
from imgrules_processors.rembg_ import RembgSegmenter
from tests.unit.processors.test_onnx import CONTEXT, Till, error, shot

REMBG = """
import os
from pathlib import Path
import numpy as np
from PIL import Image
from . import sessions

HOME = Path(os.environ["REMBG_HOME"], "models")

class Session:
    def __init__(self, name):
        if name not in sessions.sessions:
            raise ValueError(f"No session class found for model '{name}'")
        self.file = HOME / name / f"{name}.onnx"
        if not self.file.exists():
            self.file.parent.mkdir(parents=True)
            self.file.write_bytes(b"fetched")
        if self.file.read_bytes() == b"damaged":
            raise RuntimeError("INVALID_PROTOBUF : Failed to load model\\nmore")

def new_session(model_name="bria-rmbg"):
    return Session(model_name)

def remove(data, session=None, only_mask=False, alpha_matting=False, post_process_mask=False):
    assert only_mask and not alpha_matting and not post_process_mask
    assert session is not None, "the default model would be fetched"
    small = np.asarray(data.convert("L").resize((320, 320)), float)
    if session.file.read_bytes() == b"failing":
        raise RuntimeError("no memory")
    dark = 255 - small + np.random.default_rng(7).normal(0, 0.3, small.shape)
    stretched = (dark - dark.min()) / (dark.max() - dark.min())
    mask = Image.fromarray((stretched * 255).astype("uint8"))
    size = (9, 9) if session.file.read_bytes() == b"odd" else data.size
    return mask.resize(size, Image.Resampling.LANCZOS)
"""
SESSIONS = """
class Local:
    pass

class Newer:
    is_local = staticmethod(lambda: True)
    has_usage_cost = staticmethod(lambda: False)

class Billed(Newer):
    has_usage_cost = staticmethod(lambda: True)

class Remote(Newer):
    is_local = staticmethod(lambda: False)

sessions = {"u2net": Local, "isnet-general-use": Newer, "bria-rmbg": Newer,
            "cloudy": Billed, "far": Remote}
"""
EXITS = """
import sys
try:
    import onnxruntime
except ImportError:
    print("No onnxruntime backend found.")
    sys.exit(1)
raise AssertionError("it is there after all")
"""


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def install(self, text: str = REMBG) -> None:
        package = self.folder / "site" / "rembg"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(text, encoding="utf-8")
        (package / "sessions.py").write_text(SESSIONS, encoding="utf-8")

    def model(self, name: str = "u2net", data: bytes = b"weights") -> Path:
        path = self.home / "models" / name / f"{name}.onnx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path)
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("REMBG_HOME", str(made.home))
    monkeypatch.delenv("U2NET_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield made
    for name in [name for name in sys.modules if name.partition(".")[0] == "rembg"]:
        del sys.modules[name]


@pytest.fixture
def u2net(site: Site) -> Site:
    site.install()
    site.model()
    return site


def segmenter(model: str = "u2net", **options: Any) -> RembgSegmenter:
    return RembgSegmenter(RembgSegmenter.Options(model=model, **options))


def cut(draft: ext.Draft | None = None, context: ext.Context = CONTEXT) -> ext.Cutout:
    return segmenter().run("background.replace", draft or shot(), {}, context)


def test_keeps_the_contract_of_processors(u2net: Site) -> None:
    assert_processor_contract(segmenter())


def test_cuts_out_and_says_with_what(u2net: Site) -> None:
    cutout = cut()
    assert error(cutout) < 0.01
    assert cutout.confidence > 0.9
    assert cutout.model == {
        "name": "rembg u2net",
        "sha256": sha256(b"weights").hexdigest(),
        "licence": "Apache-2.0",
        "commercial": True,
    }
    assert cutout.notes == ("cut out by rembg's u2net (Apache-2.0)",)
    assert segmenter().offer("background.replace", ext.Facts(1, 1, "png"), {}) == ext.Offer(
        ext.Safety.UNSAFE, note="rembg's u2net, Apache-2.0"
    )


def test_edges_follow_the_picture_rather_than_the_small_map(u2net: Site) -> None:
    rgb = np.full((1200, 1200, 3), 250, np.uint8)
    cv2.circle(rgb, (600, 600), 300, (40, 60, 80), -1, cv2.LINE_AA)
    truth = (250 - rgb[..., 0].astype(np.float32)) / 210
    assert np.abs(cut(ext.Draft(rgb)).alpha - truth).mean() < 0.002


# -- what a stretched map cannot say ---------------------------------------------------------------


def test_the_noise_of_an_empty_picture_is_not_trusted(u2net: Site) -> None:
    empty = ext.Draft(np.full((200, 300, 3), 250, np.uint8))
    try:
        assert cut(empty).confidence < 0.1
    except ext.Declined as declined:
        assert "for the product" in declined.message


def test_an_outline_where_the_picture_has_no_edge_is_not_trusted() -> None:
    from imgrules_processors.rembg_trust import confidence

    draft = shot()
    right = (draft.samples[..., 0] < 128).astype(np.float32)
    aside = np.roll(right, 60, axis=1)
    assert confidence(right, draft.samples) > 0.9
    assert confidence(aside, draft.samples) < 0.4


def test_crumbs_and_undecided_areas_lower_trust() -> None:
    from imgrules_processors.rembg_trust import confidence

    draft = shot()
    right = (draft.samples[..., 0] < 128).astype(np.float32)
    crumbs = right.copy()
    crumbs[5:195:12, 5:295:12] = 1
    assert confidence(crumbs, draft.samples) < confidence(right, draft.samples) - 0.05
    grey = right.copy()
    grey[20:180, 220:290] = 0.4
    assert confidence(grey, draft.samples) < 0.1


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_all_or_nothing_is_declined(level: float) -> None:
    from imgrules_processors.rembg_trust import confidence

    with pytest.raises(ext.Declined, match=r"takes (0|100)\.0% of the picture"):
        confidence(np.full((200, 300), level, np.float32), shot().samples)


def test_other_operations_prompts_and_colour_spaces_are_declined(u2net: Site) -> None:
    made = segmenter()
    with pytest.raises(ext.Declined, match=r"not size\.reduce"):
        made.run("size.reduce", shot(), {}, CONTEXT)
    with pytest.raises(ext.Declined, match="prompt"):
        made.run("background.replace", shot(), {"prompt": "a beach"}, CONTEXT)
    with pytest.raises(ext.Declined, match="this is LAB"):
        made.run("background.replace", ext.Draft(shot().samples, "LAB"), {}, CONTEXT)


# -- models and licences -------------------------------------------------------------------------


def test_a_model_must_be_named() -> None:
    with pytest.raises(ValueError, match="model"):
        RembgSegmenter.Options.model_validate({})


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("bria-rmbg", r"not licensed for commercial use \(CC BY-NC", "use one of u2net"),
        ("isnet-general-use", "nobody states .* asked and not answered", "allow_non_commercial"),
        ("silueta", "nobody states", "allow_non_commercial"),
        ("u2nett", "does not know this model", "did you mean u2net"),
        ("my-model", "does not know this model", "allow_non_commercial"),
    ],
)
def test_models_not_known_to_be_licensed_need_a_word(
    u2net: Site, name: str, message: str, hint: str
) -> None:
    with pytest.raises(PluginError, match=message) as caught:
        segmenter(name)
    assert hint in (caught.value.hint or "")
    assert segmenter(name, allow_non_commercial=True)


def test_a_model_allowed_by_the_user_says_what_it_is(u2net: Site) -> None:
    u2net.model("bria-rmbg")
    made = segmenter("bria-rmbg", allow_non_commercial=True)
    cutout = made.run("background.replace", shot(), {}, CONTEXT)
    assert cutout.model is not None
    assert cutout.model["commercial"] is False
    assert "CC BY-NC" in cutout.notes[0]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("withoutbg", "billed service"),
        ("atlascloud", "billed service"),
        ("sam", "nobody points"),
        ("u2net_cloth_seg", "three maps"),
        ("u2net_custom", "use the processor onnx"),
    ],
)
def test_remote_and_unfit_models_are_refused_whatever_is_allowed(
    u2net: Site, name: str, message: str
) -> None:
    with pytest.raises(PluginError, match=message):
        segmenter(name, allow_non_commercial=True)


@pytest.mark.parametrize("name", ["cloudy", "far"])
def test_what_rembg_calls_remote_or_billed_is_refused(u2net: Site, name: str) -> None:
    u2net.model(name)
    made = segmenter(name, allow_non_commercial=True)
    with pytest.raises(ext.Stopped, match="sends pictures to a service"):
        made.run("background.replace", shot(), {}, CONTEXT)


def test_no_model_is_fetched_without_the_network(site: Site) -> None:
    site.install()
    with pytest.raises(ext.Declined, match="not on this machine and the network is off") as caught:
        cut(context=ext.Context(Till(), network=False))
    assert caught.value.hint == "fetch it once: rembg d u2net"
    assert not site.home.exists()


def test_fetching_a_model_is_said(site: Site) -> None:
    site.install()
    said: list[str] = []
    cutout = cut(context=ext.Context(Till(), say=said.append))
    assert said == ["rembg fetches the model u2net; this happens once"]
    assert cutout.model is not None
    assert cutout.model["sha256"] == sha256(b"fetched").hexdigest()


@pytest.mark.parametrize(
    ("variable", "place"),
    [
        ("REMBG_HOME", "models/u2net/u2net.onnx"),
        ("U2NET_HOME", "models/u2net/u2net.onnx"),
        ("U2NET_HOME", "u2net.onnx"),
        ("XDG_DATA_HOME", "rembg/models/u2net/u2net.onnx"),
        ("XDG_DATA_HOME", ".u2net/u2net.onnx"),
        ("HOME", ".rembg/models/u2net/u2net.onnx"),
        ("HOME", ".u2net/u2net.onnx"),
    ],
)
def test_models_are_looked_for_where_rembg_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, place: str
) -> None:
    from imgrules_processors.rembg_models import find_file

    for name in ("REMBG_HOME", "U2NET_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv(variable, str(tmp_path))
    assert find_file("u2net") is None
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_bytes(b"")
    assert find_file("u2net") == tmp_path / place


# -- an installation that does not work ----------------------------------------------------------


@pytest.fixture
def nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgrules_processors.rembg_library.find_spec", lambda _: None)


@pytest.mark.usefixtures("nothing_found")
def test_rembg_missing_is_said_when_it_is_chosen() -> None:
    with pytest.raises(PluginError, match="needs rembg, not installed") as caught:
        segmenter()
    assert caught.value.hint == "pip install 'imgrules[rembg]'"


def test_onnxruntime_missing_is_said_before_rembg_is_imported(
    u2net: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "imgrules_processors.rembg_library.find_spec", lambda name: name == "rembg" or None
    )
    with pytest.raises(PluginError, match="needs onnxruntime, not installed"):
        segmenter()
    assert "rembg" not in sys.modules


def test_its_exit_on_import_is_survived(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.install(EXITS)
    site.model()
    made = segmenter()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # there, but it cannot be imported
    monkeypatch.setattr("imgrules_processors.rembg_library.require", lambda: None)
    with pytest.raises(ext.Stopped, match="SystemExit: No onnxruntime backend found") as caught:
        made.run("background.replace", shot(), {}, CONTEXT)
    assert caught.value.hint == "pip install 'imgrules[rembg]'"
    assert capsys.readouterr().out == ""


def test_a_broken_rembg_is_said(site: Site) -> None:
    site.install("import not_there_at_all")
    site.model()
    with pytest.raises(ext.Stopped, match="ModuleNotFoundError: No module named 'not_there"):
        cut()


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"damaged", ext.Stopped, r"u2net cannot be opened: RuntimeError: INVALID_PROTOBUF[^\n]*$"),
        (b"failing", ext.Declined, "u2net fails: RuntimeError: no memory"),
        (b"odd", ext.Declined, "a map of 9 × 9 for 300 × 200 pixels"),
    ],
)
def test_what_goes_wrong_within_is_said(
    site: Site, data: bytes, kind: type[Exception], message: str
) -> None:
    site.install()
    site.model(data=data)
    with pytest.raises(kind, match=message):
        cut()


def test_a_name_rembg_does_not_know_is_said(u2net: Site) -> None:
    u2net.model("newest")
    made = segmenter("newest", allow_non_commercial=True)
    with pytest.raises(ext.Stopped, match="No session class found for model 'newest'"):
        made.run("background.replace", shot(), {}, CONTEXT)
