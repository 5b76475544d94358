"""Finding the product and the backdrop around it, for measuring (not for cutting out)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.images.decode import Pixels
from imgrules.images.header import Header
from imgrules.model import Region

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The surface the product stands on, estimated from the border band inwards."""

    kind: str
    """``white`` (exactly), ``near-white``, ``plain``, ``graded`` (smooth gradient), ``real``."""
    rgb: tuple[int, int, int]
    """Median colour of the border band, 0-255."""
    noise: float
    """Standard deviation of the border band after removing the smooth surface, ΔE."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Masks are at working scale: ``mask.shape == (ceil(h * scale), ceil(w * scale))`` roughly.

    Full-size coordinate = working coordinate / ``scale``.
    """

    scale: float
    mask: Mask
    """The product, enclosed holes that show the backdrop left out."""
    background: Mask
    """Backdrop connected to the border."""
    holes: Mask
    """Backdrop seen through the product (rings, handles, bracelets)."""
    shadow: Mask
    """Soft darkening of the backdrop next to the product; in none of the other masks."""
    islands: tuple[Region, ...]
    """Small things on the backdrop apart from the product: text, badges, leftovers. Full-size."""
    box: Region | None
    """Bounding box of ``mask`` at full size; None when no product was found."""
    backdrop: Backdrop
    confidence: float
    """0-1: how far the backdrop could be told from the product. Below 0.5 do not trust the mask."""


def find_subject(pixels: Pixels, header: Header) -> Subject:
    """Tell product from backdrop."""
    raise NotImplementedError
