"""The built-in processor: what needs no segmenter, no service and no weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from imgrules import ext

Colour = tuple[int, int, int]
Edge = Annotated[int, Field(ge=0)]
Side = Annotated[int, Field(ge=1)]
HexColour = Annotated[str, Field(pattern=ext.COLOUR)]


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Nothing(_Params):
    """An operation without parameters."""


class Convert(_Params):
    """``to``: the only space results are written in."""

    to: Literal["srgb"] | None = None


class Whiten(_Params):
    """What the backdrop becomes, and the shadow on it."""

    color: HexColour = "#ffffff"
    shadow: Literal["none", "natural", "soft"] = "none"


class Crop(_Params):
    """The part that stays, in pixels of the draft."""

    left: Edge
    top: Edge
    width: Side
    height: Side


class Pad(_Params):
    """Pixels to add on each side, and their colour."""

    left: Edge = 0
    top: Edge = 0
    right: Edge = 0
    bottom: Edge = 0
    color: HexColour = "#ffffff"


class Resize(_Params):
    """The new size in pixels."""

    width: Side
    height: Side


class Encode(_Params):
    """``imgrules_processors.encode`` takes these, once all other steps are done."""

    model_config = ConfigDict(frozen=True, extra="allow")


class BuiltIn:
    """Turns, converts, whitens, crops, pads, resizes and encodes; needs nothing else.

    What it does: pixels are stored upright; colours become sRGB, through the file's own profile; a
    backdrop that is nearly white becomes white, seamlessly, its shadow kept or not; the frame is
    cut or widened, never through the product; sizes change in linear light. The file is written
    once, after all other steps, at the highest quality its size may have.

    Limits: it knows no product better than the check engine does, adds no detail when it enlarges,
    and converts no CMYK without a profile.
    """

    api: ClassVar[int] = 1
    name = "built-in"
    version = 1
    operations: tuple[str, ...] = (
        "orientation.bake", "color.convert", "background.whiten", "canvas.crop", "canvas.pad",
        "size.reduce", "size.enlarge", "file.encode",
    )  # fmt: skip

    class Options(ext.Options):
        """It has none."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or self.Options()

    def offer(self, operation: str, facts: ext.Facts, params: Mapping[str, ext.Value]) -> ext.Offer:
        """Say how safe the step is. Free of charge. Raises Declined for other operations."""
        if operation == "color.convert":
            return _conversion(facts)
        if operation not in _OFFERS:
            raise _unknown(operation)
        safety, note = _OFFERS[operation]
        return ext.Offer(safety, note=note)

    def run(
        self,
        operation: str,
        draft: ext.Draft,
        params: Mapping[str, ext.Value],
        context: ext.Context,
    ) -> ext.Draft:
        """Perform it. Raises Declined, also for parameters it does not know."""
        if operation not in _RUNS:
            raise _unknown(operation)
        model, perform = _RUNS[operation]
        return perform(draft, _parse(model, operation, params))


def _unknown(operation: str) -> ext.Declined:
    near = get_close_matches(operation, BuiltIn.operations, n=1)
    hint = f"did you mean {near[0]}?" if near else None
    return ext.Declined(f"the built-in processor does no {operation}", hint=hint)


# -- offers ---------------------------------------------------------------------------------------

_SAFE, _UNSAFE, _SUGGEST = ext.Safety.SAFE, ext.Safety.UNSAFE, ext.Safety.SUGGEST
_OFFERS = {
    "orientation.bake": (_SAFE, "the pixels are stored upright"),
    "background.whiten": (_SAFE, "only the backdrop becomes lighter"),
    "canvas.crop": (_SAFE, "never through the product"),
    "canvas.pad": (_SAFE, "adds backdrop, changes no pixel"),
    "size.reduce": (_UNSAFE, "fine detail of the product is lost with the pixels"),
    "size.enlarge": (_SUGGEST, "adds pixels, no detail"),
    "file.encode": (_SAFE, "written once, at the highest quality the size allows"),
}
_CONVERSIONS = {
    "cmyk": "CMYK colours that sRGB cannot hold change",
    "lab": "Lab colours that sRGB cannot hold change",
}


def _conversion(facts: ext.Facts) -> ext.Offer:
    if facts.mode in _CONVERSIONS:
        return ext.Offer(_UNSAFE, note=_CONVERSIONS[facts.mode])
    if facts.profile and facts.profile not in _WITHIN_SRGB:
        return ext.Offer(_UNSAFE, note=f"{facts.profile} colours that sRGB cannot hold change")
    return ext.Offer(_SAFE, note="the colours stay the same to the eye")


_WITHIN_SRGB = ("none", "srgb", "srgb-linear", "rec709", "grey", "rec601-ntsc", "apple-rgb",
                "rec601-pal", "colormatch")  # fmt: skip
"""Spaces whose colours sRGB holds, or all but the last few levels of them."""


# -- running --------------------------------------------------------------------------------------


def _parse(model: type[_Params], operation: str, params: Mapping[str, ext.Value]) -> Any:  # noqa: ANN401
    """Check the parameters. Raises Declined, naming the nearest valid word."""
    unknown = sorted(set(params) - set(model.model_fields))
    if unknown and model is not Encode:
        near = get_close_matches(unknown[0], model.model_fields, n=1)
        known = ", ".join(model.model_fields) or "none"
        hint = f"did you mean {near[0]}?" if near else f"its parameters: {known}"
        raise ext.Declined(f"{operation} has no parameter {unknown[0]}", hint=hint)
    try:
        return model.model_validate(dict(params))
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ext.Declined(f"{operation}: {name}: {first['msg']}") from problem


def _bake(draft: ext.Draft, params: Nothing) -> ext.Draft:
    """Mark as changed, so that the draft is stored as it lies here: upright."""
    return draft.with_()


def _convert(draft: ext.Draft, params: Convert) -> ext.Draft:
    from imgrules_processors.colour import tagged, to_srgb

    converted = to_srgb(draft)
    return converted if params.to is None else tagged(converted)


def _whiten(draft: ext.Draft, params: Whiten) -> ext.Draft:
    from imgrules_processors.whiten import whiten

    return whiten(_in_srgb(draft), colour=ext.parse_colour(params.color), shadow=params.shadow)


def _crop(draft: ext.Draft, params: Crop) -> ext.Draft:
    from imgrules_processors.canvas import crop

    return crop(draft, **params.model_dump())


def _pad(draft: ext.Draft, params: Pad) -> ext.Draft:
    from imgrules_processors.canvas import pad

    sides = params.model_dump(exclude={"color"})
    return pad(_in_srgb(draft), **sides, colour=ext.parse_colour(params.color))


def _reduce(draft: ext.Draft, params: Resize) -> ext.Draft:
    from imgrules_processors.resize import reduce

    return reduce(_in_srgb(draft), width=params.width, height=params.height)


def _enlarge(draft: ext.Draft, params: Resize) -> ext.Draft:
    from imgrules_processors.resize import enlarge

    return enlarge(_in_srgb(draft), width=params.width, height=params.height)


def _in_srgb(draft: ext.Draft) -> ext.Draft:
    from imgrules_processors.colour import to_srgb

    return to_srgb(draft)


def _leave(draft: ext.Draft, params: _Params) -> ext.Draft:
    return draft


_RUNS: dict[str, tuple[type[_Params], Callable[[ext.Draft, Any], ext.Draft]]] = {
    "orientation.bake": (Nothing, _bake),
    "color.convert": (Convert, _convert),
    "background.whiten": (Whiten, _whiten),
    "canvas.crop": (Crop, _crop),
    "canvas.pad": (Pad, _pad),
    "size.reduce": (Resize, _reduce),
    "size.enlarge": (Resize, _enlarge),
    "file.encode": (Encode, _leave),
}
