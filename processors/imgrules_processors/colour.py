"""From the colours of a file to sRGB, through LittleCMS.

Intent: perceptual, with black point compensation asked for. A profile that converts by tables
(CMYK, some scanners and cameras) has a perceptual table and it is used. A profile of primaries and
a tone curve (sRGB, Adobe RGB, Display P3, ProPhoto) has none: there every intent is the relative
colorimetric one, and colours that sRGB cannot hold are clipped to its edge. Black point
compensation matters where the darkest ink is not black: it maps it to 0. In the other spaces black
is 0 already and it changes nothing. White is always mapped to white, never to the paper's tint.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

from imgrules import ext
from imgrules_processors.profiles import srgb_profile

Plane = NDArray[np.uint8]

_WHITE = {"RGB": (255, 255, 255), "CMYK": (0, 0, 0, 0), "LAB": (255, 0, 0), "L": (255,)}
_SPACE = {"RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab", "L": "GRAY"}
_USABLE = ("mntr", "scnr", "prtr", "spac")
"""Device classes that describe a picture's colours; links and effects do not."""
_SAME = 1
"""Levels a profile may differ from sRGB to count as sRGB: LittleCMS's own rounding."""
_NEARLY_WHITE = 4
"""Levels a profile may miss white by, from rounding inside it."""
_BAND_PIXELS = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class _Conversion:
    """``same``: the profile is sRGB by another name. ``snap``: white misses 255 by rounding."""

    transform: ImageCms.ImageCmsTransform
    same: bool
    snap: bool


def to_srgb(draft: ext.Draft) -> ext.Draft:
    """Return the draft in sRGB; the same draft where it is in sRGB already.

    RGB and grey without a profile are taken for sRGB, as every program does. Raises Declined where
    nobody can say what the colours are: CMYK without a profile, a profile that is damaged, for
    other pixels, or none of a picture's colours.
    """
    if draft.icc is None and draft.mode in ("RGB", "L"):
        return draft if draft.mode == "RGB" else _grey_to_rgb(draft)
    conversion = _conversion(draft.mode, draft.icc)
    if conversion.same and draft.mode == "RGB":
        return draft
    return draft.with_(samples=_apply(draft, conversion), mode="RGB", icc=srgb_profile())


def is_srgb(draft: ext.Draft) -> bool:
    """Tell whether the draft is RGB in sRGB already, by what its profile does. Raises Declined."""
    return draft.mode == "RGB" and (draft.icc is None or _conversion("RGB", draft.icc).same)


def _grey_to_rgb(draft: ext.Draft) -> ext.Draft:
    return draft.with_(samples=np.repeat(draft.samples, 3, axis=2), mode="RGB", icc=srgb_profile())


# -- the transform --------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _conversion(mode: str, icc: bytes | None) -> _Conversion:
    """Build the transform once a profile; LittleCMS uses it from several threads at once."""
    transform = _build(mode, icc)
    white = _through(transform, mode, np.array([[_WHITE[mode]]], np.uint8))
    missed = int(255 - white.min())
    same = mode == "RGB" and _is_identity(transform)
    return _Conversion(transform, same, snap=0 < missed <= _NEARLY_WHITE)


def _build(mode: str, icc: bytes | None) -> ImageCms.ImageCmsTransform:
    source = _source(mode, icc)
    try:
        return ImageCms.buildTransform(
            source, _srgb(), mode, "RGB", ImageCms.Intent.PERCEPTUAL,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
    except ImageCms.PyCMSError as problem:
        raise _unusable(f"it does not convert: {problem}") from problem


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))


def _source(mode: str, icc: bytes | None) -> ImageCms.ImageCmsProfile:
    if mode == "LAB" and icc is None:
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    if icc == b"":
        raise _unusable("it is damaged or of a kind unknown here")
    if icc is None:
        raise ext.Declined(
            f"the file stores {mode} colours without a profile of theirs: nobody can say what "
            "they are",
            hint="export the picture as sRGB from the program it was made with",
        )
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    except (ImageCms.PyCMSError, OSError) as problem:
        raise _unusable("it is damaged") from problem
    _refuse_unfit(profile, mode)
    return profile


def _refuse_unfit(profile: ImageCms.ImageCmsProfile, mode: str) -> None:
    kind = profile.profile.device_class.strip()
    space = profile.profile.xcolor_space.strip()
    if space.upper() != _SPACE[mode].upper():
        raise _unusable(f"it is for {space} pixels, and these are {mode}")
    if kind not in _USABLE and mode != "LAB":
        raise _unusable(f"it is of the kind {kind}, which describes no picture's colours")


def _unusable(why: str) -> ext.Declined:
    return ext.Declined(
        f"the colour profile of the file cannot be used: {why}",
        hint="save the picture anew with the right profile, or without one if it is sRGB",
    )


def _is_identity(transform: ImageCms.ImageCmsTransform) -> bool:
    steps = np.linspace(0, 255, 18).round().astype(np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    made = _through(transform, "RGB", grid)
    return int(np.abs(made.astype(np.int16) - grid).max()) <= _SAME


# -- pixels ---------------------------------------------------------------------------------------


def _apply(draft: ext.Draft, conversion: _Conversion) -> Plane:
    """Convert in bands, so that LittleCMS holds no second picture."""
    made = np.empty((draft.height, draft.width, 3), np.uint8)
    for top, bottom in _bands(draft.width, draft.height):
        band = draft.samples[top:bottom]
        made[top:bottom] = _through(conversion.transform, draft.mode, band)
        if conversion.snap:
            made[top:bottom][(band == _WHITE[draft.mode]).all(axis=2)] = 255
    return made


def _through(transform: ImageCms.ImageCmsTransform, mode: str, samples: Plane) -> Plane:
    height, width = samples.shape[:2]
    picture = PillowImage.frombytes(mode, (width, height), samples.tobytes())
    converted = ImageCms.applyTransform(picture, transform)
    if converted is None:
        raise TypeError("LittleCMS gave no picture")
    return cast("Plane", np.asarray(converted))


def _bands(width: int, height: int) -> Iterator[tuple[int, int]]:
    step = max(1, _BAND_PIXELS // max(1, width))
    for top in range(0, height, step):
        yield top, min(height, top + step)


def tagged(draft: ext.Draft) -> ext.Draft:
    """Return an sRGB draft with the profile that says so; no pixel changes."""
    return draft if draft.icc is not None else replace(draft, icc=srgb_profile())
