"""What the Python API takes where one or several words may be given."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

import imgrules


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    Image.new("RGB", (60, 45), "white").save(path)
    return path


def test_a_lone_word_is_one_word(picture: Path) -> None:
    several = imgrules.check(
        [picture], rulebooks=["amazon"], categories=["watches"], select=["longest-side-min"]
    )
    alone = imgrules.check(
        picture, rulebooks="amazon", categories="watches", select="longest-side-min"
    )
    assert alone.images == several.images
    loaded = imgrules.check(
        picture, rulebooks=imgrules.load_rulebook("amazon"), select="longest-side-min"
    )
    assert [book.rulebook for book in loaded.rulebooks] == ["amazon"]


def test_a_fix_takes_a_lone_word_too(picture: Path) -> None:
    plan = imgrules.fix(picture, rulebooks="amazon", allow="unsafe", exclude="*.gif").plan
    assert [image.path for image in plan.images] == [str(picture)]


def test_no_rulebook_and_no_picture_are_told(picture: Path) -> None:
    with pytest.raises(imgrules.ImgrulesError, match="no rulebook given"):
        imgrules.check(picture, rulebooks=[])
    with pytest.raises(imgrules.ImgrulesError, match="no picture to check in an empty list"):
        imgrules.check([], rulebooks="amazon")
