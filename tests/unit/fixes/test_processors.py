"""Making processors from a project's settings: what is named is made, what is wrong is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imgrules import plugins
from imgrules.config import Settings, load_config
from imgrules.errors import ImgrulesError, PluginError, RulebookError, UsageError
from imgrules.fixes.processors import make_processors
from imgrules.fixes.services import bundled_profiles
from imgrules_processors.builtin import BuiltIn
from imgrules_processors.http.service import Service
from imgrules_processors.local import LocalSegmenter
from imgrules_processors.onnx import OnnxSegmenter

MODEL = """\
schema: 1
file: tiny.onnx
title: Tiny
licence: MIT
commercial: true
source: https://example.com
layout: u2net
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "tiny.yaml").write_text(MODEL)
    (tmp_path / "models" / "tiny.onnx").write_bytes(b"is opened later")
    return tmp_path


def settings(folder: Path, text: str) -> Settings:
    path = folder / "imgrules.yaml"
    path.write_text(f"schema: 1\nfix:\n{text}", encoding="utf-8")
    return load_config(path)


def refused(folder: Path, text: str, kind: type[ImgrulesError] = UsageError) -> ImgrulesError:
    with pytest.raises(kind) as caught:
        make_processors(settings(folder, text))
    return caught.value


def test_without_settings_the_local_ones_are_made() -> None:
    made = make_processors(Settings())
    assert {name: type(one) for name, one in made.items()} == {
        "built-in": BuiltIn,
        "local": LocalSegmenter,
    }


def test_each_is_made_once_with_its_options(folder: Path) -> None:
    made = make_processors(
        settings(
            folder,
            "  processors: {background.replace: [local, onnx, pixelapi],"
            " overlay.erase: [pixelapi]}\n"
            "  options: {onnx: {model: models/tiny.yaml}, pixelapi: {plan: starter}}\n",
        )
    )
    assert list(made) == ["built-in", "pixelapi", "local", "onnx"]
    assert isinstance(made["onnx"], OnnxSegmenter)
    assert isinstance(made["pixelapi"], Service)


def test_every_service_shipped_can_be_made(folder: Path) -> None:
    for name in bundled_profiles():
        made = make_processors(settings(folder, f"  processors: {{background.replace: [{name}]}}"))
        assert made[name].name == name
        assert "background.replace" in made[name].operations


def test_a_cut_out_may_stand_in_for_whitening(folder: Path) -> None:
    assert make_processors(settings(folder, "  processors: {background.whiten: [local]}"))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("  processors: {background.replace: [lokal]}",
         "imgrules.yaml:3:37: no processor is called lokal", "did you mean local?"),
        ("  processors: {background.replace: [mine]}",
         "no processor is called mine", "built-in, local, onnx, photoroom, pixelapi"),
        ("  options: {onxx: {model: a}}", "imgrules.yaml:3:13: no processor is called onxx",
         "did you mean onnx?"),
        ("  processors: {size.reduce: [local]}",
         "imgrules.yaml:3:30: local does not do size.reduce",
         "it does background.replace"),
        ("  processors: {background.replace: [onnx]}", "onnx needs the option model",
         "fix: options: onnx: {model: …}"),
        ("  processors: {background.replace: [onnx]}\n  options: {onnx: {model: a, modle: b}}",
         "imgrules.yaml:4:30: onnx has no option modle", "did you mean model?"),
        ("  processors: {background.replace: [onnx]}\n  options: {onnx: {model: 3}}",
         "imgrules.yaml:4:20: model: Input should be a valid string, not 3", ""),
        ("  processors: {background.replace: [local]}\n  options: {local: {edge: soft}}",
         "local has no option edge", "its options: none"),
        ("  processors: {background.replace: [pixelapi]}\n  options: {pixelapi: {plan: gold}}",
         "imgrules.yaml:4:13: PixelAPI has no plan gold", ""),
        ("  processors: {background.replace: [pixelapi]}\n  options: {pixelapi: {attempts: 0}}",
         "attempts: Input should be greater than or equal to 1", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    folder: Path, text: str, message: str, hint: str
) -> None:
    problem = refused(folder, text)
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_all_faults_of_options_are_told_at_once(folder: Path) -> None:
    text = "  processors: {background.replace: [onnx]}\n  options: {onnx: {modell: b}}"
    message = refused(folder, text).message
    assert "onnx needs the option model" in message
    assert "onnx has no option modell (did you mean model?)" in message


def test_a_models_own_faults_come_through(folder: Path) -> None:
    text = "  processors: {background.replace: [onnx]}\n  options: {onnx: {model: no.yaml}}"
    assert f"{folder / 'no.yaml'} cannot be read" in refused(folder, text, PluginError).message


# -- services of the project ----------------------------------------------------------------------


def profile(folder: Path, name: str) -> None:
    text = bundled_profiles()["removebg"].read_text("utf-8")
    (folder / "mine.yaml").write_text(text.replace("name: removebg", f"name: {name}"))


def test_a_profile_of_the_project_is_found_by_its_own_name(folder: Path) -> None:
    profile(folder, "my-cutter")
    text = "  processors: {background.replace: [my-cutter]}\n  services: [mine.yaml]"
    made = make_processors(settings(folder, text))
    assert made["my-cutter"].name == "my-cutter"


@pytest.mark.parametrize("name", ["removebg", "onnx"])
def test_a_profile_takes_no_name_that_is_taken(folder: Path, name: str) -> None:
    profile(folder, name)
    problem = refused(folder, "  services: [mine.yaml]")
    assert f"calls itself {name}, which is taken" in problem.message
    assert "imgrules.yaml:3:" in problem.message


def test_a_missing_profile_is_named(folder: Path) -> None:
    assert "no.yaml" in refused(folder, "  services: [no.yaml]", RulebookError).message


# -- processors of third parties ------------------------------------------------------------------

ACME = """
from imgrules import ext

class Relight:
    api = ext.API
    name = "acme.relight"
    version = 1
    operations = ("background.replace",)

    class Options(ext.Options):
        lamps: tuple[int, ...] = ()

    def __init__(self, options):
        if len(options.lamps) > 2:
            raise RuntimeError("too many lamps")
        self.options = options

    def offer(self, operation, facts, params): ...
    def run(self, operation, draft, params, context): ...
"""


@pytest.fixture
def acme(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    site = folder / "site"
    facts = site / "acme-1.dist-info"
    facts.mkdir(parents=True)
    (site / "acme_relight.py").write_text(ACME)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (facts / "entry_points.txt").write_text(
        "[imgrules.processors]\nacme.relight = acme_relight:Relight\n"
    )
    monkeypatch.syspath_prepend(str(site))
    plugins.reset()
    yield folder
    sys.modules.pop("acme_relight", None)
    monkeypatch.undo()
    plugins.reset()


def relight(options: str) -> str:
    return (
        "  processors: {background.replace: [acme.relight]}\n"
        f"  options: {{acme.relight: {options}}}"
    )


def test_a_plug_in_is_made_with_its_options(acme: Path) -> None:
    made: Any = make_processors(settings(acme, relight("{lamps: [1, 2]}")))["acme.relight"]
    assert made.options.lamps == (1, 2)


def test_a_plug_in_that_cannot_be_made_is_said(acme: Path) -> None:
    problem = refused(acme, relight("{lamps: [1, 2, 3]}"), PluginError)
    assert problem.message == (
        "the processor acme.relight cannot be made: RuntimeError: too many lamps"
    )


def test_a_plug_in_that_is_not_installed_says_what_to_install(folder: Path) -> None:
    text = "  processors: {background.replace: [acme.none]}"
    problem = refused(folder, text, PluginError)
    assert "no installed plug-in provides the processor acme.none" in problem.message
    assert "install the package" in (problem.hint or "")
