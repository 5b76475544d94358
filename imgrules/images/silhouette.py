"""The product's outline filled in, for telling print on it from marks beside it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.subject import Subject

Mask = NDArray[np.bool_]

LEAST_PART = 0.02
"""Parts under this share of the product are no products of their own."""
ENCLOSED = 3
"""On how many of four sides a place must have product to count as lying within it."""


def silhouette(subject: Subject) -> Mask:
    """Fill in the product's outline, at working scale."""
    return filled_in(subject.mask)


def filled_in(product: Mask) -> Mask:
    """Fill in what each part of the product has around it on three sides, at working scale.

    A white label or cover on a white backdrop falls out of the mask; its print would else seem to
    stand beside the product.
    """
    mask = np.ascontiguousarray(product.astype(np.uint8))
    filled = np.zeros_like(mask)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    least = LEAST_PART * float(mask.sum())
    for contour in contours:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) >= least:
            cv2.fillPoly(filled, [hull], 1)
    return (filled.astype(np.bool_) & _enclosed(product)) | product


def _enclosed(mask: Mask) -> Mask:
    if not _kernels.AVAILABLE:
        return enclosed_plain(mask)
    from imgrules._kernels import native

    enclosed = np.empty(mask.shape, np.bool_)
    native.enclosed(mask, enclosed)
    return enclosed


def enclosed_plain(mask: Mask) -> Mask:
    """Mark what has the mask on so many sides, as the kernel does."""
    seen = np.zeros(mask.shape, np.uint8)
    for axis in (0, 1):
        length = mask.shape[axis]
        any_set = mask.any(axis=axis)
        first = np.where(any_set, mask.argmax(axis=axis), length)
        last = np.where(any_set, length - 1 - np.flip(mask, axis).argmax(axis=axis), -1)
        at = np.arange(length)
        at, first, last = (
            (at[:, None], first, last) if axis == 0 else (at, first[:, None], last[:, None])
        )
        seen += (at >= first).view(np.uint8)
        seen += (at <= last).view(np.uint8)
    return np.asarray(seen >= ENCLOSED)
