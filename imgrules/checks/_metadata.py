"""Names and values of metadata in rules."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

FieldName = Annotated[str, StringConstraints(pattern=r"^(xmp:\w+:\w+|(iptc|exif):[\w-]+)$")]

GENERATED = {
    "trainedalgorithmicmedia", "compositewithtrainedalgorithmicmedia", "algorithmicmedia",
    "compositesynthetic",
}  # fmt: skip
"""IPTC digital source types of media made or partly made by a machine, in lower case."""


def forms(value: str) -> set[str]:
    """Return the ways a rule may write a value: whole, or the last part of a web address."""
    whole = value.casefold()
    return {whole, whole.rpartition("/")[2]} if "://" in whole else {whole}
