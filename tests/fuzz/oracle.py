"""What must hold of the answer on a damaged picture."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageOps, UnidentifiedImageError

from imgrules.errors import UnreadableError
from imgrules.images.decode import Pixels, decode
from imgrules.images.header import read_header
from imgrules.images.magic import sniff
from imgrules.images.pillow import DECODER_ERRORS
from imgrules.images.stderr import catch_stderr
from imgrules.model import ImageResult, Outcome, Verdict
from tests.fuzz.mutants import Mutant

_REFUSED = {Verdict.FAIL, Verdict.UNCHECKED}


def faults(mutant: Mutant, answer: ImageResult) -> Iterator[str]:
    """Yield what is wrong with an answer; nothing where the file was refused, or is a picture."""
    refused = is_refused(answer)
    if refused and answer.verdict not in _REFUSED:
        yield f"is refused, and the verdict is {answer.verdict}"
    try:
        shown = pixels(mutant.data)
    except UnreadableError as problem:
        if not refused:
            yield f"cannot be decoded ({problem}), and no finding says so"
        return
    if not refused:
        yield from _not_that_picture(mutant, shown)


def is_refused(answer: ImageResult) -> bool:
    """Whether a finding says that the file is damaged, or could not be judged."""
    return any(
        finding.outcome is not Outcome.PASS
        and (finding.check == "file.complete" or finding.rulebook == "imgrules")
        for finding in answer.findings
    )


def pixels(data: bytes) -> Pixels:
    """Decode as checks do."""
    return decode(data, read_header(data, sniff(data)))


def _not_that_picture(mutant: Mutant, shown: Pixels) -> Iterator[str]:
    """Hold a file taken for sound against Pillow's own reading and what it was made of."""
    try:
        other = _by_pillow(mutant.data)
    except (*DECODER_ERRORS, PillowImage.DecompressionBombError) as problem:
        yield f"is taken for sound, and Pillow says: {type(problem).__name__}: {problem}"
        return
    if other is not None and not np.array_equal(other, shown.rgb):
        yield f"is shown as {shown.rgb.shape}, and Pillow shows another {other.shape}"
    if mutant.how == "cut" and not np.array_equal(pixels(mutant.seed.data).rgb, shown.rgb):
        yield "has lost its end and shows another picture than before"


def _by_pillow(data: bytes) -> NDArray[np.uint8] | None:
    """Return the upright picture; None where colours would have to be converted first."""
    with warnings.catch_warnings(), catch_stderr([]):
        warnings.simplefilter("ignore")
        try:
            picture = PillowImage.open(io.BytesIO(data))
        except UnidentifiedImageError:
            if sniff(data) == "avif":
                return None  # Pillow looks at the first brand only, decoders at all of them
            raise
        picture.load()
        plain = picture.mode in ("RGB", "L") and "transparency" not in picture.info
        if not plain:
            return None
        return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
