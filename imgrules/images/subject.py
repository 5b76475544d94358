"""Finding the product and the backdrop around it, for measuring (not for cutting out)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from imgrules.images.backdrop import Backdrop, find_backdrop
from imgrules.images.decode import Pixels
from imgrules.images.difference import from_backdrop
from imgrules.images.frame import find_frame_on_white, inside, regions
from imgrules.images.graphics import Seen, without_graphics
from imgrules.images.header import Header
from imgrules.images.layers import Layers, find_layers
from imgrules.images.marks import without_marks
from imgrules.images.regions import boxes_in, to_full
from imgrules.images.rim import TRACES, is_lossy, rim_px
from imgrules.images.trust import confidence
from imgrules.images.window import Window
from imgrules.images.working import Plane, Working, reduce
from imgrules.model import Region

__all__ = ["Backdrop", "Subject", "find_subject", "working_picture"]

Mask = NDArray[np.bool_]
EVEN = ("white", "near-white", "plain")
"""Backdrops on which faint pieces are no folds or grain."""


@dataclass(frozen=True, eq=False)
class Subject:
    """Areas and masks are at working scale, ``shape`` rows and columns; islands are in full size.

    Full-size coordinate = working coordinate / ``scale``.
    """

    scale: float
    layers: Layers
    """Product, backdrop and what else there is, as areas; the masks show the same."""
    islands: tuple[Region, ...]
    """Small things on the backdrop apart from the product: text, badges, leftovers. Full-size."""
    box: Region | None
    """Bounding box of ``mask`` at full size; None when no product was found."""
    backdrop: Backdrop
    confidence: float
    """0-1: how far the backdrop could be told from the product. Below 0.5 do not trust the mask."""
    work: Working
    """The picture at working scale."""
    frame: tuple[Region, ...] = ()
    """A drawn frame round a white picture, side by side; it is in none of the masks."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the masks."""
        return self.layers.product.shape

    @cached_property
    def mask(self) -> Mask:
        """The product, enclosed holes that show the backdrop left out."""
        return self.layers.product.mask()

    @cached_property
    def background(self) -> Mask:
        """Backdrop connected to the border."""
        return self.layers.background.mask()

    @cached_property
    def holes(self) -> Mask:
        """Backdrop seen through the product (rings, handles, bracelets)."""
        return self.layers.holes.mask()

    @cached_property
    def shadow(self) -> Mask:
        """Soft darkening of the backdrop next to the product; in none of the other masks."""
        return self.layers.shadow.mask()

    @cached_property
    def apart(self) -> Mask:
        """The islands."""
        return self.layers.islands.mask()


def find_subject(pixels: Pixels, header: Header, work: Working | None = None) -> Subject:
    """Tell product from backdrop; ``work`` is the picture at working scale, if it is at hand."""
    height, width = pixels.rgb.shape[:2]
    work = work or reduce(pixels.rgb)
    frame = find_frame_on_white(pixels.rgb, work)
    if frame.on_white:
        window = Window(work.shape, *inside(frame, header, work))
        within = Working(np.ascontiguousarray(window.of(work.rgb)), work.factor)
        surface, layers, trust = _find(within, header)
        layers = layers.placed(window)
    else:
        surface, layers, trust = _find(work, header)
    box = layers.product.box()
    size = (width, height)
    return Subject(
        scale=1 / work.factor,
        layers=layers,
        islands=boxes_in(layers.islands, work.factor, size, "apart from the product"),
        box=None if box is None else to_full(box, work.factor, size),
        backdrop=surface,
        confidence=trust,
        work=work,
        frame=regions(frame),
    )


def _find(work: Working, header: Header) -> tuple[Backdrop, Layers, float]:
    surface = find_backdrop(work)
    difference = from_backdrop(work, surface, lossy=is_lossy(header))
    rim = -(-rim_px(header) // work.factor)
    traces = rim + -(-TRACES // work.factor)
    layers = find_layers(difference, rim, traces, on_white=surface.backdrop.kind == "white")
    seen = difference.window
    strong = work.against_white.strong.part(seen)
    layers = without_graphics(layers, Seen(seen.of(work.rgb), strong, seen.pixels))
    if surface.backdrop.kind in EVEN:
        layers = without_marks(layers, difference.levels, seen)
    trust = confidence(surface.backdrop, difference, layers)
    return surface.backdrop, layers.placed(seen, around=True), trust


def working_picture(subject: Subject, rgb: Plane) -> Working:
    """Return the picture the subject's masks lie on."""
    return subject.work
