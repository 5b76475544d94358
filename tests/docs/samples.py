"""A few of the sample shop's pictures, for pages that need no whole shop."""

from __future__ import annotations

from pathlib import Path

from imgrules.testing import Recipe, draw
from imgrules.testing.samples import SAMPLES


def draw_samples(folder: Path, *names: str) -> None:
    """Write the named pictures into a new folder; smaller, where they say no size in pixels."""
    folder.mkdir()
    for name in names:
        keys = dict(SAMPLES[name])
        if "size" not in keys["subject"]:
            keys = {"canvas": [1000, 1000], **keys}
        (folder / name).write_bytes(draw(Recipe.model_validate({"name": name, **keys})).data)
