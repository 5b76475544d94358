"""Finding the product and the backdrop around it, for measuring (not for cutting out)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.images.decode import Pixels
from imgrules.images.header import Header
from imgrules.images.rim import TRACES, is_lossy, rim_px
from imgrules.model import Region
from tests.reference.backdrop import Backdrop, find_backdrop
from tests.reference.difference import from_backdrop
from tests.reference.frame import find_frame_on_white, inside, regions
from tests.reference.graphics import without_graphics
from tests.reference.layers import Layers, find_layers
from tests.reference.marks import without_marks
from tests.reference.regions import bounding_box, boxes_of, to_full
from tests.reference.trust import confidence
from tests.reference.working import Plane, Working, reduce

__all__ = ["Backdrop", "Subject", "find_subject", "working_picture"]

Mask = NDArray[np.bool_]
EVEN = ("white", "near-white", "plain")
"""Backdrops on which faint pieces are no folds or grain."""


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
    apart: Mask | None = None
    """The islands as a mask."""
    work: Working | None = None
    """The picture at working scale."""
    frame: tuple[Region, ...] = ()
    """A drawn frame round a white picture, side by side; it is in none of the masks."""


def find_subject(pixels: Pixels, header: Header) -> Subject:
    """Tell product from backdrop."""
    height, width = pixels.rgb.shape[:2]
    work = reduce(pixels.rgb)
    frame = find_frame_on_white(pixels.rgb, work)
    if frame.on_white:
        window = inside(frame, header, work)
        within = Working(np.ascontiguousarray(work.rgb[window]), work.factor)
        surface, layers, trust = _find(within, header)
        layers = layers.placed(window, work.shape)
    else:
        surface, layers, trust = _find(work, header)
    box = bounding_box(layers.product)
    size = (width, height)
    return Subject(
        scale=1 / work.factor,
        mask=layers.product,
        background=layers.background,
        holes=layers.holes,
        shadow=layers.shadow,
        islands=boxes_of(layers.islands, work.factor, size, "apart from the product"),
        box=None if box is None else to_full(box, work.factor, size),
        backdrop=surface,
        confidence=trust,
        apart=layers.islands,
        work=work,
        frame=regions(frame),
    )


def _find(work: Working, header: Header) -> tuple[Backdrop, Layers, float]:
    surface = find_backdrop(work)
    difference = from_backdrop(work, surface, lossy=is_lossy(header))
    rim = -(-rim_px(header) // work.factor)
    traces = rim + -(-TRACES // work.factor)
    layers = find_layers(difference, rim, traces, on_white=surface.backdrop.kind == "white")
    layers = without_graphics(layers, work.rgb)
    if surface.backdrop.kind in EVEN:
        layers = without_marks(layers, difference.levels)
    return surface.backdrop, layers, confidence(surface.backdrop, difference, layers)


def working_picture(subject: Subject, rgb: Plane) -> Working:
    """Return the picture the subject's masks lie on."""
    return subject.work or reduce(rgb)
