"""Reading an ICC profile's header, tags and curves: bounded, and never trusting an offset."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float, float]
Curve = tuple[float, ...]
"""A tone curve sampled at ``SAMPLES``: linear light for evenly spaced levels from 0 to 1."""

STEPS = 32
SAMPLES = tuple(step / STEPS for step in range(STEPS + 1))
_MAX_TAGS = 200


class IccError(ValueError):
    """The profile cannot be read."""


@dataclass(frozen=True, slots=True)
class IccProfile:
    """``space``, ``pcs`` and ``kind`` are the four-letter codes, stripped."""

    version: float
    kind: str
    space: str
    pcs: str
    description: str
    tags: dict[str, bytes]


def icc_space(data: bytes) -> str:
    """Return the colour space code without reading further; empty where there is none."""
    return data[16:20].decode("latin-1").strip() if data[36:40] == b"acsp" else ""


def parse_icc(data: bytes) -> IccProfile:
    """Read header and tag table. Raises IccError."""
    if len(data) < 132:
        raise IccError("it is cut short")
    if data[36:40] != b"acsp":
        raise IccError("it is no ICC profile")
    if int.from_bytes(data[:4], "big") > len(data):
        raise IccError("it is cut short")
    tags = _read_tags(data)
    kind, space, pcs = (data[at : at + 4].decode("latin-1").strip() for at in (12, 16, 20))
    version = data[8] + (data[9] >> 4) / 10
    return IccProfile(version, kind, space, pcs, _describe(tags), tags)


def _read_tags(data: bytes) -> dict[str, bytes]:
    count = int.from_bytes(data[128:132], "big")
    if count > _MAX_TAGS or 132 + 12 * count > len(data):
        raise IccError("its table of contents is damaged")
    tags: dict[str, bytes] = {}
    for at in range(132, 132 + 12 * count, 12):
        offset = int.from_bytes(data[at + 4 : at + 8], "big")
        size = int.from_bytes(data[at + 8 : at + 12], "big")
        if offset + size > len(data):
            raise IccError("a part of it lies outside the profile")
        tags.setdefault(data[at : at + 4].decode("latin-1"), data[offset : offset + size])
    return tags


def _describe(tags: dict[str, bytes]) -> str:
    body = tags.get("desc", b"")
    if body[:4] == b"desc":
        length = int.from_bytes(body[8:12], "big")
        return body[12 : 12 + length].split(b"\x00")[0].decode("latin-1").strip()
    if body[:4] == b"mluc" and len(body) >= 28:
        size, offset = (int.from_bytes(body[at : at + 4], "big") for at in (20, 24))
        text = body[offset : offset + size].decode("utf-16-be", "replace")
        return text.split("\x00")[0].strip()
    return ""


def _fixed(body: bytes, at: int) -> float:
    return int.from_bytes(body[at : at + 4], "big", signed=True) / 65536


def read_xyz(body: bytes) -> Point:
    """Read an XYZ tag. Raises IccError."""
    if body[:4] != b"XYZ " or len(body) < 20:
        raise IccError("a colour of it cannot be read")
    return _fixed(body, 8), _fixed(body, 12), _fixed(body, 16)


def read_matrix(body: bytes) -> tuple[float, ...]:
    """Read the nine numbers of a chromatic adaptation tag. Raises IccError."""
    if body[:4] != b"sf32" or len(body) < 44:
        raise IccError("its chromatic adaptation cannot be read")
    return tuple(_fixed(body, at) for at in range(8, 44, 4))


def read_curve(body: bytes) -> Curve:
    """Read a curve tag and sample it. Raises IccError."""
    if body[:4] == b"curv" and len(body) >= 12:
        return _read_sampled(body)
    if body[:4] == b"para" and len(body) >= 16:
        return _read_parametric(body)
    raise IccError("a tone curve of it cannot be read")


def _read_sampled(body: bytes) -> Curve:
    count = int.from_bytes(body[8:12], "big")
    if len(body) < 12 + 2 * count:
        raise IccError("a tone curve of it is cut short")
    points = [int.from_bytes(body[at : at + 2], "big") for at in range(12, 12 + 2 * count, 2)]
    if count == 0:
        return SAMPLES
    if count == 1:
        return tuple(level ** (points[0] / 256) for level in SAMPLES)
    return tuple(_between(points, level * (count - 1)) / 65535 for level in SAMPLES)


def _between(points: list[int], place: float) -> float:
    low = min(int(place), len(points) - 2)
    return points[low] + (points[low + 1] - points[low]) * (place - low)


_PARAMETERS = (1, 3, 4, 5, 7)


def _read_parametric(body: bytes) -> Curve:
    kind = int.from_bytes(body[8:10], "big")
    if kind >= len(_PARAMETERS) or len(body) < 12 + 4 * _PARAMETERS[kind]:
        raise IccError("a tone curve of it cannot be read")
    g, *rest = (_fixed(body, 12 + 4 * index) for index in range(_PARAMETERS[kind]))
    a, b, c, d, e, f = (*rest, *([0.0] * (6 - len(rest))))
    if kind == 0:
        a, b, c, d, e, f = 1, 0, 0, 0, 0, 0
    elif kind in (1, 2):
        # Below -b/a the curve is flat at c (which kind 1 does not have).
        e = f = c if kind == 2 else 0
        c, d = 0, (-b / a if a else 0)
    try:
        return tuple((max(0.0, a * x + b) ** g + e if x >= d else c * x + f) for x in SAMPLES)
    except (OverflowError, ZeroDivisionError) as problem:
        raise IccError("a tone curve of it is impossible") from problem
