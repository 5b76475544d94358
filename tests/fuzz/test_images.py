"""A short run of ``make fuzz``: every format, the same files each time, without the text model."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgrules.engine.picture import cannot_be_read
from imgrules.images.magic import sniff
from imgrules.model import Finding, ImageResult, Verdict
from tests.fuzz.images import found_faults
from tests.fuzz.mutants import Mutant, mutant
from tests.fuzz.oracle import faults, pixels
from tests.fuzz.seeds import RECIPES, Seed, seeds, small
from tests.fuzz.structure import starts, with_true_checksums

_FILES = 60
_UNREADABLE = {"svg", "pdf", "eps", "heic"}
"""Known by their first bytes; nothing here decodes them."""


@pytest.fixture(autouse=True)
def _drawn_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMGRULES_CORPUS", raising=False)  # the same files everywhere


def test_no_damaged_picture_breaks_the_run(tmp_path: Path) -> None:
    sound = seeds()
    mutants = [mutant(sound, 1, number) for number in range(_FILES)]
    assert list(found_faults(mutants, tmp_path, text=False)) == []


def test_the_same_number_gives_the_same_file() -> None:
    sound = seeds()
    assert mutant(sound, 7, 30) == mutant(sound, 7, 30)
    assert mutant(sound, 7, 30).data != mutant(sound, 8, 30).data


def test_the_sound_files_are_sound() -> None:
    for seed in seeds():
        if seed.format not in _UNREADABLE:
            assert pixels(seed.data).rgb.size, seed.kind
    assert {seed.format for seed in seeds()} >= {
        "jpeg",
        "png",
        "gif",
        "tiff",
        "webp",
        "avif",
        "bmp",
    }


@pytest.mark.parametrize(
    "kind", ["jpeg", "png-rgb", "tiff", "tiff-big", "webp", "avif", "jp2", "gif"]
)
def test_structure_is_found(kind: str) -> None:
    data = small(kind)
    found = starts(data, sniff(data) or "")
    assert len(found) > 3
    assert found == sorted(set(found))


def test_checksums_are_mended() -> None:
    data = bytearray(small("png-rgb"))
    data[20] ^= 1
    assert with_true_checksums(bytes(data)) != bytes(data)
    assert with_true_checksums(small("png-rgb")) == small("png-rgb")


def _answer(verdict: Verdict, *findings: Finding) -> ImageResult:
    return ImageResult(
        path="a", sha256=None, bytes=1, format="png", width=1, height=1, sku=None, roles=(),
        verdict=verdict, measurements=(), findings=findings,
    )  # fmt: skip


def test_an_answer_that_is_wrong_would_be_seen() -> None:
    seed = Seed("png", "png", small("png-rgb"), "png")
    cut = Mutant("a", seed.data[:200], seed, "cut")
    damaged = cannot_be_read("truncated", "the PNG ends early")
    assert list(faults(cut, _answer(Verdict.FAIL, damaged))) == []
    assert "no finding says so" in " ".join(faults(cut, _answer(Verdict.PASS)))
    assert "the verdict is pass" in " ".join(faults(cut, _answer(Verdict.PASS, damaged)))
    lesser = Mutant("a", small("png-grey"), seed, "cut")
    assert "another picture than before" in " ".join(faults(lesser, _answer(Verdict.PASS)))


def test_every_recipe_is_a_format_of_its_own() -> None:
    assert len({small(kind) for kind in RECIPES}) == len(RECIPES)
