"""Files of other formats than JPEG: without loss where that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PIL import Image as PillowImage

from imgrules import ext
from imgrules_processors import _writers
from imgrules_processors._metadata import Metadata
from imgrules_processors._search import Search
from imgrules_processors._wanted import (
    EXTENSIONS,
    Encoded,
    Misfit,
    Wanted,
    limits,
    metadata_of,
    say_miss,
)
from imgrules_processors._white import white_lost

_WEBP_SIDE, _WEBP_RIM = 16383, 14


def without_loss(
    name: str, write: Callable[[PillowImage.Image, Metadata], bytes], drops: tuple[str, ...]
) -> Callable[[ext.Draft, Wanted], Encoded]:
    def file(draft: ext.Draft, wanted: Wanted) -> Encoded:
        metadata = metadata_of(draft, wanted)
        data = write(_writers.picture_of(draft.samples, draft.alpha), metadata)
        if not wanted.window.holds(len(data)):
            raise Misfit(f"{name.upper()} does not fit {limits(wanted.window)}: {len(data)} bytes")
        note = "; ".join((f"{name.upper()}, {len(data)} bytes", *_dropped(metadata, name, drops)))
        return Encoded(data, name, EXTENSIONS[name], note)

    return file


def _dropped(metadata: Metadata, name: str, drops: tuple[str, ...]) -> Iterator[str]:
    for block in drops:
        if getattr(metadata, block):
            yield f"{block.upper()} has no place in a {name.upper()} and is left out"


def write_webp_file(draft: ext.Draft, wanted: Wanted) -> Encoded:
    """Write without loss, and with it only where the file is too large otherwise."""
    if max(draft.width, draft.height) > _WEBP_SIDE:
        raise Misfit(f"a WebP has at most {_WEBP_SIDE} px a side")
    metadata = metadata_of(draft, wanted)
    picture = _writers.picture_of(draft.samples, draft.alpha)
    dropped = tuple(_dropped(metadata, "webp", ("iptc", "dpi")))
    data = _writers.write_webp(picture, metadata, None)
    words = f"WebP without loss, {len(data)} bytes"
    if wanted.window.too_large(len(data)):
        search = Search(lambda q: _writers.write_webp(picture, metadata, q), wanted.window)
        found = search.run(wanted.floor)
        if found is None:
            raise Misfit(say_miss("WebP", search))
        data, words = found[1], f"WebP quality {found[0]}, {len(found[1])} bytes"
        if draft.alpha is None and white_lost(draft.samples, data, _WEBP_RIM):
            raise Misfit(f"WebP at quality {found[0]} takes exact white away")
    elif not wanted.window.holds(len(data)):
        raise Misfit(f"WebP does not fit {limits(wanted.window)}: {len(data)} bytes")
    return Encoded(data, "webp", EXTENSIONS["webp"], "; ".join((words, *dropped)))
