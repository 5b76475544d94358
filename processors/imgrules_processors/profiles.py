"""Writing ICC profiles of RGB spaces, byte for byte the same each time."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Curve = Callable[[float], float]
"""From level to linear light, both from 0 to 1."""

D50 = (0.9642, 1.0, 0.8249)
"""XYZ of the white that profiles are written for."""
POINTS = 1024
"""Of a tone curve. Version 2 has no formulas; with so many points the error is below 1/100 level.
"""
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
_SRGB_PRIMARIES = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_D65 = (0.3127, 0.3290)


@cache
def srgb_profile() -> bytes:
    """Return the sRGB profile that results carry: version 2, which every program reads."""
    return rgb_profile("sRGB IEC61966-2.1", _SRGB_PRIMARIES, _D65, srgb_to_linear)


def srgb_to_linear(level: float) -> float:
    """Apply the tone curve of IEC 61966-2-1."""
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def rgb_profile(
    name: str, primaries: tuple[float, ...], white: tuple[float, float], curve: Curve
) -> bytes:
    """Return a version 2 display profile.

    ``primaries``: x and y of red, green, blue; ``white``: x and y. White maps to D50 exactly.
    """
    adapted = _adaptation(white)
    columns = adapted @ _rgb_to_xyz(primaries, white)
    tone = _curve(curve)
    return _assemble({
        b"desc": _description(name), b"cprt": _text("No copyright, use freely"),
        b"wtpt": _xyz(_fixed(D50)), b"chad": b"sf32\0\0\0\0" + _pack(_fixed(adapted.ravel())),
        **_colorants(columns), b"rTRC": tone, b"gTRC": tone, b"bTRC": tone,
    })  # fmt: skip


# -- colour ---------------------------------------------------------------------------------------


def _from_xy(x: float, y: float) -> Matrix:
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _rgb_to_xyz(primaries: tuple[float, ...], white: tuple[float, float]) -> Matrix:
    columns = np.stack([_from_xy(*primaries[at : at + 2]) for at in (0, 2, 4)], axis=1)
    return cast("Matrix", columns * np.linalg.solve(columns, _from_xy(*white)))


def _adaptation(white: tuple[float, float]) -> Matrix:
    gain = (_BRADFORD @ np.array(D50)) / (_BRADFORD @ _from_xy(*white))
    return cast("Matrix", np.linalg.inv(_BRADFORD) @ np.diag(gain) @ _BRADFORD)


def _colorants(columns: Matrix) -> dict[bytes, bytes]:
    """Round so that the three add up to white to the last bit, or white would not stay white."""
    rounded = np.array([_fixed(column) for column in columns.T])
    rounded[1] += np.array(_fixed(D50)) - rounded.sum(axis=0)
    names = (b"rXYZ", b"gXYZ", b"bXYZ")
    return {name: _xyz(tuple(row)) for name, row in zip(names, rounded, strict=True)}


# -- bytes ----------------------------------------------------------------------------------------


def _fixed(values: tuple[float, ...] | Matrix) -> tuple[int, ...]:
    return tuple(round(float(value) * 65536) for value in values)


def _pack(values: tuple[int, ...]) -> bytes:
    return b"".join(int(value).to_bytes(4, "big", signed=True) for value in values)


def _xyz(values: tuple[int, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _pack(values)


def _curve(curve: Curve) -> bytes:
    levels = [curve(index / (POINTS - 1)) for index in range(POINTS)]
    points = [round(min(1.0, max(0.0, level)) * 65535) for level in levels]
    return b"curv\0\0\0\0" + struct.pack(f">I{POINTS}H", POINTS, *points)


def _text(words: str) -> bytes:
    return b"text\0\0\0\0" + words.encode("ascii") + b"\0"


def _description(name: str) -> bytes:
    words = name.encode("ascii", "replace") + b"\0"
    # The Unicode and Macintosh names that must follow are left empty.
    return b"desc\0\0\0\0" + struct.pack(">I", len(words)) + words + b"\0" * (4 + 4 + 2 + 1 + 67)


def _assemble(tags: dict[bytes, bytes]) -> bytes:
    directory, body, placed = b"", b"", dict[bytes, int]()
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        if content not in placed:
            placed[content] = start + len(body)
            body += content + b"\0" * (-len(content) % 4)
        directory += struct.pack(">4sII", signature, placed[content], len(content))
    rest = struct.pack(">I", len(tags)) + directory + body
    return _header(128 + len(rest)) + rest


def _header(size: int) -> bytes:
    # A fixed date: the same picture must give the same bytes on any day.
    made = struct.pack(">6H", 2024, 1, 1, 0, 0, 0)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    return (head + made + b"acsp" + b"\0" * 28 + _pack(_fixed(D50))).ljust(128, b"\0")
