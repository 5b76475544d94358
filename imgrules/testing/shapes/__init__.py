"""What a product looks like, by the name a recipe gives it."""

from __future__ import annotations

from imgrules.testing.canvas import Canvas
from imgrules.testing.shapes import ball, bottle, box, chain, ring, shirt, watch
from imgrules.testing.shapes._style import Drawer, Style

SHAPES: dict[str, Drawer] = {
    "bottle": bottle.draw,
    "box": box.draw,
    "chain": chain.draw,
    "ellipse": ball.draw,
    "ring": ring.draw,
    "shirt": shirt.draw,
    "watch": watch.draw,
}

ASPECTS: dict[str, float] = {
    "bottle": 0.36, "chain": 0.80, "ellipse": 1.0, "ring": 0.86, "shirt": 1.02, "watch": 0.56,
}  # fmt: skip
"""Width / height a shape has by nature. A box takes the frame's."""

__all__ = ["ASPECTS", "SHAPES", "Canvas", "Style"]
