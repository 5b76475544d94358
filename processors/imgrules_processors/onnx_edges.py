"""Bringing a model's small map to the picture's size, its edges laid on the picture's edges.

A guided filter (He, Sun, Tang 2013; its fast form, He and Sun 2015): near an outline, alpha is a
linear function of colour. Enlarging alone gives steps of ten pixels and soft rims.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from imgrules_processors.onnx_tensors import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.uint8]

_SMOOTH = 1e-4
"""Variance of colour (0-1) below which a neighbourhood counts as flat: about 2.5 levels."""
_REACH = 1.5
"""Radius of a neighbourhood, in cells of the map."""
_LONGEST = 2048
"""The filter's coefficients change slowly; they are found at this size at most."""
_STRIP = 256
"""Rows finished at a time: full-size planes of floats would take gigabytes."""
_SURE = 0.05
"""A probability this close to 0 or 1 is an opacity of 0 or 1: no model ever says quite 0, and a
hundredth of a grey backdrop left over is no longer white."""


def fit(found: Floats, rgb: Bytes) -> Floats:
    """Return alpha (height × width) of a picture (height × width × 3) from a map of another size.

    Probabilities become opacities here: 0.05 and less is clear, 0.95 and more is solid.
    """
    size = (rgb.shape[0], rgb.shape[1])
    factor = max(size[0] / found.shape[0], size[1] / found.shape[1])
    if factor <= 1:
        return _settled(resized(found, size))
    planes = _coefficients(found, rgb, factor)
    alpha = np.empty(size, np.float32)
    for top in range(0, size[0], _STRIP):
        rows = slice(top, min(top + _STRIP, size[0]))
        colour = rgb[rows].astype(np.float32) / 255
        coarse, fitted = _enlarged(found, size, rows), _enlarged(planes[3], size, rows)
        for channel in range(3):
            fitted += _enlarged(planes[channel], size, rows) * colour[..., channel]
        sure = (coarse <= _SURE) | (coarse >= 1 - _SURE)
        alpha[rows] = _settled(np.where(sure, coarse, fitted))
    return alpha


def _settled(found: Floats) -> Floats:
    return np.asarray(np.clip((found - _SURE) / (1 - 2 * _SURE), 0, 1), np.float32)


def _coefficients(found: Floats, rgb: Bytes, factor: float) -> list[Floats]:
    """Return a of red, green, blue, and b, so that alpha = a · colour + b, at a working size."""
    shrink = min(1.0, _LONGEST / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[0] * shrink)), max(1, round(rgb.shape[1] * shrink)))
    radius = max(1, round(_REACH * factor * shrink))
    colour = resized(rgb, size).astype(np.float32) / 255
    alpha = resized(found, size)
    mean, mean_alpha = _mean(colour, radius), _mean(alpha, radius)
    covariance = _mean(colour * alpha[..., None], radius) - mean * mean_alpha[..., None]
    slope = _solve(_variances(colour, mean, radius), covariance)
    level = mean_alpha - (slope * mean).sum(axis=2)
    planes = (*np.moveaxis(slope, 2, 0), level)
    return [_mean(np.ascontiguousarray(plane), radius) for plane in planes]


def _variances(colour: Floats, mean: Floats, radius: int) -> dict[tuple[int, int], Floats]:
    """Return the six different entries of the colours' covariance, smoothed on the diagonal."""
    return {
        (i, j): _mean(colour[..., i] * colour[..., j], radius)
        - mean[..., i] * mean[..., j]
        + np.float32(_SMOOTH if i == j else 0)
        for i in range(3)
        for j in range(i, 3)
    }


def _solve(of: dict[tuple[int, int], Floats], right: Floats) -> Floats:
    """Solve the symmetric 3 × 3 system of every pixel by its cofactors."""
    rr, rg, rb, gg, gb, bb = of[0, 0], of[0, 1], of[0, 2], of[1, 1], of[1, 2], of[2, 2]
    inverse = [
        [gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb],
        [gb * rb - rg * bb, rr * bb - rb * rb, rb * rg - rr * gb],
        [rg * gb - gg * rb, rb * rg - rr * gb, rr * gg - rg * rg],
    ]
    determinant = rr * inverse[0][0] + rg * inverse[0][1] + rb * inverse[0][2]
    rows = [sum(row[at] * right[..., at] for at in range(3)) / determinant for row in inverse]
    return np.stack(rows, axis=2).astype(np.float32)


def _mean(plane: Floats, radius: int) -> Floats:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(plane, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)


def _enlarged(plane: Floats, size: tuple[int, int], rows: slice) -> Floats:
    """Return some rows of a plane brought to ``size``; as resizing does it, but piece by piece."""
    down, across = plane.shape[0] / size[0], plane.shape[1] / size[1]
    # Pixel centres lie at halves: cell 0 of the plane covers several pixels from 0 on.
    to_plane = np.array(
        [[across, 0, across / 2 - 0.5], [0, down, (rows.start + 0.5) * down - 0.5]], np.float64
    )
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(
        plane, to_plane, (size[1], rows.stop - rows.start), flags=how,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(strip, np.float32)
