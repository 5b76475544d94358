from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from imgrules.testing import samples
from imgrules.testing.recipe import Recipe


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_every_sample_is_a_valid_recipe(name: str) -> None:
    assert Recipe.model_validate({"name": name, **samples.SAMPLES[name]}).format == "jpeg"


def test_the_samples_are_written_where_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: samples.SAMPLES[name] for name in ("B0BOTTLE08.MAIN.jpg", "B0BALL0011.MAIN.jpg")}
    monkeypatch.setattr(samples, "SAMPLES", few)
    samples.main([str(tmp_path / "shop")])
    assert {path.name for path in (tmp_path / "shop").iterdir()} == set(few)
    with Image.open(tmp_path / "shop" / "B0BOTTLE08.MAIN.jpg") as picture:
        assert picture.size == (420, 420)
    with (
        Image.open(tmp_path / "shop" / "B0BALL0011.MAIN.jpg") as picture,
        pytest.raises(OSError, match="truncated"),
    ):
        picture.load()
