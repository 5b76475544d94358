"""What comes back, as a picture: decoded, measured, and laid over the draft."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from imgrules.ext import Cutout, Declined, Draft
from imgrules_processors.http.edges import enlarge_alpha
from imgrules_processors.http.failures import NoPictureError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

_FORMATS = ("PNG", "WEBP", "JPEG")
_SKEW = 0.005
"""Services round odd sizes; more than this and a side was cropped or padded."""


def decode(data: bytes, max_megapixels: float) -> Image.Image:
    """Return a picture with all its pixels. Raises NoPictureError, Declined if it is too large."""
    from PIL import Image

    try:
        picture = Image.open(BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > max_megapixels * 1_000_000:
            raise Declined(f"the result has {picture.width} × {picture.height} pixels; refused")
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise NoPictureError(str(problem)) from problem
    return picture


def cutout(picture: Image.Image, draft: Draft, *, mask: bool, title: str) -> Cutout:
    """Take a reply's transparency (of a mask: its brightness) and nothing else.

    Raises Declined for another shape than the draft's, and for one without any transparency.
    """
    import numpy as np

    _same_shape(picture, draft, title)
    levels = np.asarray(_alpha(picture, mask=mask, title=title), np.float32)
    alpha = levels / np.float32(255)
    if alpha.min() > 0.99:
        raise Declined(f"{title} took no background away")
    if alpha.max() < 0.5:
        raise Declined(f"{title} finds no product in the picture")
    notes = (f"cut out by {title}",)
    if alpha.shape != (draft.height, draft.width):
        notes = (f"{notes[0]} at {picture.width} × {picture.height} pixels",)
        alpha = enlarge_alpha(alpha, draft.samples)
    return Cutout(alpha=alpha, confidence=1.0, notes=notes)


def _alpha(picture: Image.Image, *, mask: bool, title: str) -> Image.Image:
    if "A" in picture.getbands():
        return picture.getchannel("A")
    if "transparency" in picture.info:
        return picture.convert("RGBA").getchannel("A")
    if mask:
        return picture.convert("L")
    raise Declined(f"{title} sent a picture without transparency; a cut-out was asked for")


def repainted(picture: Image.Image, draft: Draft, *, title: str) -> Draft:
    """Return the draft with a reply's pixels, at the size they came in.

    They are never enlarged here. Raises Declined for another shape than the draft's.
    """
    _same_shape(picture, draft, title)
    samples = _colours(picture)
    product = draft.product
    if product is not None and product.shape != samples.shape[:2]:
        import cv2
        import numpy as np

        size = (picture.width, picture.height)
        product = cv2.resize(product.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    scale = picture.width / draft.width
    return draft.with_(
        samples=samples, alpha=None, product=product, placement=draft.placement.scaled(scale)
    )


def enlarged(picture: Image.Image, draft: Draft, size: tuple[int, int], *, title: str) -> Draft:
    """Return the draft at exactly ``size``. Raises Declined where the reply is smaller."""
    from PIL import Image

    if picture.width < size[0] or picture.height < size[1]:
        raise Declined(
            f"{title} enlarged to {picture.width} × {picture.height} pixels only; "
            f"{size[0]} × {size[1]} are needed"
        )
    _same_shape(picture, draft, title)
    return repainted(picture.resize(size, Image.Resampling.LANCZOS), draft, title=title)


def _colours(picture: Image.Image) -> NDArray[np.uint8]:
    """Return the pixels as sRGB, whatever profile the reply carries; transparent ones on white."""
    import numpy as np
    from PIL import Image, ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA"):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
        picture = picture if made is None else made
    if "A" in picture.getbands() or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
    return np.asarray(picture.convert("RGB"), np.uint8)


def _same_shape(picture: Image.Image, draft: Draft, title: str) -> None:
    """Refuse a reply that was cropped, padded or turned: it cannot be laid over the draft."""
    across, down = picture.width / draft.width, picture.height / draft.height
    slack = _SKEW + 1 / draft.width + 1 / draft.height
    if abs(across / down - 1) > slack:
        raise Declined(
            f"{title} sent {picture.width} × {picture.height} pixels for "
            f"{draft.width} × {draft.height}: another shape, which cannot be laid over the picture"
        )
