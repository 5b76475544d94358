"""The kinds of problem an off-white background may be, as measurements and reports name them."""

from __future__ import annotations

WHITE = "white"
UNIFORM = "uniform off-white"
GRADIENT = "gradient or vignette"
CONTAINED = "shadow inside the frame"
REACHING = "shadow reaching the edge"
ISLANDS = "leftover islands"
HOLES = "off-white hole"
COLOURED = "coloured backdrop"
REAL = "real backdrop"
EDGE = "off-white rim"
FRAME = "drawn frame"
