"""Where a finding is, in SARIF's terms: files, rectangles in a picture, clauses."""

from __future__ import annotations

import re
from urllib.parse import quote

from imgrules.document import Data, speakable
from imgrules.model import ImageResult, Region, Source

_DRIVE = re.compile(r"[A-Za-z]:/")
_URL_SAFE = ":/?#[]@!$&'()*+,;=%~-._"


def uri(path: str) -> str:
    """Return the path as a URI reference: relative paths stay so, absolute ones get ``file:``."""
    quoted = quote(speakable(path), safe="/")
    if path.startswith("/"):
        return f"file://{quoted}"
    if _DRIVE.match(path):
        return f"file:///{path[:2]}{quote(speakable(path[2:]), safe='/')}"
    return quoted


def artifact(image: ImageResult) -> Data:
    """Return the picture as one of the run's artifacts."""
    known: Data = {"location": {"uri": uri(image.path)}, "roles": ["analysisTarget"]}
    if image.sha256 is not None:
        known["hashes"] = {"sha-256": image.sha256}
    if image.bytes is not None:
        known["length"] = image.bytes
    if image.format:
        known["mimeType"] = f"image/{image.format.lower()}"
    facts = {"width": image.width, "height": image.height, "sku": image.sku}
    known["properties"] = {
        "verdict": image.verdict.value,
        "path": image.path,
        **{name: value for name, value in facts.items() if value is not None},
    }
    return known


def first_line(path: str, index: int | None) -> Data:
    """Return a location at the start of a file; GitHub shows nothing without a line."""
    where: Data = {"uri": uri(path)}
    if index is not None:
        where["index"] = index
    return {"physicalLocation": {"artifactLocation": where, "region": {"startLine": 1}}}


def rectangles(path: str, index: int | None, regions: tuple[Region, ...]) -> list[Data]:
    """Return the regions as an attachment: boxes in pixels of the upright picture."""
    if not regions:
        return []
    where = first_line(path, index)["physicalLocation"]["artifactLocation"]
    return [
        {
            "description": {"text": "Where in the picture, in pixels"},
            "artifactLocation": where,
            "rectangles": [_rectangle(region) for region in dict.fromkeys(regions)],
        }
    ]


def _rectangle(region: Region) -> Data:
    box: Data = {
        "top": region.y,
        "left": region.x,
        "bottom": region.y + region.height,
        "right": region.x + region.width,
    }
    return {**box, "message": {"text": region.label}} if region.label else box


def shares(regions: tuple[Region, ...], width: int | None, height: int | None) -> list[Data]:
    """Return the regions as shares of the picture's sides, 0–1; nothing for an unknown size."""
    if not width or not height:
        return []
    return [
        {
            "x": round(region.x / width, 6),
            "y": round(region.y / height, 6),
            "width": round(region.width / width, 6),
            "height": round(region.height / height, 6),
            "label": region.label,
        }
        for region in regions
    ]


def clause(source: Source) -> Data:
    """Return the rule's clause as a location that messages can link to as number 1."""
    said = ", ".join(part for part in (source.title, source.clause) if part)
    return {
        "id": 1,
        "message": {"text": said},
        "physicalLocation": {"artifactLocation": {"uri": web(source.url)}},
    }


def web(url: str) -> str:
    """Return the address with everything that no URI may hold percent-encoded."""
    return quote(speakable(url), safe=_URL_SAFE)
