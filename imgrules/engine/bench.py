"""Measuring the pictures of test cases: each distinct picture is drawn and measured once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from imgrules.engine.measure import Measured, MeasureKey, measure_image
from imgrules.images.image import Image
from imgrules.rulebook.case_books import Slot
from imgrules.testing.recipe import Recipe

_Picture = tuple[str, str]
"""Recipe as JSON, and file name: what a measurement may depend on."""


class Bench:
    """Draws and measures; remembers what was measured, never the picture."""

    def __init__(self) -> None:
        self._known: dict[_Picture, dict[MeasureKey, Measured]] = {}

    def measure(self, slot: Slot, keys: Iterable[MeasureKey]) -> dict[MeasureKey, Measured]:
        """Return at least the measurements asked for."""
        # A set's member has a role besides; the picture is the same.
        recipe = Recipe.model_validate(slot.recipe.model_dump(exclude={"role"}))
        known = self._known.setdefault((recipe.model_dump_json(), slot.name), {})
        missing = set(keys) - known.keys()
        if missing:
            known.update(_draw_and_measure(recipe, slot.name, missing))
        return known


def _draw_and_measure(
    recipe: Recipe, name: str, keys: Iterable[MeasureKey]
) -> dict[MeasureKey, Measured]:
    from imgrules.testing.pictures import draw

    with tempfile.TemporaryDirectory(prefix="imgrules-") as folder:
        path = Path(folder) / name
        path.write_bytes(draw(recipe).data)
        return measure_image(Image(path), keys)
