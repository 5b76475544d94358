"""From a picture to a draft: decoded once, upright, in the file's own colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.fixes.colours import stored_samples, usable_profile
from imgrules.fixes.kept import kept_metadata
from imgrules.processor import Draft

if TYPE_CHECKING:
    from imgrules.images.image import Image
    from imgrules.processor import Bytes, Mask

TRUSTED = 0.5
"""Confidence from which the check engine's product is taken for the product."""


def open_draft(image: Image) -> Draft:
    """Return the picture as it is before any step.

    RGB and grey share their pixels with ``image.pixels``: nothing is decoded twice or copied. Of 16
    bits a channel the upper eight are kept, as the checks read them: rounding would make other
    pixels white than those that were judged. Only CMYK and Lab are decoded again, to their own
    samples. Raises UnreadableError as decoding does.
    """
    mode, samples = stored_samples(image)
    return Draft(
        samples=samples,
        mode=mode,
        alpha=image.pixels.alpha,
        icc=usable_profile(image.header, mode),
        product=product_of(image),
        kept=kept_metadata(image),
    )


def product_of(image: Image) -> Mask | None:
    """Return the check engine's product at full size; None where it is not to be trusted."""
    subject = image.subject
    if subject.box is None or subject.confidence < TRUSTED:
        return None
    height, width = image.pixels.rgb.shape[:2]
    return enlarged(subject.mask, (height, width), round(1 / subject.scale))


def enlarged(mask: Mask, shape: tuple[int, int], factor: int) -> Mask:
    """Enlarge a mask of blocks of ``factor`` pixels, its outline smoothed, to height × width.

    Rows and columns that no block covers, at the far edges, go on as the last block.
    """
    if factor == 1:
        return mask
    height, width = mask.shape[0] * factor, mask.shape[1] * factor
    soft = mask.astype(np.uint8) * np.uint8(255)
    large = cast("Bytes", cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR))
    more = ((0, max(0, shape[0] - height)), (0, max(0, shape[1] - width)))
    filled = np.pad(large, more, mode="edge") if any(map(sum, more)) else large
    return filled[: shape[0], : shape[1]] > 127
