"""Small sound pictures in every format, to be damaged: drawn here, and the corpus's own."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PillowImage

from imgrules.images.magic import EXTENSIONS, sniff
from imgrules.testing import Recipe, draw

_MOST_BYTES = 60_000
"""Larger files of the corpus would take most of the time."""
_CANVAS = (96, 72)

_WATCH = {"shape": "watch", "color": "#b4b8be", "fill": 0.9}
_XMP = {"title": "Watch", "subject": ["steel"], "digital_source_type": "trainedAlgorithmicMedia"}
_EXIF = {"make": "Phone", "gps": True, "serial": "123", "owner": "nobody"}

RECIPES: Mapping[str, Mapping[str, Any]] = {
    "jpeg": {"exif": _EXIF, "xmp": _XMP},
    "jpeg-420": {"subsampling": "4:2:0", "quality": 70},
    "jpeg-progressive": {"progressive": True, "subsampling": "4:2:2"},
    "jpeg-cmyk": {"mode": "cmyk", "profile": "cmyk"},
    "jpeg-grey": {"mode": "grey"},
    "jpeg-adobe-rgb": {"profile": "adobe-rgb"},
    "jpeg-turned": {"orientation": 6, "exif": _EXIF},
    "mpo": {"format": "mpo"},
    "png-rgb": {"format": "png", "xmp": _XMP},
    "png-alpha": {"format": "png", "transparent_background": True, "profile": "display-p3"},
    "png-grey": {"format": "png", "mode": "grey"},
    "png-palette": {"format": "png", "mode": "palette", "transparent_background": True},
    "png-16": {"format": "png", "mode": "rgb16", "exif": _EXIF},
    "png-animated": {"format": "png", "frames": 3},
    "gif": {"format": "gif"},
    "gif-animated": {"format": "gif", "frames": 3, "transparent_background": True},
    "tiff": {"format": "tiff", "exif": _EXIF, "xmp": _XMP},
    "tiff-alpha": {"format": "tiff", "transparent_background": True},
    "tiff-grey": {"format": "tiff", "mode": "grey"},
    "tiff-cmyk": {"format": "tiff", "mode": "cmyk", "profile": "cmyk"},
    "tiff-palette": {"format": "tiff", "mode": "palette"},
    "tiff-lab": {"format": "tiff", "mode": "lab"},
    "tiff-pages": {"format": "tiff", "frames": 2},
    "webp": {"format": "webp", "exif": _EXIF},
    "webp-lossless": {"format": "webp", "quality": 100, "transparent_background": True},
    "webp-animated": {"format": "webp", "frames": 3},
    "avif": {"format": "avif", "xmp": _XMP},
    "avif-alpha": {"format": "avif", "transparent_background": True},
    "bmp": {"format": "bmp"},
    "bmp-palette": {"format": "bmp", "mode": "palette"},
    "jp2": {"format": "jp2"},
    "psd": {"format": "psd"},
    "svg": {"format": "svg"},
    "pdf": {"format": "pdf"},
    "eps": {"format": "eps"},
    "heic": {"format": "heic"},
}  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """A sound file. ``kind`` is its name without extension."""

    kind: str
    ending: str
    data: bytes
    format: str


@cache
def small(kind: str) -> bytes:
    """Draw one of the recipes, or one of what recipes do not know, at a small size."""
    if kind in _BY_HAND:
        return _BY_HAND[kind]()
    recipe = {"canvas": _CANVAS, "subject": _WATCH, **RECIPES[kind]}
    return draw(Recipe.model_validate(recipe)).data


def seeds() -> tuple[Seed, ...]:
    """Return every sound file: drawn ones first, then the corpus's in order of their names."""
    drawn = [_seed(kind, small(kind)) for kind in (*RECIPES, *_BY_HAND)]
    return (*drawn, *(_seed(path.stem, path.read_bytes()) for path in _corpus()))


def _seed(kind: str, data: bytes) -> Seed:
    file_format = sniff(data) or ""
    endings = EXTENSIONS.get(file_format) or ("bin",)
    return Seed(kind, endings[0], data, file_format)


def _corpus() -> list[Path]:
    folder = os.environ.get("IMGRULES_CORPUS")
    found = sorted((Path(folder) / "formats").glob("*")) if folder else []
    return [path for path in found if path.is_file() and path.stat().st_size <= _MOST_BYTES]


# -- what recipes do not know ---------------------------------------------------------------------


def _saved(mode: str, pillow_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture = PillowImage.open(io.BytesIO(small("png-rgb"))).convert(mode)
    picture.save(buffer, pillow_format, **options)
    return buffer.getvalue()


_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
           (0, 1, 1, 2))  # fmt: skip
"""Adam7: first column, first row, step across, step down."""


def _interlaced() -> bytes:
    rgb = np.asarray(PillowImage.open(io.BytesIO(small("png-rgb"))).convert("RGB"))
    rows = [
        b"\0" + row.tobytes()
        for left, top, across, down in _PASSES
        for row in rgb[top::down, left::across]
    ]
    header = struct.pack(">IIBBBBB", rgb.shape[1], rgb.shape[0], 8, 2, 0, 0, 1)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, body) for name, body in parts)


def png_chunk(name: bytes, body: bytes) -> bytes:
    """Return a PNG chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


_BY_HAND: Mapping[str, Callable[[], bytes]] = {
    "png-interlaced": _interlaced,
    "jpeg-restarts": lambda: _saved("RGB", "JPEG", restart_marker_blocks=4),
    "tiff-deflate": lambda: _saved("RGB", "TIFF", compression="tiff_adobe_deflate"),
    "tiff-jpeg": lambda: _saved("RGB", "TIFF", compression="jpeg"),
    "tiff-fax": lambda: _saved("1", "TIFF", compression="group4"),
    "tiff-big": lambda: _saved("RGB", "TIFF", big_tiff=True),
    "ico": lambda: _saved("RGBA", "ICO", sizes=[(48, 36)]),
    "pnm": lambda: _saved("RGB", "PPM"),
}
