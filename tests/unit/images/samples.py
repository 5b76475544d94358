"""Pictures and profiles as bytes, made here."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image as PillowImage

from imgrules.images.decode import Pixels, decode
from imgrules.images.header import Header, read_header
from imgrules.images.magic import sniff

SRGB = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
D65 = (0.3127, 0.3290)


def scene(width: int = 96, height: int = 64, *, mode: str = "RGB") -> PillowImage.Image:
    """A picture in which every corner differs and every row has detail."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    planes = [x * 255 // width, y * 255 // height, (x * 7 + y * 13) % 256]
    return PillowImage.fromarray(np.dstack(planes).astype(np.uint8)).convert(mode)


def encode(picture: PillowImage.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def header_of(data: bytes) -> Header:
    return read_header(data, sniff(data))


def pixels_of(data: bytes, **options: Any) -> Pixels:
    return decode(data, header_of(data), **options)


def exif_block(*entries: tuple[int, int, int, bytes], order: str = ">") -> bytes:
    """A TIFF structure of one directory: entries of tag, type, count, and value of 4 bytes."""
    mark = b"MM" if order == ">" else b"II"
    body = struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
    return mark + struct.pack(order + "HI", 42, 8) + body + b"\0\0\0\0"


def orientation_block(value: int, order: str = ">") -> bytes:
    return exif_block((0x0112, 3, 1, struct.pack(order + "H", value)), order=order)


def with_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """The JPEG with one more segment right after its start."""
    size = struct.pack(">H", len(payload) + 2)
    return jpeg[:2] + bytes((0xFF, marker)) + size + payload + jpeg[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_chunk(png: bytes, name: bytes, body: bytes) -> bytes:
    """The PNG with one more chunk right after its header."""
    return png[:33] + chunk(name, body) + png[33:]


def icc(
    *,
    tags: dict[str, bytes],
    space: bytes = b"RGB ",
    kind: bytes = b"mntr",
    version: int = 4,
    description: str = "",
) -> bytes:
    """An ICC profile of these tags."""
    if description:
        text = description.encode("utf-16-be")
        tags = {**tags, "desc": b"mluc" + struct.pack(">4xII", 1, 12) + b"enUS"
                + struct.pack(">II", len(text), 28) + text}  # fmt: skip
    table, body = b"", b""
    start = 132 + 12 * len(tags)
    for name, value in tags.items():
        table += name.encode() + struct.pack(">II", start + len(body), len(value))
        body += value + b"\0" * (-len(value) % 4)
    head = bytearray(128)
    head[8] = version
    head[12:24] = kind + space + b"XYZ "
    head[36:40] = b"acsp"
    whole = bytes(head) + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", len(whole)) + whole[4:]


def xyz_tag(values: Sequence[float]) -> bytes:
    return b"XYZ " + b"\0" * 4 + b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def para_tag(kind: int, *values: float) -> bytes:
    numbers = b"".join(struct.pack(">i", round(v * 65536)) for v in values)
    return b"para" + struct.pack(">4xHH", kind, 0) + numbers


def curv_tag(*points: int) -> bytes:
    return b"curv" + struct.pack(">4xI", len(points)) + struct.pack(f">{len(points)}H", *points)


SRGB_CURVE = para_tag(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def matrix_profile(
    primaries: tuple[float, ...] = SRGB,
    white: tuple[float, float] = D65,
    curve: bytes = SRGB_CURVE,
    *,
    description: str = "",
    **options: Any,
) -> bytes:
    """An RGB profile of primaries and a curve, adapted to D50 as ICC wants it."""
    from imgrules.images.colourspaces import D50, adaptation, rgb_to_xyz, to_xyz

    chad = adaptation(to_xyz(*white), D50)
    columns = (chad @ rgb_to_xyz(primaries, white)).T
    tags = {f"{c}XYZ": xyz_tag(column) for c, column in zip("rgb", columns, strict=True)}
    tags |= {f"{c}TRC": curve for c in "rgb"}
    numbers = b"".join(struct.pack(">i", round(v * 65536)) for v in chad.ravel())
    tags |= {"wtpt": xyz_tag((0.9642, 1, 0.8249)), "chad": b"sf32" + b"\0" * 4 + numbers}
    return icc(tags=tags, description=description, **options)
