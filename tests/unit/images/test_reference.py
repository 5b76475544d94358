"""The fast measurements against the plain ones, on pictures of every kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imgrules.images.image import Image
from imgrules.testing import Recipe, draw
from tests.reference.compare import differences
from tests.reference.pictures import recipe


@pytest.mark.parametrize("seed", range(24))
def test_the_fast_path_measures_what_the_plain_one_does(seed: int, tmp_path: Path) -> None:
    made = draw(Recipe.model_validate_json(json.dumps(recipe(seed, longest=900))))
    path = tmp_path / made.name
    path.write_bytes(made.data)
    assert differences(Image(path)) == []


@pytest.mark.parametrize("seed", [26, 111, 271, 481])
def test_no_measurement_hangs_on_the_last_digit_of_a_sum(seed: int, tmp_path: Path) -> None:
    made = draw(Recipe.model_validate_json(json.dumps(recipe(seed))))
    path = tmp_path / made.name
    path.write_bytes(made.data)
    assert differences(Image(path)) == []
