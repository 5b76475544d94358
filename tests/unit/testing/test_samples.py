from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from imgrules.engine.job import Job, Picture
from imgrules.engine.picture import check_picture
from imgrules.model import Outcome, RoleChoice
from imgrules.rulebook.load import load_rulebook
from imgrules.testing import draw, samples
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


def test_an_empty_recipe_passes_every_machine_rule_of_amazons_main_picture(tmp_path: Path) -> None:
    drawn = draw(Recipe(), "B0TEST0001.MAIN")
    (tmp_path / drawn.name).write_bytes(drawn.data)
    book = load_rulebook("amazon", as_of=date(2026, 11, 21))
    role = {book.name: RoleChoice(book.name, "main", "given")}
    picture = Picture(tmp_path / drawn.name, drawn.name, role)
    result, problems = check_picture(picture, Job((picture,), (book,), date(2026, 11, 21)))
    assert problems == ()
    asked = [each for each in result.findings if not each.checklist]
    assert len(asked) > 15
    assert [each for each in asked if each.outcome is not Outcome.PASS] == []
