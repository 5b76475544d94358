"""Reading XMP packets without letting them expand entities or load anything."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

_MAX_BYTES = 4 * 1024 * 1024
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
}
"""Namespace → the prefix rules write, whatever the packet calls it."""


class XmpError(ValueError):
    """The packet cannot be read."""


def read_xmp(packet: bytes) -> dict[str, list[str]]:
    """Return ``prefix:name`` → values of the packet's known namespaces. Raises XmpError."""
    if len(packet) > _MAX_BYTES:
        raise XmpError("the packet is too long")
    text = _decode(packet)
    # Entities need a document type: without one, nothing can expand.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XmpError("the packet declares entities")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (no document type, bounded length)
    except (ParseError, ValueError) as problem:
        raise XmpError(f"the packet is no valid XML: {problem}") from problem
    values: dict[str, list[str]] = {}
    for description in root.iter(f"{_RDF}Description"):
        _collect(description, values)
    return values


def _decode(packet: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if packet.startswith(mark):
            return packet.decode(encoding, "replace").strip("\x00 \r\n\t\ufeff")
    text = packet.decode("utf-8", "replace").strip("\x00 \r\n\t\ufeff")
    # An XML declaration may name another encoding, which a str must not.
    return text.partition("?>")[2] if text.startswith("<?xml ") else text


def _collect(description: Element, values: dict[str, list[str]]) -> None:
    for name, value in description.attrib.items():
        _add(values, name, [value])
    for child in description:
        _add(values, child.tag, _values_of(child))


def _add(values: dict[str, list[str]], tag: str, found: list[str]) -> None:
    namespace, _, name = tag.removeprefix("{").partition("}")
    prefix = _PREFIXES.get(namespace)
    kept = [value.strip() for value in found if value and value.strip()]
    if prefix and kept:
        values.setdefault(f"{prefix}:{name}", []).extend(kept)


def _values_of(element: Element) -> list[str]:
    items = list(element.iter(f"{_RDF}li"))
    if items:
        return [item.text or item.get(f"{_RDF}resource") or "" for item in items]
    return [element.text or "", element.get(f"{_RDF}resource") or ""]
