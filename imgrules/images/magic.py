"""Telling picture formats by their first bytes, never by the file's name."""

from __future__ import annotations

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "ai": ("ai",),
    "avif": ("avif", "avifs"),
    "bmp": ("bmp", "dib"),
    "eps": ("eps", "epsf"),
    "gif": ("gif",),
    "heic": ("heic", "heif", "hif"),
    "ico": ("ico",),
    "jp2": ("jp2", "j2k", "jpx"),
    "jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "jxl": ("jxl",),
    "mpo": ("mpo",),
    "pdf": ("pdf",),
    "png": ("png", "apng"),
    "pnm": ("pnm", "ppm", "pgm", "pbm"),
    "psd": ("psd", "psb"),
    "svg": ("svg",),
    "tiff": ("tif", "tiff"),
    "webp": ("webp",),
}
"""Format name → extensions in use for it, the usual one first."""

ALSO: dict[str, tuple[str, ...]] = {"jpeg": ("mpo",), "pdf": ("ai",)}
"""Format name → extensions of other names whose content is this format."""

_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"%PDF-", "pdf"),
    (b"%!PS-Adobe", "eps"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"\x00\x00\x01\x00", "ico"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xffO\xffQ", "jp2"),
    (b"\xff\x0a", "jxl"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl"),
    *((b"P%d" % kind, "pnm") for kind in range(1, 8)),
)

_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def sniff(data: bytes) -> str | None:
    """Return the format name of the content, or None when it is no picture format known here."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _sniff_isobmff(data)
    for prefix, name in _PREFIXES:
        if data.startswith(prefix):
            return name
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "svg" if head.startswith((b"<svg", b"<?xml")) and b"<svg" in head else None


def _sniff_isobmff(data: bytes) -> str | None:
    length = int.from_bytes(data[:4], "big")
    box = data[8 : min(length, 256)]
    brands = [box[:4], *(box[at : at + 4] for at in range(8, len(box), 4))]
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return "avif"
        if brand in _HEIC_BRANDS and not _AVIF_BRANDS & set(brands):
            return "heic"
    return None
