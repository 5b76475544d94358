"""Finding text in the picture, looking first where an overlay can be."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.images.decode import Pixels
from imgrules.images.subject import Subject
from imgrules.model import Region


@dataclass(frozen=True, slots=True)
class TextBox:
    """One line of text: where (full-size pixels), what was read, how sure (0-1)."""

    region: Region
    text: str
    confidence: float
    on_subject: float
    """Share of the box that lies on the product, 0-1."""


@dataclass(frozen=True, slots=True)
class TextMap:
    """All text found, and how much of the picture was looked at (``islands`` or ``whole``)."""

    boxes: tuple[TextBox, ...]
    searched: str
    model: str
    """Name and hash of the detector."""


def find_text(pixels: Pixels, subject: Subject) -> TextMap:
    """Find text."""
    raise NotImplementedError
