"""Synthetic product shots from recipes: the same recipe gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.images.magic import EXTENSIONS
from imgrules.testing.damage import tamper
from imgrules.testing.encoding import encode
from imgrules.testing.recipe import Recipe
from imgrules.testing.scene import paint


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture file that does not exist yet."""

    name: str
    data: bytes


def draw(recipe: Recipe, name_hint: str = "picture") -> Drawn:
    """Draw the picture; its name is the recipe's own, or the hint with a fitting extension."""
    return Drawn(file_name(recipe, name_hint), tamper(encode(paint(recipe), recipe), recipe))


def file_name(recipe: Recipe, name_hint: str) -> str:
    """Return the name the picture's file gets."""
    name = recipe.name or f"{name_hint}.{EXTENSIONS[recipe.format][0]}"
    if recipe.extension is None:
        return name
    stem = name.rpartition(".")[0] or name
    return f"{stem}.{recipe.extension.lstrip('.')}" if recipe.extension else stem
