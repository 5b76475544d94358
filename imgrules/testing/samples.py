"""A small shop's pictures, as a seller would have them: some right, some wrong, some doubtful.

``python -m imgrules.testing.samples FOLDER`` writes them.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from imgrules.testing.recipe import Recipe

STEEL, GOLD, NAVY, OXBLOOD = "#b4b8be", "#c9a24a", "#2c4468", "#8a2f2f"

SAMPLES: Mapping[str, Mapping[str, Any]] = {
    # A watch, done well; another with the shop's mark laid across it.
    "B0WATCH001.MAIN.jpg": {"subject": {"shape": "watch", "color": STEEL, "fill": 0.92}},
    "B0WATCH001.PT01.jpg": {
        "subject": {"shape": "watch", "color": STEEL, "fill": 0.8},
        "background": "#e9edf1",
        "gradient": {"to": "#c9d0d8"},
        "shadow": "contact",
    },
    "B0WATCH012.MAIN.jpg": {
        "subject": {"shape": "watch", "color": "#c8a86a", "fill": 0.9},
        "watermark": {"kind": "center", "text": "© harbour watches", "opacity": 0.4},
    },
    # A T-shirt on what looks white and is not; white on white, which is right.
    "B0SHIRT002.MAIN.jpg": {
        "subject": {"shape": "shirt", "color": NAVY, "fill": 0.9},
        "background": "#f7f7f5",
        "vignette": 0.03,
    },
    "B0SHIRT003.MAIN.jpg": {"subject": {"shape": "shirt", "color": "#f4f4f2", "fill": 0.9}},
    # A carton with a sticker, and one whose print is part of the product.
    "B0TEABOX04.MAIN.jpg": {
        "subject": {"shape": "box", "color": OXBLOOD, "size": [1240, 1720], "print": "ASSAM TEA"},
        "badge": {"text": "SALE", "at": [0.91, 0.1], "size": 0.12},
    },
    "B0TEABOX04.PT01.jpg": {
        "subject": {"shape": "box", "color": OXBLOOD, "size": [1240, 1720], "print": "ASSAM TEA"},
    },
    # A ring cut off by the frame; a necklace that is too small in its frame, on cut-out crumbs.
    "B0RING0005.MAIN.jpg": {
        "subject": {"shape": "ring", "color": GOLD, "fill": 0.98, "center": [0.5, 0.56]},
    },
    "B0CHAIN006.MAIN.jpg": {
        "subject": {"shape": "chain", "color": GOLD, "fill": 0.55},
        "residue": {"count": 5, "level": 214, "size": 16},
    },
    # Bottles: printer's colours; a thumbnail; a shadow that leaves the frame.
    "B0BOTTLE07.MAIN.jpg": {
        "subject": {"shape": "bottle", "color": "#3d6b45", "fill": 0.9},
        "mode": "cmyk",
        "profile": "cmyk",
    },
    "B0BOTTLE08.MAIN.jpg": {
        "canvas": [420, 420],
        "subject": {"shape": "bottle", "color": "#6b4a2a", "fill": 0.9, "texture": 0.1},
        "quality": 70,
        "subsampling": "4:2:0",
    },
    "B0BOTTLE09.MAIN.jpg": {
        "subject": {"shape": "bottle", "color": "#2f5f7a", "fill": 0.88},
        "shadow": "edge",
    },
    # A ball, out of focus; one whose upload broke off; a phone's picture still lying on its side.
    "B0BALL0010.MAIN.jpg": {
        "subject": {"shape": "ellipse", "color": "#b5402c", "fill": 0.9},
        "blur": 9.0,
    },
    "B0BALL0011.MAIN.jpg": {"subject": {"shape": "ellipse", "color": "#2f6f8a"}, "truncate": 0.45},
    "B0BALL0011.PT01.jpg": {
        "canvas": [1600, 2000],
        "subject": {"shape": "ellipse", "color": "#2f6f8a"},
        "background": "#dfe4e6",
        "shadow": "contact",
        "orientation": 6,
        "exif": {"make": "Phone", "gps": True},
    },
}
"""File name to recipe."""


def write_samples(folder: Path) -> tuple[Path, ...]:
    """Write the pictures into ``folder``, which is made where missing."""
    from imgrules.testing.pictures import draw

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, keys in SAMPLES.items():
        drawn = draw(Recipe.model_validate({"name": name, **keys}))
        written.append(folder / drawn.name)
        written[-1].write_bytes(drawn.data)
    return tuple(written)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m imgrules.testing.samples", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the pictures")
    write_samples(parser.parse_args(arguments).folder)


if __name__ == "__main__":
    main()
