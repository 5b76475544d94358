"""Every measurement of a picture, with the kernels and without: the same to the last digit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imgrules import _kernels, plugins
from imgrules.checks import CHECKS
from imgrules.engine.measure import MeasureKey, measure_image
from imgrules.ext import Need
from imgrules.images.image import Image
from imgrules.testing import Recipe, draw
from tests.reference.pictures import recipe

PICTURES: tuple[dict[str, Any], ...] = (
    *(recipe(seed, longest=1500) for seed in range(70, 75)),
    {"canvas": [2000, 1700], "subject": {"shape": "ring", "color": "#c9a24a"}, "quality": 80},
    {"canvas": [1600, 1600], "subject": {"shape": "shirt"}, "background": "#fdfdfd"},
    {"canvas": [900, 640], "subject": {"shape": "watch"}, "background": "#c0d0e0"},
)


def _keys() -> list[MeasureKey]:
    checks = {name: plugins.load_check(name) for name in CHECKS if not name.startswith("set.")}
    return [MeasureKey(name) for name, check in checks.items() if check.needs is not Need.TEXT]


@pytest.mark.parametrize("parts", PICTURES, ids=range(len(PICTURES)))
def test_is_measured_alike(
    parts: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = draw(Recipe.model_validate(parts))
    path = tmp_path / made.name
    path.write_bytes(made.data)
    keys = _keys()
    fast = measure_image(Image(path), keys)
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    plain = measure_image(Image(path), keys)
    assert {key.check: repr(fast[key]) for key in keys} == {
        key.check: repr(plain[key]) for key in keys
    }
