"""Writing small ICC profiles, byte for byte the same each time."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.testing._formats import Profile

_D50 = (0.9642, 1.0, 0.8249)
_D65_XY, _D50_XY = (0.3127, 0.3290), (0.3457, 0.3585)
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)

_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_REC709_CURVE = (1 / 0.45, 1 / 1.0993, 0.0993 / 1.0993, 1 / 4.5, 0.08145)


@dataclass(frozen=True, slots=True)
class _Space:
    """An RGB space: name, red, green and blue primaries and white as xy, and its tone curve."""

    name: str
    red: tuple[float, float]
    green: tuple[float, float]
    blue: tuple[float, float]
    white: tuple[float, float]
    curve: tuple[float, ...]


_SRGB = _Space("sRGB IEC61966-2.1", (0.64, 0.33), (0.30, 0.60), (0.15, 0.06), _D65_XY, _SRGB_CURVE)

_SPACES: dict[Profile, _Space] = {
    "srgb": _SRGB,
    "display-p3": _Space(
        "Display P3", (0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _D65_XY, _SRGB_CURVE
    ),
    "adobe-rgb": _Space(
        "Adobe RGB (1998)", (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), _D65_XY, (563 / 256,)
    ),
    "prophoto": _Space(
        "ProPhoto RGB",
        (0.734699, 0.265301),
        (0.159597, 0.840403),
        (0.036598, 0.000105),
        _D50_XY,
        (1.8,),
    ),
    "rec2020": _Space(
        "Rec. ITU-R BT.2020-1",
        (0.708, 0.292),
        (0.170, 0.797),
        (0.131, 0.046),
        _D65_XY,
        _REC709_CURVE,
    ),
    "apple-rgb": _Space(
        "Apple RGB", (0.625, 0.340), (0.280, 0.595), (0.155, 0.070), _D65_XY, (1.8,)
    ),
}


def profile_bytes(name: Profile) -> bytes | None:
    """Return the profile of that name; None for ``none``."""
    if name == "none":
        return None
    if name in _SPACES:
        return _rgb(_SPACES[name], _SPACES[name].name)
    special = {
        "srgb-unnamed": lambda: _rgb(_SRGB, "c2"),
        "srgb-misnamed": lambda: _rgb(_SRGB, "Display P3"),
        "broken": lambda: _rgb(_SRGB, _SRGB.name)[:190],
        "grey": _grey,
        "lab": _lab,
        "cmyk": _cmyk,
    }
    return special[name]()


def _rgb(space: _Space, name: str) -> bytes:
    columns = _primaries_under_d50(space)
    curve = _curve(space.curve)
    return _assemble(
        b"mntr", b"RGB ", b"XYZ ",
        {
            b"desc": _text(name), b"cprt": _text("No copyright, use freely"),
            b"wtpt": _xyz(_D50), b"chad": _chad(space.white),
            b"rXYZ": _xyz(columns[:, 0]), b"gXYZ": _xyz(columns[:, 1]),
            b"bXYZ": _xyz(columns[:, 2]),
            b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
        },
    )  # fmt: skip


def _grey() -> bytes:
    return _assemble(
        b"mntr", b"GRAY", b"XYZ ",
        {
            b"desc": _text("Grey gamma 2.2"), b"cprt": _text("No copyright, use freely"),
            b"wtpt": _xyz(_D50), b"kTRC": _curve((2.2,)),
        },
    )  # fmt: skip


def _lab() -> bytes:
    return _assemble(
        b"abst", b"Lab ", b"Lab ",
        {
            b"desc": _text("Lab identity"), b"cprt": _text("No copyright, use freely"),
            b"wtpt": _xyz(_D50), b"A2B0": _table(_identity_grid(), 3),
        },
    )  # fmt: skip


def _cmyk() -> bytes:
    return _assemble(
        b"prtr", b"CMYK", b"Lab ",
        {
            b"desc": _text("Coated offset, generic"), b"cprt": _text("No copyright, use freely"),
            b"wtpt": _xyz(_D50), b"A2B0": _table(_ink_grid(), 4),
        },
    )  # fmt: skip


# -- colour ---------------------------------------------------------------------------------------


def _from_xy(xy: tuple[float, float]) -> NDArray[np.float64]:
    x, y = xy
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _adaptation(white: tuple[float, float]) -> NDArray[np.float64]:
    """Return the Bradford matrix from ``white`` to D50, the white of all profiles."""
    gain = (_BRADFORD @ np.array(_D50)) / (_BRADFORD @ _from_xy(white))
    adapted: NDArray[np.float64] = np.linalg.inv(_BRADFORD) @ np.diag(gain) @ _BRADFORD
    return adapted


def _primaries_under_d50(space: _Space) -> NDArray[np.float64]:
    primaries = np.stack([_from_xy(xy) for xy in (space.red, space.green, space.blue)], axis=1)
    amounts = np.linalg.solve(primaries, _from_xy(space.white))
    columns: NDArray[np.float64] = _adaptation(space.white) @ (primaries * amounts)
    return columns


def _identity_grid() -> NDArray[np.uint8]:
    corners = np.indices((2, 2, 2)).reshape(3, -1).T
    return (corners * 255).astype(np.uint8)


def _ink_grid() -> NDArray[np.uint8]:
    """Lab of the 16 overprints of full inks: each ink darkens and pulls its own way."""
    pull = {0: (-40, -36, -50), 1: (-48, 72, -4), 2: (-6, -5, 90), 3: (-84, 0, 0)}
    grid = np.zeros((16, 3), np.uint8)
    for index in range(16):
        inks = [ink for ink in range(4) if index >> (3 - ink) & 1]
        light, a, b = (sum(pull[ink][axis] for ink in inks) for axis in range(3))
        spread = 1.0 if len(inks) < 2 else 0.6 if 3 not in inks else 0.1
        grid[index] = np.clip(
            [(95 + light) * 2.55, 128 + a * spread, 128 + b * spread], (20, 0, 0), (255, 255, 255)
        )
    return grid


# -- bytes ----------------------------------------------------------------------------------------


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(float(value) * 65536))


def _xyz(values: tuple[float, ...] | NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _chad(white: tuple[float, float]) -> bytes:
    return b"sf32\0\0\0\0" + b"".join(_fixed(value) for value in _adaptation(white).ravel())


def _curve(numbers: tuple[float, ...]) -> bytes:
    kind = 0 if len(numbers) == 1 else 3
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(map(_fixed, numbers))


def _text(words: str) -> bytes:
    body = words.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(body), 28) + body


def _table(grid: NDArray[np.uint8], channels: int) -> bytes:
    """Return a lut8 with two grid points a channel and straight curves."""
    straight = bytes(range(256))
    identity = b"".join(_fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    head = b"mft1\0\0\0\0" + bytes([channels, 3, 2, 0])
    return head + identity + straight * channels + grid.tobytes() + straight * 3


def _assemble(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    directory, body, placed = b"", b"", {}
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        if content not in placed:
            placed[content] = start + len(body)
            body += content + b"\0" * (-len(content) % 4)
        directory += struct.pack(">4sII", signature, placed[content], len(content))
    rest = struct.pack(">I", len(tags)) + directory + body
    return _header(128 + len(rest), kind, space, connection) + rest


def _header(size: int, kind: bytes, space: bytes, connection: bytes) -> bytes:
    made = struct.pack(">6H", 2024, 1, 1, 0, 0, 0)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x04300000, kind, space, connection)
    head += made + b"acsp" + b"\0" * 28 + b"".join(_fixed(value) for value in _D50)
    return head.ljust(128, b"\0")
