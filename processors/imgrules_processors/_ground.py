"""Telling which part of a picture is backdrop to be whitened, from a rough idea of the product."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np

from imgrules.ext import Declined
from imgrules_processors._masks import grow
from imgrules_processors._surface import find_surface
from imgrules_processors.fill import Floats, Mask, most

NEAR = 3
"""Working px round the product in which its own soft edge lies."""
LEAST_SEEN = 0.02
"""Share of the picture that must show the backdrop."""
SPREAD = 0.9
"""Median deviation of grain against its standard deviation, with three channels."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A picture at working size: ``solid`` is product, all else is backdrop."""

    small: Floats
    """Colours, 0-255."""
    solid: Mask
    surface: Floats
    """The backdrop's colours without product and shadow."""
    away: Floats
    """Levels between the two, of the channel that differs most."""
    grain: Floats
    """Fine detail, levels."""
    noise: float
    """Standard deviation of the backdrop's grain, levels."""

    def solid_as(self, solid: Mask) -> Ground:
        return replace(self, solid=solid)

    def within(self, window: tuple[slice, slice]) -> Ground:
        """Return a part of it."""
        return Ground(
            self.small[window],
            self.solid[window],
            self.surface[window],
            self.away[window],
            self.grain[window],
            self.noise,
        )


def find_ground(small: Floats, hint: Mask) -> Ground:
    """Measure the backdrop round what is thought to be the product. Raises Declined."""
    outside = ~grow(hint, NEAR)
    if outside.mean() < LEAST_SEEN:
        raise Declined("the product fills the picture: there is hardly any backdrop to whiten")
    surface = find_surface(small, outside)
    away = most(np.abs(small - surface))
    grain = most(np.abs(small - cast("Floats", cv2.GaussianBlur(small, (0, 0), 1.2))))
    noise = float(np.median(grain[outside])) / SPREAD
    return Ground(small, hint, surface, away, grain, noise)
