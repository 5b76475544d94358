"""The one way to Pillow: by the format the bytes announce, and quietly.

Pillow's own ``open`` tries every plug-in, and warns about or refuses pictures over a limit that is
process-wide. imgrules holds its own limit, so it calls the format's plug-in itself.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from imgrules.errors import UnreadableError
from imgrules.images.stderr import catch_stderr

if TYPE_CHECKING:
    from PIL import Image as PillowImage

PLUGINS = {
    "avif": "AVIF", "bmp": "BMP", "gif": "GIF", "ico": "ICO", "jp2": "JPEG2000", "jpeg": "JPEG",
    "png": "PNG", "pnm": "PPM", "psd": "PSD", "tiff": "TIFF", "webp": "WEBP",
}  # fmt: skip
"""Format name → Pillow's; formats missing here cannot be decoded."""

DECODER_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError, Warning, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's plug-ins raise on damaged files, as found by feeding them such files."""

# Plug-ins tell of odd metadata through ``warnings``, whose filters are process-wide.
_QUIET = threading.RLock()


@contextmanager
def quiet(file_format: str | None) -> Iterator[list[str]]:
    """Silence Pillow's warnings; gives the complaints of libtiff, filled on leaving.

    JPEG and PNG are handed over bare and give none: no lock.
    """
    complaints: list[str] = []
    if file_format in ("jpeg", "png"):
        yield complaints
        return
    with _QUIET, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if file_format == "tiff":
            with catch_stderr(complaints):
                yield complaints
        else:
            yield complaints


def open_with_plugin(data: bytes, file_format: str) -> PillowImage.Image:
    """Open with the format's plug-in; no pixel is decoded.

    Raises UnreadableError: ``unsupported``, ``truncated``, ``corrupt``, ``too-large``.
    """
    from PIL import Image as PillowImage  # the common JPEG is decoded without it

    name = PLUGINS.get(file_format)
    PillowImage.init()
    if name is None or name not in PillowImage.OPEN:
        message = f"{file_format.upper()} pictures cannot be decoded here"
        raise UnreadableError("unsupported", message)
    factory = PillowImage.OPEN[name][0]
    try:
        with quiet(file_format):
            return factory(io.BytesIO(data), "")
    except (MemoryError, PillowImage.DecompressionBombError) as problem:
        raise UnreadableError("too-large", f"too large to open: {problem}") from problem
    except DECODER_ERRORS as problem:
        raise damaged(problem, f"the {file_format} header cannot be read") from problem


def damaged(problem: BaseException, what: str) -> UnreadableError:
    """Turn a plug-in's complaint into ours."""
    words = str(problem).lower()
    cut = isinstance(problem, EOFError) or any(
        sign in words for sign in ("truncated", "unexpected end", "not enough image data")
    )
    return UnreadableError("truncated" if cut else "corrupt", f"{what}: {problem}")
