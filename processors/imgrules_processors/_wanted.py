"""What a file must be, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules import ext
from imgrules_processors._metadata import Metadata, up_to_date
from imgrules_processors._search import Search, Window
from imgrules_processors.profiles import srgb_profile

EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "tiff": "tif", "bmp": "bmp"}
"""Formats written here, and the extension each gets."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A finished file. ``extension``: without the dot. ``note``: how it was written."""

    data: bytes
    format: str
    extension: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``floor``: least JPEG quality. ``subsampling``: allowed, empty where nobody asks."""

    window: Window
    floor: int
    progressive: bool | None = None
    subsampling: tuple[str, ...] = ()
    dpi_min: float | None = None


class Misfit(Exception):
    """One way of writing does not meet the limits; the message says how it misses them."""


def metadata_of(draft: ext.Draft, wanted: Wanted) -> Metadata:
    """Return what the file carries beside the pixels of a draft in sRGB."""
    return up_to_date(draft, draft.icc or srgb_profile(), wanted.dpi_min)


def say_miss(what: str, search: Search) -> str:
    sizes = ", ".join(f"{size} bytes at quality {q}" for q, size in sorted(search.tried.items()))
    return f"{what} does not fit {limits(search.window)}: {sizes}"


def limits(window: Window) -> str:
    ends = [f"at least {window.least} bytes"] if window.least is not None else []
    ends += [f"at most {window.most} bytes"] if window.most is not None else []
    return " and ".join(ends)
