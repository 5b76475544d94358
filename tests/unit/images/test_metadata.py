from __future__ import annotations

import pytest
from PIL import Image as PillowImage

from imgrules.images.iptc import find_iptc, read_iptc
from imgrules.images.metadata import SOURCE_TYPE, read_metadata
from imgrules.images.xmp import XmpError, read_xmp
from tests.unit.images.samples import encode, header_of, scene, with_segment

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:d="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Studio"
  xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
 <d:subject><rdf:Bag><rdf:li>shoe</rdf:li><rdf:li> contains-synthetic-performer </rdf:li></rdf:Bag></d:subject>
 <d:rights><rdf:Alt><rdf:li xml:lang="x-default">© Shop</rdf:li></rdf:Alt></d:rights>
 <e:DigitalSourceType>{GENERATED}</e:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""  # noqa: E501


def test_values_by_their_usual_prefixes() -> None:
    values = read_xmp(PACKET.encode())
    assert values["dc:subject"] == ["shoe", "contains-synthetic-performer"]
    assert values["dc:rights"] == ["© Shop"]
    assert values["xmp:CreatorTool"] == ["Studio"]
    assert values["Iptc4xmpExt:DigitalSourceType"] == [GENERATED]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_encodings_and_padding(encoding: str) -> None:
    packet = PACKET.replace("\ufeff", "").encode(encoding) + "   ".encode(encoding)[-2:]
    assert read_xmp(packet.rstrip(b" "))["dc:rights"] == ["© Shop"]


def test_padding_and_declaration_do_not_matter() -> None:
    packet = b'<?xml version="1.0" encoding="latin-1"?>' + PACKET.encode() + b"\0\0\n  "
    assert read_xmp(packet)["dc:rights"] == ["© Shop"]


@pytest.mark.parametrize(
    "packet",
    [
        b"<x:xmpmeta",
        b"no xml at all",
        b"",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'.encode("utf-16"),
        b"<x>&undefined;</x>",
        b"<x>" + b" " * (4 * 1024 * 1024) + b"</x>",
    ],
)
def test_packets_that_are_refused(packet: bytes) -> None:
    with pytest.raises(XmpError):
        read_xmp(packet)


def test_names_that_rules_use() -> None:
    metadata = read_metadata(header_of(encode(scene(), "JPEG", xmp=PACKET.encode())))
    assert metadata.problem == ""
    assert metadata.get("xmp:dc:subject") == ["shoe", "contains-synthetic-performer"]
    assert metadata.get(SOURCE_TYPE) == [GENERATED]
    assert metadata.get("xmp:Iptc4xmpExt:DigitalSourceType") == [GENERATED]
    assert metadata.get("xmp:dc:creator") == []


def test_a_packet_that_cannot_be_read_is_a_problem() -> None:
    metadata = read_metadata(header_of(encode(scene(), "JPEG", xmp=b"<broken")))
    assert metadata.values == {}
    assert "valid XML" in metadata.problem


def _iptc(*values: tuple[int, bytes]) -> bytes:
    return b"".join(
        b"\x1c\x02" + bytes((number,)) + len(text).to_bytes(2, "big") + text
        for number, text in values
    )


def _photoshop(block: bytes) -> bytes:
    other = b"8BIM\x03\xed\x00\x00" + (4).to_bytes(4, "big") + b"dpi!"
    name = b"\x05named"
    return (b"Photoshop 3.0\0" + other + b"8BIM\x04\x04" + name
            + len(block).to_bytes(4, "big") + block)  # fmt: skip


def test_iptc_in_a_photoshop_segment() -> None:
    block = _iptc((25, b"shoe"), (25, b"red"), (116, b"Shop"), (200, b"unknown"))
    data = with_segment(encode(scene(), "JPEG"), 0xED, _photoshop(block))
    metadata = read_metadata(header_of(data))
    assert metadata.get("iptc:Keywords") == ["shoe", "red"]
    assert metadata.get("iptc:CopyrightNotice") == ["Shop"]


def test_iptc_encodings_and_ends() -> None:
    assert read_iptc(_iptc((25, b"caf\xe9")))["Keywords"] == ["café"]
    utf8 = b"\x1c\x01\x5a\x00\x03\x1b%G" + _iptc((25, "café".encode()))
    assert read_iptc(utf8)["Keywords"] == ["café"]
    assert read_iptc(_iptc((25, b"cut off"))[:-2]) == {}
    assert read_iptc(b"\x1c\x02\x19\x80\x04\0\0\0\1x") == {}
    assert find_iptc(b"Photoshop 3.0\0" + b"8BIM") is None
    assert find_iptc(b"") is None


def test_exif_texts() -> None:
    exif = PillowImage.Exif()
    exif[0x8298] = "Shop"
    metadata = read_metadata(header_of(encode(scene(), "JPEG", exif=exif.tobytes())))
    assert metadata.get("exif:Copyright") == ["Shop"]


@pytest.mark.parametrize(
    ("attribute", "kind"),
    [('exif:GPSLatitude="52,31N"', "gps"), ('aux:SerialNumber="1"', "serial"),
     ('aux:OwnerName="Ada"', "owner")],
)  # fmt: skip
def test_private_data_in_xmp(attribute: str, kind: str) -> None:
    spaces = (
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"'
    )
    packet = PACKET.replace('rdf:about=""', f'rdf:about="" {spaces} {attribute}')
    private = read_metadata(header_of(encode(scene(), "JPEG", xmp=packet.encode()))).private
    assert private == {name: name == kind for name in ("gps", "serial", "owner")}
