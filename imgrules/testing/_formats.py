"""Which colour models and extras each file format can carry."""

from __future__ import annotations

from typing import Literal, Protocol

Mode = Literal["rgb", "rgba", "grey", "cmyk", "palette", "lab", "rgb16"]
Format = Literal[
    "jpeg", "mpo", "png", "gif", "tiff", "webp", "avif", "bmp", "jp2", "pdf", "eps", "psd",
    "svg", "heic",
]  # fmt: skip
Profile = Literal[
    "none", "srgb", "srgb-unnamed", "srgb-misnamed", "display-p3", "adobe-rgb", "prophoto",
    "rec2020", "apple-rgb", "grey", "cmyk", "lab", "broken",
]  # fmt: skip

_MODES: dict[Format, tuple[Mode, ...]] = {
    "jpeg": ("rgb", "grey", "cmyk"),
    "mpo": ("rgb", "grey"),
    "png": ("rgb", "rgba", "grey", "palette", "rgb16"),
    "gif": ("palette",),
    "tiff": ("rgb", "rgba", "grey", "cmyk", "palette", "lab"),
    "webp": ("rgb", "rgba"),
    "avif": ("rgb", "rgba"),
    "bmp": ("rgb", "grey", "palette"),
    "jp2": ("rgb", "rgba", "grey"),
    "pdf": ("rgb", "grey"),
    "eps": ("rgb", "grey"),
    "psd": ("rgb", "grey"),
    "svg": ("rgb",),
    "heic": ("rgb",),
}
"""Format → colour models it can store, the one used by default first."""

_EMBEDS_PROFILE = {"jpeg", "png", "tiff", "webp", "avif"}
_EMBEDS_EXIF = {"jpeg", "png", "tiff", "webp", "avif"}
_EMBEDS_XMP = {"jpeg", "png", "tiff", "webp", "avif"}
_FRAMES = {"gif", "webp", "png", "tiff"}
_TRANSPARENT = {"png", "webp", "avif", "gif", "tiff"}
_SHOWS_DAMAGE = {"jpeg", "mpo", "png", "gif", "tiff"}
"""Formats whose decoders notice overwritten data; others show rubbish without complaint."""


class Asked(Protocol):
    """The part of a recipe that depends on its format."""

    @property
    def format(self) -> Format: ...
    @property
    def mode(self) -> Mode | None: ...
    @property
    def profile(self) -> Profile | None: ...
    @property
    def transparent_background(self) -> bool: ...
    @property
    def frames(self) -> int: ...
    @property
    def orientation(self) -> int | None: ...
    @property
    def xmp(self) -> object: ...
    @property
    def exif(self) -> object: ...
    @property
    def corrupt(self) -> bool: ...


def implied_mode(file_format: Format, *, transparent: bool) -> Mode:
    if transparent and "rgba" in _MODES[file_format]:
        return "rgba"
    return _MODES[file_format][0]


def implied_profile(file_format: Format, mode: Mode) -> Profile:
    coloured = mode in ("rgb", "rgba", "palette", "rgb16")
    return "srgb" if coloured and file_format in _EMBEDS_PROFILE else "none"


def check(recipe: Asked) -> None:
    """Raise ValueError for what the format cannot carry: a silent omission would fake a test."""
    modes = _MODES[recipe.format]
    if recipe.mode is not None and recipe.mode not in modes:
        _refuse(recipe, f"cannot hold mode {recipe.mode}; it holds {', '.join(modes)}")
    if recipe.transparent_background:
        _check_transparency(recipe)
    if recipe.profile not in (None, "none") and recipe.format not in _EMBEDS_PROFILE:
        _refuse(recipe, "pictures are written without a profile")
    if recipe.frames > 1 and recipe.format not in _FRAMES:
        _refuse(recipe, "holds one frame")
    if (recipe.exif or recipe.orientation is not None) and recipe.format not in _EMBEDS_EXIF:
        _refuse(recipe, "pictures are written without EXIF")
    if recipe.corrupt and recipe.format not in _SHOWS_DAMAGE:
        _refuse(recipe, "damaged data would not be noticed; use truncate")
    if recipe.xmp and recipe.format not in _EMBEDS_XMP:
        _refuse(recipe, "pictures are written without XMP")


def _check_transparency(recipe: Asked) -> None:
    if recipe.format not in _TRANSPARENT:
        _refuse(recipe, "cannot be transparent")
    if recipe.mode not in (None, "rgba", "palette"):
        _refuse(recipe, f"mode {recipe.mode} cannot be transparent")


def _refuse(recipe: Asked, why: str) -> None:
    raise ValueError(f"{recipe.format}: {why}")
