"""Names of picture formats in rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from imgrules.images.magic import EXTENSIONS

_TITLES = {"jp2": "JPEG 2000", "jxl": "JPEG XL", "pnm": "PNM", "webp": "WebP", "ai": "Illustrator"}


def _known(name: str) -> str:
    if name not in EXTENSIONS:
        from difflib import get_close_matches

        near = get_close_matches(name, EXTENSIONS, 1)
        hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(EXTENSIONS)}"
        raise ValueError(f"{name!r} is no known format{hint}")
    return name


FormatName = Annotated[str, AfterValidator(_known)]


def say_formats(names: Sequence[str]) -> str:
    """Say format names as people write them."""
    return " or ".join(_TITLES.get(name, name.upper()) for name in names)
