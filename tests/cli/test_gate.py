"""What must never let a gate pass: each for real, in a process of its own, ends with status 2."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imgrules.images.ocr import DETECTOR, READER
from tests.cli.conftest import draw

CHECK = """
import os, signal, sys
from imgrules import ext


class Corner:
    'Reads nothing; leaves the process where it is told to.'

    api, name, version, needs = ext.API, "acme.corner", 1, ext.Need.HEADER

    class Options(ext.Options):
        how: str = "fine"

    class Params(ext.Params):
        how: str = "fine"

    def measure(self, image, options):
        if options.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if options.how == "leaves":
            sys.exit(0)
        if options.how == "breaks":
            raise RuntimeError("out of luck")
        return ext.Measurement(self.name, self.version, {})

    def judge(self, measurement, params):
        return ext.Judgement(ext.Outcome.PASS)
"""
BOOK = """\
schema: 1
rulebook: gate
edition: "2026-01-01"
title: Gate
sources: {{house: {{title: "House style"}}}}
roles: []
unmatched: main
rules:
  - id: rule
    title: The rule
    check: {check}
    {params}
    severity: error
    source: {{ref: house}}
    {rest}
"""


@pytest.fixture
def acme(place: Path) -> Path:
    """An installed distribution with one check, in a folder that can be taken off the path."""
    folder = place / "site"
    facts = folder / "acme_corner-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "acme_corner.py").write_text(CHECK, encoding="utf-8")
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-corner\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[imgrules.checks]\nacme.corner = acme_corner:Corner\n")
    return folder


def book(place: Path, check: str, params: str = "", rest: str = "") -> str:
    text = BOOK.format(check=check, params=params or "params: {}", rest=rest)
    (place / "gate.yaml").write_text(text, encoding="utf-8")
    return "gate.yaml"


def gate(
    place: Path, *arguments: str, site: Path | None = None
) -> subprocess.CompletedProcess[str]:
    places = [str(site)] if site else []
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(places)}
    return subprocess.run(
        [sys.executable, "-m", "imgrules", "check", *arguments, "-f", "text"],
        cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def pictures(place: Path, count: int = 1) -> str:
    (place / "shots").mkdir()
    for number in range(count):
        draw(place / "shots" / f"{number}.png", 200)
    return "shots"


def test_the_gate_passes_with_its_plug_in_and_is_red_without(place: Path, acme: Path) -> None:
    rules = ("-r", book(place, "acme.corner"))
    shots = pictures(place)
    with_it = gate(place, shots, *rules, site=acme)
    assert with_it.returncode == 0, with_it.stdout + with_it.stderr
    without = gate(place, shots, *rules)
    assert without.returncode == 2, without.stdout
    assert "no installed plug-in provides the check acme.corner" in without.stderr
    assert "install the package that provides the acme checks" in without.stderr
    (acme / "acme_corner.py").unlink()
    broken = gate(place, shots, *rules, site=acme)
    assert broken.returncode == 2, broken.stdout
    assert "acme.corner" in broken.stderr


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("killed", "signal 9"),
        ("leaves", "SystemExit"),
        ("breaks", "out of luck"),
    ],
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_check_that_dies_is_red(
    place: Path, acme: Path, how: str, said: str, workers: str
) -> None:
    rules = ("-r", book(place, "acme.corner", f"params: {{how: {how}}}"))
    done = gate(place, pictures(place, 2), *rules, "-j", workers, "--exit-zero", site=acme)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stdout, done.stdout


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the text detector's package that stands before the installed one."""
    found = importlib.util.find_spec("rapidocr")
    assert found
    assert found.submodule_search_locations
    folder = tmp_path_factory.mktemp("site")
    litter = shutil.ignore_patterns("__pycache__")
    shutil.copytree(found.submodule_search_locations[0], folder / "rapidocr", ignore=litter)
    return folder


@pytest.mark.parametrize("model", [DETECTOR, READER])
@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "changed"])
def test_the_gate_is_red_without_a_sound_text_detector(
    place: Path, reader: Path, model: str, harm: str
) -> None:
    rules = ("-r", book(place, "overlay.text"))
    shots = pictures(place)
    path = reader / "rapidocr" / "models" / model
    whole = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        middle = len(whole) // 2
        changed = bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        path.write_bytes(
            {"empty": b"", "cut": whole[:middle], "changed": whole[:middle] + changed}[harm]
        )
    try:
        done = gate(place, shots, *rules, "--exit-zero", site=reader)
    finally:
        path.write_bytes(whole)
    assert done.returncode == 2, done.stdout
    said = "is missing" if harm == "missing" else "is damaged"
    assert model in done.stderr
    assert said in done.stderr
    assert "pip install --force-reinstall rapidocr onnxruntime" in done.stderr


def test_the_gate_passes_with_the_copy_of_the_text_detector(place: Path, reader: Path) -> None:
    """So that what the tests before it harm is what is used."""
    done = gate(place, pictures(place), "-r", book(place, "overlay.text"), site=reader)
    assert done.returncode == 0, done.stdout + done.stderr


LONG = ("dimensions.long_edge", "params: {min_px: 100}")


def test_an_empty_folder_is_red(place: Path) -> None:
    (place / "shots").mkdir()
    done = gate(place, "shots", "-r", book(place, *LONG))
    assert done.returncode == 2
    assert "no picture" in done.stderr


def test_all_pictures_left_out_is_red(place: Path) -> None:
    done = gate(place, pictures(place), "-r", book(place, *LONG), "--exclude", "*.png")
    assert done.returncode == 2
    assert "exclude" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-r", "amazn"), "did you mean amazon?"),
        (("-r", "gate.yaml", "--select", "ruel"), "rule"),
        (("-r", "amazon@2026-07-21"), "2026-07-21"),
        (("-r", "amazon", "--region", "atlantis"), "atlantis"),
        (("-r", "gate.yaml", "--waivers", "none.yaml"), "none.yaml"),
        (("-r", "gate.yaml", "--baseline", "none.json"), "none.json"),
        (("-r", "gate.yaml", "--manifest", "none.csv"), "none.csv"),
    ],
)
def test_a_slip_in_the_command_is_red(place: Path, arguments: tuple[str, ...], said: str) -> None:
    book(place, *LONG)
    done = gate(place, pictures(place), *arguments)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr


@pytest.mark.parametrize(
    ("check", "params", "said"),
    [
        ("dimensions.long_egde", "params: {min_px: 100}", "did you mean dimensions.long_edge?"),
        ("dimensions.long_edge", "params: {min_pix: 100}", "did you mean min_px?"),
        ("dimensions.long_edge", "param: {min_px: 100}", "did you mean params?"),
    ],
)
def test_a_slip_in_a_rulebook_is_red(place: Path, check: str, params: str, said: str) -> None:
    done = gate(place, pictures(place), "-r", book(place, check, params), "--exit-zero")
    assert done.returncode == 2, done.stdout
    assert "gate.yaml:1" in done.stderr
    assert said in done.stderr


def test_rules_that_meet_no_picture_are_red(place: Path) -> None:
    rules = book(place, *LONG, rest="applies_to: [swatch]")
    done = gate(place, pictures(place), "-r", rules, "--exit-zero")
    assert done.returncode == 2, done.stdout
