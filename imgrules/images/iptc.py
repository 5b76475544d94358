"""IPTC-IIM values: the older press metadata, inside Photoshop's resource blocks."""

from __future__ import annotations

_NAMES = {
    5: "ObjectName", 25: "Keywords", 40: "SpecialInstructions", 80: "By-line", 110: "Credit",
    115: "Source", 116: "CopyrightNotice", 120: "Caption-Abstract",
}  # fmt: skip
"""Data sets of record 2 that rules may ask for."""


def find_iptc(app13: bytes) -> bytes | None:
    """Return the IPTC block of a Photoshop segment, None when it holds none."""
    at = app13.find(b"8BIM")
    while 0 <= at <= len(app13) - 12:
        kind = int.from_bytes(app13[at + 4 : at + 6], "big")
        name = app13[at + 6] + 1
        body = at + 6 + name + name % 2
        size = int.from_bytes(app13[body : body + 4], "big")
        if kind == 0x0404:
            return app13[body + 4 : body + 4 + size]
        at = app13.find(b"8BIM", body + 4 + size)
    return None


def read_iptc(block: bytes) -> dict[str, list[str]]:
    """Read the values of record 2; what is cut off or unknown is left out."""
    values: dict[str, list[str]] = {}
    utf8 = b"\x1c\x01\x5a" in block and b"\x1b%G" in block
    at = block.find(b"\x1c\x02")
    while 0 <= at <= len(block) - 5 and block[at : at + 2] == b"\x1c\x02":
        size = int.from_bytes(block[at + 3 : at + 5], "big")
        body = block[at + 5 : at + 5 + size]
        name = _NAMES.get(block[at + 2])
        # The high bit marks an extended length: no data set named here can need one.
        if size & 0x8000 or len(body) < size:
            break
        if name:
            text = body.decode("utf-8" if utf8 else "latin-1", "replace")
            values.setdefault(name, []).append(text)
        at += 5 + size
    return values
