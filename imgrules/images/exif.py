"""The EXIF facts rules ask about: orientation, density, colour space, and what is private."""

from __future__ import annotations

from dataclasses import dataclass, field

from imgrules.images.tiff import Directory, TiffError, read_directory, read_start
from imgrules.model import Value

_ORIENTATION, _X, _Y, _UNIT = 0x0112, 0x011A, 0x011B, 0x0128
_EXIF_IFD, _GPS_IFD, _INTEROP_IFD = 0x8769, 0x8825, 0xA005
_COLOUR_SPACE = 0xA001
_TEXTS = {
    0x010F: "make",
    0x0110: "model",
    0x0131: "software",
    0x013B: "artist",
    0x8298: "copyright",
}
_SERIALS = (0xA431, 0xA435, 0xC62F)
_OWNER = 0xA430
_GPS_PLACE = (0x0002, 0x0004)


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """What the EXIF block says; ``warnings`` tell what of it could not be read."""

    orientation: int | None = None
    dpi: tuple[float, float] | None = None
    values: dict[str, Value] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_exif(block: bytes) -> ExifFacts:
    """Read an EXIF block; a damaged one gives what can be had and a warning."""
    try:
        order, offset, big = read_start(block)
        main = read_directory(block, order, offset, big=big)
    except TiffError as problem:
        return ExifFacts(warnings=(f"the EXIF block is damaged: {problem}",))
    warnings: list[str] = []
    exif = _sub_directory(block, main, _EXIF_IFD, big, warnings)
    gps = _sub_directory(block, main, _GPS_IFD, big, warnings)
    interop = _sub_directory(block, exif, _INTEROP_IFD, big, [])
    if main.rational(_X) is None and main.raw(_X):
        warnings.append("the EXIF block is damaged: its density is no number")
    if main.broken:
        warnings.append("the EXIF block is damaged: a value lies outside it")
    return ExifFacts(
        main.integer(_ORIENTATION), _dpi(main), _values(main, exif, gps, interop), tuple(warnings)
    )


def _sub_directory(
    block: bytes,
    parent: Directory,
    tag: int,
    big: bool,
    warnings: list[str],
) -> Directory:
    offset = parent.integer(tag)
    empty = Directory(parent.order, {}, ())
    if offset is None:
        return empty
    try:
        return read_directory(block, parent.order, offset, big=big)
    except TiffError as problem:
        warnings.append(f"the EXIF block is damaged: {problem}")
        return empty


def _dpi(main: Directory) -> tuple[float, float] | None:
    x, y = main.rational(_X), main.rational(_Y)
    scale = {2: 1.0, 3: 2.54}.get(main.integer(_UNIT) or 2)
    if x is None or scale is None:
        return None
    return (x * scale, (y or x) * scale) if x > 0 else None


def _values(
    main: Directory, exif: Directory, gps: Directory, interop: Directory
) -> dict[str, Value]:
    """Say that a place or a serial number is there, not what it is: results get shared."""
    values: dict[str, Value] = {
        name: main.text(tag) for tag, name in _TEXTS.items() if main.text(tag)
    }
    colour_space = exif.integer(_COLOUR_SPACE)
    if colour_space is not None:
        values["color_space"] = colour_space
    if interop.text(0x0001):
        values["interop"] = interop.text(0x0001)
    values["gps"] = any(_holds_angle(gps, tag) for tag in _GPS_PLACE)
    values["serial"] = any(exif.text(tag) or main.text(tag) for tag in _SERIALS)
    values["owner"] = bool(exif.text(_OWNER))
    return values


def _holds_angle(gps: Directory, tag: int) -> bool:
    """Cameras without a fix write 0/1, 0/1, 0/1: that gives nothing away."""
    body = gps.raw(tag)
    return any(any(body[at : at + 4]) for at in range(0, len(body), 8))
