"""Synthetic product shots from recipes: the same recipe gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.testing.damage import tamper
from imgrules.testing.encoding import encode
from imgrules.testing.names import file_name
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
