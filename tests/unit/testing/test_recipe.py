from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from imgrules.testing.recipe import Recipe


def blocks(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from blocks(part)


@pytest.mark.parametrize("model", list(blocks(Recipe)))
def test_every_key_is_described_for_editors(model: type[BaseModel]) -> None:
    assert model.__doc__
    assert all(field.description for field in model.model_fields.values())


def test_an_empty_recipe_is_a_listing_picture() -> None:
    recipe = Recipe()
    assert (recipe.canvas, recipe.background, recipe.format) == ((2000, 2000), "#ffffff", "jpeg")
    assert (recipe.stored_mode, recipe.stored_profile) == ("rgb", "srgb")


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"canvass": [10, 10]}, ("canvass",)),
        ({"subject": {"colour": "#ffffff"}}, ("subject", "colour")),
        ({"text": {"txt": "SALE"}}, ("text", "txt")),
        ({"canvas": [10]}, ("canvas", 1)),
        ({"canvas": ["10", 10]}, ("canvas", 0)),
        ({"canvas": [0, 10]}, ("canvas", 0)),
        ({"background": "white"}, ("background",)),
        ({"blur": "2"}, ("blur",)),
        ({"subject": {"shape": "cube"}}, ("subject", "shape")),
    ],
)
def test_what_is_not_a_recipe_is_refused_at_its_place(given: Any, place: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        Recipe.model_validate(given)
    assert [error["loc"] for error in caught.value.errors()] == [place]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"mode": "rgba"}, "jpeg: cannot hold mode rgba; it holds rgb, grey, cmyk"),
        ({"transparent_background": True}, "jpeg: cannot be transparent"),
        (
            {"format": "png", "mode": "grey", "transparent_background": True},
            "png: mode grey cannot be transparent",
        ),
        ({"format": "bmp", "profile": "srgb"}, "bmp: pictures are written without a profile"),
        ({"frames": 2}, "jpeg: holds one frame"),
        ({"format": "gif", "orientation": 6}, "gif: pictures are written without EXIF"),
        ({"format": "bmp", "xmp": {"subject": ["a"]}}, "bmp: pictures are written without XMP"),
        ({"format": "webp", "corrupt": True}, "webp: damaged data would not be noticed"),
    ],
)
def test_what_a_format_cannot_carry_is_refused(given: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Recipe.model_validate(given)


@pytest.mark.parametrize(
    ("given", "mode", "profile"),
    [
        ({"format": "gif"}, "palette", "none"),
        ({"format": "png", "transparent_background": True}, "rgba", "srgb"),
        ({"format": "gif", "transparent_background": True}, "palette", "none"),
        ({"mode": "cmyk"}, "cmyk", "none"),
        ({"mode": "grey"}, "grey", "none"),
        ({"profile": "none"}, "rgb", "none"),
        ({"format": "bmp"}, "rgb", "none"),
    ],
)
def test_mode_and_profile_follow_the_format(given: Any, mode: str, profile: str) -> None:
    recipe = Recipe.model_validate(given)
    assert (recipe.stored_mode, recipe.stored_profile) == (mode, profile)
