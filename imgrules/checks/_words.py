"""Numbers and names as a merchandiser reads them."""

from __future__ import annotations

MODELS = {"rgb": "RGB", "grey": "greyscale", "cmyk": "CMYK", "lab": "Lab", "palette": "a palette"}
"""Colour model → word."""


def say_bytes(count: int) -> str:
    """Say a file size, in decimal units and in full where a unit would round it away."""
    if count < 1000:
        return f"{count} bytes"
    unit, size = ("kB", 1000) if count < 1_000_000 else ("MB", 1_000_000)
    rounded = f"{count / size:.3g}"
    if float(rounded) * size == count:
        return f"{rounded} {unit}"
    return f"{rounded} {unit} ({count:,} bytes)"
