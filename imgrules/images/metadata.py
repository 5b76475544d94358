"""The picture's descriptive metadata under the names rules use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imgrules.images.iptc import read_iptc
from imgrules.images.xmp import XmpError, read_xmp

if TYPE_CHECKING:
    from imgrules.images.header import Header

SOURCE_TYPE = "iptc:DigitalSourceType"
KEYWORDS = "xmp:dc:subject"

_ALIASES = {SOURCE_TYPE: "xmp:Iptc4xmpExt:DigitalSourceType"}
"""The IPTC standard's properties that live in XMP."""
_EXIF = {"make": "Make", "model": "Model", "software": "Software", "artist": "Artist",
         "copyright": "Copyright"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metadata:
    """``values``: field → values, as ``xmp:dc:subject``, ``iptc:Keywords``, ``exif:Artist``.

    ``problem``: why the XMP packet could not be read, empty where it could or there is none.
    """

    values: Mapping[str, list[str]]
    problem: str
    private: Mapping[str, bool]
    """``gps``, ``serial``, ``owner``: whether the file gives it away, in EXIF or XMP."""

    def get(self, field: str) -> list[str]:
        """Return a field's values, empty where absent."""
        return list(self.values.get(field, self.values.get(_ALIASES.get(field, ""), [])))


def read_metadata(header: Header) -> Metadata:
    """Read XMP, IPTC and EXIF values."""
    problem = ""
    xmp: dict[str, list[str]] = {}
    if header.xmp:
        try:
            xmp = read_xmp(header.xmp)
        except XmpError as trouble:
            problem = str(trouble)
    values = {f"xmp:{name}": found for name, found in xmp.items()}
    iptc = read_iptc(header.iptc) if header.iptc else {}
    values |= {f"iptc:{name}": found for name, found in iptc.items()}
    for key, name in _EXIF.items():
        if header.exif.get(key):
            values[f"exif:{name}"] = [str(header.exif[key])]
    return Metadata(values, problem, _private(header, xmp))


_PRIVATE_XMP = {
    "gps": ("exif:GPSLatitude", "exif:GPSLongitude"),
    "serial": ("aux:SerialNumber", "exifEX:BodySerialNumber", "exifEX:LensSerialNumber",
               "aux:LensSerialNumber"),
    "owner": ("aux:OwnerName", "exifEX:CameraOwnerName"),
}  # fmt: skip


def _private(header: Header, xmp: Mapping[str, list[str]]) -> dict[str, bool]:
    return {
        kind: bool(header.exif.get(kind)) or any(name in xmp for name in names)
        for kind, names in _PRIVATE_XMP.items()
    }
