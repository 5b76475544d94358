"""A pale outline left round a product that was cut out: flat, thin, with a hard inner edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules.images.areas import Area, at_least, filled, percentile
from imgrules.images.subject import Subject
from imgrules.images.working import Working, square

PALE, SEEN = 210, 248
"""Darkest channel of a halo; lighter is what compression leaves."""
NEAREST = 1.5
"""Working px from the product's hard edge at which its surroundings are read."""
FURTHER = np.array([[abs(y) + abs(x) < 4 for x in range(-2, 3)] for y in range(-2, 3)], np.uint8)
"""Window of what is less than one px further."""
WIDEST = 0.02
"""Share of the long side; a wider pale margin is a part of the product."""
SHADE = 8
"""Working px round a shadow that are its own doing."""


@dataclass(frozen=True, slots=True, eq=False)
class Halo:
    """``share`` of the product's surroundings that is pale; ``spread`` of its levels."""

    share: float
    spread: float
    area: Area


def find_halo(work: Working, subject: Subject) -> Halo:
    """Look round the product on exact white.

    Ringing stays on average lighter than a halo, so no rim is left out.
    """
    light = work.darkest
    pale = at_least(light, PALE)
    body = filled(subject.layers.product - pale)
    hard = body.outline() & work.edges.sharp(8).grown(1)
    near = subject.layers.background, WIDEST * max(light.shape) + 2
    ring = (_beyond(hard) - body).close_to(*near)
    halo = (ring & pale) - at_least(light, SEEN + 1) - subject.layers.shadow.grown(SHADE)
    share = halo.count() / max(1, ring.count())
    spread = percentile(light, halo, 90) - percentile(light, halo, 10) if halo else 0.0
    return Halo(round(share, 4), round(spread, 1), halo)


def _beyond(hard: Area) -> Area:
    """Return what is at least ``NEAREST`` px from the hard edge and less than one further."""
    return hard.swept(FURTHER) - hard.swept(square(1))
