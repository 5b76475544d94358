"""The test kit for authors of checks, processors and rulebooks: drawn pictures, contract tests.

Needs no test framework: failures are plain ``AssertionError``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgrules.testing.contract import assert_check, assert_check_contract
from imgrules.testing.drafts import context, draft
from imgrules.testing.processor_contract import assert_processor_contract
from imgrules.testing.recipe import Recipe

if TYPE_CHECKING:
    from imgrules.testing.pictures import Drawn

__all__ = [
    "Recipe", "assert_check", "assert_check_contract", "assert_processor_contract", "context",
    "draft", "draw",
]  # fmt: skip


def draw(recipe: Recipe, name_hint: str = "picture") -> Drawn:
    """Draw the picture; its name is the recipe's own, or the hint with a fitting extension."""
    from imgrules.testing import pictures  # loads OpenCV: only once something is drawn

    return pictures.draw(recipe, name_hint)
