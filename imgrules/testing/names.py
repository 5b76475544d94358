"""What the file of a recipe is called."""

from __future__ import annotations

from imgrules.images.magic import EXTENSIONS
from imgrules.testing.recipe import Recipe


def file_name(recipe: Recipe, name_hint: str) -> str:
    """Return the name the picture's file gets."""
    name = recipe.name or f"{name_hint}.{EXTENSIONS[recipe.format][0]}"
    if recipe.extension is None:
        return name
    stem = name.rpartition(".")[0] or name
    return f"{stem}.{recipe.extension.lstrip('.')}" if recipe.extension else stem
