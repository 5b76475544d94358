"""Formats Pillow does not write: just enough of each to be taken for one."""

from __future__ import annotations

import base64
import io
import struct

import numpy as np
from PIL import Image as PillowImage


def psd(picture: PillowImage.Image) -> bytes:
    """Return a flat Photoshop file, uncompressed."""
    levels = np.asarray(picture)
    planes = levels[None] if levels.ndim == 2 else levels.transpose(2, 0, 1)
    count, height, width = planes.shape
    mode = 3 if count == 3 else 1
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, count, height, width, 8, mode)
    empty_sections = struct.pack(">III", 0, 0, 0)
    return head + empty_sections + struct.pack(">H", 0) + planes.tobytes()


def svg(picture: PillowImage.Image) -> bytes:
    """Return a vector file that holds the picture."""
    png = io.BytesIO()
    picture.save(png, "PNG")
    width, height = picture.size
    content = base64.b64encode(png.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{content}"/></svg>\n'
    ).encode()


def heic(picture: PillowImage.Image) -> bytes:
    """Return the opening of a phone's file: the format can be told, the picture not be read."""
    brand = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic")
    width, height = picture.size
    extent = struct.pack(">I4sIII", 20, b"ispe", 0, width, height)
    return brand + struct.pack(">I4s", 8 + len(extent), b"free") + extent
