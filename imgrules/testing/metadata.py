"""EXIF and XMP as cameras and editors write them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from PIL import ExifTags
from PIL import Image as PillowImage

from imgrules.testing.recipe import Exif, Recipe, Xmp

_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'


def xmp_packet(xmp: Xmp) -> bytes:
    """Return the packet."""
    body = ""
    if xmp.subject:
        body += _list("dc:subject", "Bag", xmp.subject)
    if xmp.creator:
        body += _list("dc:creator", "Seq", (xmp.creator,))
    for name, text in (("dc:title", xmp.title), ("dc:rights", xmp.rights)):
        if text:
            item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
            body += f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"
    if xmp.digital_source_type:
        name = "Iptc4xmpExt:DigitalSourceType"
        body += f"<{name}>{escape(_address(xmp.digital_source_type))}</{name}>"
    return (_HEAD + body + _TAIL).encode()


def _list(name: str, kind: str, items: tuple[str, ...]) -> str:
    inner = "".join(f"<rdf:li>{escape(item)}</rdf:li>" for item in items)
    return f"<{name}><rdf:{kind}>{inner}</rdf:{kind}></{name}>"


def _address(source_type: str) -> str:
    return source_type if ":" in source_type else _SOURCE_TYPES + source_type


def exif_block(recipe: Recipe) -> PillowImage.Exif | None:
    """Return the EXIF of the picture; None where the recipe asks for nothing in it."""
    if recipe.exif is None and recipe.orientation is None:
        return None
    block = PillowImage.Exif()
    if recipe.orientation is not None:
        block[ExifTags.Base.Orientation] = recipe.orientation
    if recipe.exif is not None:
        _camera(block, recipe.exif)
    return block


def _camera(block: PillowImage.Exif, exif: Exif) -> None:
    if exif.make:
        block[ExifTags.Base.Make] = exif.make
    details = block.get_ifd(ExifTags.IFD.Exif)
    if exif.serial:
        details[ExifTags.Base.BodySerialNumber] = exif.serial
    if exif.owner:
        details[ExifTags.Base.CameraOwnerName] = exif.owner
    if exif.gps:
        place = block.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
        place[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
        place[ExifTags.GPS.GPSLongitude] = (13.0, 24.0, 18.0)
