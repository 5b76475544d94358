"""What a synthetic picture is made of: the ``picture:`` block of a cases file.

Every key is optional; an empty recipe is a clean product shot on pure white.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator

from imgrules.colours import PATTERN
from imgrules.testing import _formats

Colour = Annotated[str, Field(pattern=PATTERN, examples=["#ffffff"])]
Share = Annotated[float, Field(ge=0, le=1)]
Pixels = Annotated[int, Field(ge=1, le=20_000)]
Size = Annotated[tuple[Pixels, Pixels], Strict(False)]
"""Width and height. Lax only so that YAML's lists become tuples; the items stay strict."""
Point = Annotated[tuple[float, float], Strict(False)]

Shape = Literal["box", "ellipse", "ring", "watch", "bottle", "shirt", "chain", "none"]
Side = Literal["top", "right", "bottom", "left"]


class Part(BaseModel):
    """A block of a recipe: nothing unknown is let through, nothing is guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Gradient(Part):
    """A backdrop that changes colour steadily across the picture."""

    to: Colour = Field(description="Colour at the far end; `background` is the near end.")
    direction: Literal["down", "right"] = Field(
        "down", description="Which way the colour changes, from the top or from the left."
    )


class Subject(Part):
    """The product."""

    shape: Shape = Field("box", description="What stands in the picture; `none` draws no product.")
    color: Colour = Field("#8a2f2f", description="Main colour of the product.")
    fill: float = Field(
        0.88,
        gt=0,
        le=1.5,
        description="Longest side of the product as a share of the frame: the larger of width / "
        "frame width and height / frame height. Above 1 the frame cuts the product.",
    )
    size: Size | None = Field(
        None, description="Width and height of the product in pixels; replaces `fill`."
    )
    center: Point = Field(
        (0.5, 0.5), description="Centre of the product as shares of the frame: [across, down]."
    )
    texture: Share = Field(0.35, description="Strength of the surface texture; 0 is smooth.")
    parts: int = Field(
        1, ge=1, le=9, description="How many separate copies stand side by side in the product box."
    )
    print: str | None = Field(
        None, max_length=60, description="Words printed on the product itself, no overlay."
    )


class Residue(Part):
    """Crumbs a careless cut-out left on the backdrop."""

    count: int = Field(6, ge=1, le=500, description="How many crumbs.")
    level: int = Field(225, ge=0, le=255, description="Grey level of the crumbs, 0 to 255.")
    size: int = Field(12, ge=1, le=400, description="Diameter of a crumb in pixels.")


class Halo(Part):
    """A rim a careless cut-out left around the product."""

    level: int = Field(225, ge=0, le=255, description="Grey level of the rim, 0 to 255.")
    width: int = Field(6, ge=1, le=200, description="Width of the rim in pixels.")


class Border(Part):
    """Lines along the edges of the picture."""

    width: int = Field(12, ge=1, le=2000, description="Width of the line in pixels.")
    color: Colour = Field("#1e1e1e", description="Colour of the line.")
    sides: Annotated[tuple[Side, ...], Strict(False)] = Field(
        ("top", "right", "bottom", "left"), min_length=1, description="Which edges carry a line."
    )


class Text(Part):
    """A line of text laid over the picture."""

    text: str = Field("FREE SHIPPING", min_length=1, max_length=80, description="The words.")
    at: Point = Field((0.5, 0.03), description="Centre of the line as shares of the frame.")
    height: int = Field(48, ge=4, le=2000, description="Height of a capital letter in pixels.")
    color: Colour = Field("#202020", description="Colour of the letters.")
    opacity: Share = Field(1.0, description="1 covers what is below, 0 is invisible.")


class Badge(Part):
    """A round sticker with a word on it, such as a discount."""

    text: str = Field("SALE", min_length=1, max_length=24, description="The word on the sticker.")
    at: Point = Field((0.1, 0.1), description="Centre of the sticker as shares of the frame.")
    color: Colour = Field("#c8102e", description="Colour of the sticker; the word is white.")
    size: Share = Field(0.15, gt=0, description="Diameter as a share of the frame's shorter side.")


class Watermark(Part):
    """A photographer's or shop's mark."""

    kind: Literal["corner", "center", "tiled"] = Field(
        "corner", description="A small mark in a corner, a large one across, or one repeated."
    )
    text: str = Field("© studio north", min_length=1, max_length=40, description="The words.")
    opacity: Share = Field(0.35, description="1 covers what is below, 0 is invisible.")
    color: Colour = Field("#808080", description="Colour of the mark.")


class Xmp(Part):
    """Facts in an embedded XMP packet."""

    subject: Annotated[tuple[str, ...], Strict(False)] = Field(
        (), description="Keywords (dc:subject)."
    )
    digital_source_type: str | None = Field(
        None,
        description="IPTC digital source type, such as `trainedAlgorithmicMedia`; a bare word is "
        "written as its IPTC address.",
    )
    rights: str | None = Field(None, description="Copyright notice (dc:rights).")
    title: str | None = Field(None, description="Title (dc:title).")
    creator: str | None = Field(None, description="Creator (dc:creator).")


class Exif(Part):
    """Facts a camera writes."""

    gps: bool = Field(False, description="True writes where the picture was taken.")
    serial: str | None = Field(None, description="Serial number of the camera body.")
    owner: str | None = Field(None, description="Name of the camera's owner.")
    make: str | None = Field(None, description="Maker of the camera.")


class Padding(Part):
    """How many bytes the file takes."""

    pad_to: int = Field(
        ge=1,
        le=600 * 1024 * 1024,
        description="Make the file exactly this long by adding bytes readers skip; a file that is "
        "already longer is an error.",
    )


class Recipe(Part):
    """A synthetic picture. Left empty: a clean product shot on pure white, 2000 × 2000, JPEG."""

    canvas: Size = Field((2000, 2000), description="Width and height in pixels, as shown.")
    background: Colour = Field("#ffffff", description="Colour of the backdrop.")
    gradient: Gradient | None = Field(None, description="Let the backdrop change colour steadily.")
    vignette: Share = Field(0.0, description="How much darker the corners are; 0 is not at all.")
    subject: Subject = Field(default_factory=Subject, description="The product.")
    shadow: Literal["none", "contact", "edge"] = Field(
        "none",
        description="Soft shadow: `contact` stays inside the frame, `edge` reaches its edge.",
    )
    residue: Residue | None = Field(None, description="Crumbs left on the backdrop.")
    halo: Halo | None = Field(None, description="A rim left around the product.")
    border: Border | None = Field(None, description="Lines along the edges.")
    text: Text | None = Field(None, description="A line of text laid over the picture.")
    badge: Badge | None = Field(None, description="A sticker laid over the picture.")
    watermark: Watermark | None = Field(None, description="A mark laid over the picture.")
    blur: float = Field(0.0, ge=0, le=200, description="Gaussian blur, radius in pixels.")
    pixelate: int = Field(1, ge=1, le=500, description="Side of the coarse blocks in pixels.")
    enlarged_from: Size | None = Field(
        None, description="Size from which the picture was enlarged to `canvas`."
    )
    noise: float = Field(
        0.0, ge=0, le=100, description="Sensor noise: standard deviation in levels of 255."
    )
    brightness: float = Field(1.0, ge=0, le=10, description="Factor on the product's levels.")
    contrast: float = Field(
        1.0, ge=0, le=10, description="Factor on the product's levels around their mean."
    )
    seed: int = Field(1, ge=0, description="Same seed, same texture and noise.")
    mode: _formats.Mode | None = Field(
        None, description="Colour model stored. Default: rgb, or what the format asks for."
    )
    profile: _formats.Profile | None = Field(
        None, description="Embedded ICC profile. Default: srgb for rgb pictures, none for others."
    )
    transparent_background: bool = Field(
        False, description="True leaves the backdrop transparent (png, webp, gif, tiff)."
    )
    format: _formats.Format = Field("jpeg", description="File format of the content.")
    quality: int = Field(95, ge=1, le=100, description="JPEG, WebP and AVIF quality.")
    subsampling: Literal["4:4:4", "4:2:2", "4:2:0"] = Field(
        "4:4:4", description="JPEG chroma subsampling."
    )
    progressive: bool = Field(False, description="True writes a progressive JPEG.")
    dpi: int | None = Field(300, ge=1, le=10_000, description="Density noted in the file.")
    orientation: int | None = Field(
        None,
        ge=0,
        le=9,
        description="EXIF orientation tag; pixels are stored turned so that the picture shows "
        "upright. 0 and 9 are invalid on purpose.",
    )
    frames: int = Field(1, ge=1, le=50, description="Frames or pages (gif, webp, png, tiff).")
    xmp: Xmp | None = Field(None, description="Embedded XMP facts.")
    exif: Exif | None = Field(None, description="Embedded camera facts.")
    bytes: Padding | None = Field(None, description="How many bytes the file takes.")
    truncate: Share | None = Field(
        None, description="Keep only this share of the file's bytes; 0 leaves an empty file."
    )
    corrupt: bool = Field(False, description="True damages the middle of the file.")
    name: str | None = Field(
        None, min_length=1, max_length=200, description="File name. Default: from the case's id."
    )
    extension: str | None = Field(
        None, description="Extension of the file name, whatever the format; '' gives none."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _formats.check(self)
        return self

    @property
    def stored_mode(self) -> _formats.Mode:
        """The colour model, given or implied."""
        return self.mode or _formats.implied_mode(
            self.format, transparent=self.transparent_background
        )

    @property
    def stored_profile(self) -> _formats.Profile:
        """The profile, given or implied."""
        return self.profile or _formats.implied_profile(self.format, self.stored_mode)
