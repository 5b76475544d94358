"""The table of checks, the files and the contract agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import imgrules.checks
from imgrules import plugins
from imgrules.checks import CHECKS, FAMILIES
from imgrules.testing import assert_check_contract

MINIMAL: dict[str, dict[str, Any]] = {
    "background.shadow": {"allowed": "none"},
    "color.bit_depth": {"max_bits": 8},
    "color.mode": {"allowed": ["rgb"]},
    "color.profile": {"allowed": ["srgb"]},
    "dimensions.aspect_max": {"ratio": "5:1"},
    "dimensions.aspect_ratio": {"ratio": "1:1"},
    "dimensions.density": {"min_dpi": 72.0},
    "dimensions.exact": {"width": 400, "height": 400},
    "dimensions.long_edge": {"min_px": 1},
    "dimensions.megapixels": {"min_mp": 0.1},
    "dimensions.orientation": {"allowed": ["square"]},
    "dimensions.short_edge": {"min_px": 1},
    "dimensions.size": {"min_width": 1},
    "dimensions.sum": {"max_px": 1000},
    "dimensions.trimmed": {"min_width": 1},
    "encoding.jpeg_quality": {"min_quality": 75},
    "encoding.progressive": {"allowed": False},
    "encoding.subsampling": {"allowed": ["4:4:4"]},
    "file.format": {"allowed": ["jpeg"]},
    "file.name": {"pattern": ".*"},
    "file.size": {"min_bytes": 1},
    "metadata.ai_disclosure": {"keyword": "generated"},
    "metadata.private": {"forbid": ["gps"]},
    "metadata.required": {"field": "xmp:dc:subject"},
    "overlay.words": {"words": ["sale"]},
    "set.consistency": {"aspect_tolerance": 0.1},
    "set.count": {"min": 1},
    "subject.centered": {"max_offset": 0.1},
    "subject.crop_safe": {"ratios": ["1:1"]},
    "subject.fill": {"min": 0.85},
    "subject.parts": {"max_parts": 1},
}
"""Params of checks that cannot do without."""

FOLDER = Path(imgrules.checks.__file__).parent


def test_every_file_is_in_the_table_and_the_other_way_round() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    assert files == {target.partition(":")[0].rpartition(".")[2] for target in CHECKS.values()}


def test_table_is_sorted_and_its_families_are_known() -> None:
    assert list(CHECKS) == sorted(CHECKS)
    assert {name.partition(".")[0] for name in CHECKS} == set(FAMILIES)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_contract(name: str) -> None:
    assert_check_contract(type(plugins.load_check(name)), params=MINIMAL.get(name))
