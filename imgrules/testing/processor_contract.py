"""Whether a processor keeps the contract of ``imgrules.ext``.

Failures are ``AssertionError`` with a sentence; no test framework is needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from imgrules import ext
from imgrules.testing import drafts
from imgrules.testing.recipe import Recipe, Subject

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NAME = re.compile(r"^[a-z0-9]+([_.-][a-z0-9]+)*$")
_STRICT = {"frozen": True, "extra": "forbid", "strict": True}
_PLAIN = Recipe(canvas=(200, 160), subject=Subject(shape="ellipse", color="#305070"))
Performed = ext.Draft | ext.Cutout | ext.Declined


def assert_processor_contract(
    processor: ext.Processor,
    draft: ext.Draft | None = None,
    *,
    params: Mapping[str, Mapping[str, ext.Value]] | None = None,
    context: ext.Context | None = None,
) -> None:
    """Hold a processor, made with its options, against the contract.

    Looks at what it declares; offers it every one of its operations and one it does not know;
    performs each on ``draft`` (a plain product shot by default) twice, with ``params`` of that
    operation. Two runs must agree, the draft that went in must stay as it was, and what comes out
    must be a sound draft or cut-out, or ``Declined``. Without ``context`` there is no
    network and nothing can be bought.
    """
    _assert_declares(processor)
    drawn = drafts.draft(_PLAIN) if draft is None else draft
    given = drafts.context() if context is None else context
    for operation in processor.operations:
        wanted = dict((params or {}).get(operation, {}))
        _assert_offers(processor, operation, drawn, wanted)
        _assert_performs(processor, operation, drawn, wanted, given)
    _assert_declines_others(processor, drawn, given)


def _assert_declares(processor: ext.Processor) -> None:
    name = type(processor).__name__
    _require(processor.api == ext.API, f"{name}: api must be {ext.API}")
    _require(bool(_NAME.match(processor.name)), f"{name}: {processor.name!r} is not a name")
    _require(processor.version >= 1, f"{name}: version counts from 1")
    _require(bool(processor.operations), f"{name}: operations is empty")
    unknown = sorted(set(processor.operations) - set(ext.OPERATIONS))
    _require(not unknown, f"{name}: no such operation: {', '.join(unknown)}")
    options = getattr(processor, "Options", None)
    if options is not None:
        derived = isinstance(options, type) and issubclass(options, ext.Options)
        _require(derived, f"{name}: Options must derive from ext.Options")
        loose = [key for key, value in _STRICT.items() if options.model_config.get(key) != value]
        _require(not loose, f"{name}: Options loosens {', '.join(loose)}")


def _assert_offers(
    processor: ext.Processor, operation: str, draft: ext.Draft, params: Mapping[str, ext.Value]
) -> None:
    said = f"{processor.name}: the offer of {operation}"
    try:
        offers = [processor.offer(operation, _facts(draft), params) for _ in range(2)]
    except ext.Declined as declined:
        _require(bool(declined.message), f"{said} is declined without a reason")
        return
    _require(offers[0] == offers[1], f"{said} differs from one time to the next")
    _require(isinstance(offers[0], ext.Offer), f"{said} is no ext.Offer")
    _require(offers[0].credits >= 0, f"{said} has a price below nothing")


def _assert_performs(
    processor: ext.Processor,
    operation: str,
    draft: ext.Draft,
    params: Mapping[str, ext.Value],
    context: ext.Context,
) -> None:
    said = f"{processor.name}: {operation}"
    before = draft.digest()
    first = _performed(processor, operation, draft, params, context)
    _require(draft.digest() == before, f"{said} writes into the draft it was given")
    second = _performed(processor, operation, draft, params, context)
    _require(_seen(first) == _seen(second), f"{said} differs from one time to the next")
    if isinstance(first, ext.Declined):
        _require(bool(first.message), f"{said} is declined without a reason")
    elif isinstance(first, ext.Cutout):
        _require(operation == "background.replace", f"{said}: only background.replace cuts out")
        _assert_cutout(said, first, draft)
    else:
        _assert_draft(said, first, draft)


def _assert_declines_others(
    processor: ext.Processor, draft: ext.Draft, context: ext.Context
) -> None:
    others = [each for each in ext.OPERATIONS if each not in processor.operations]
    for operation in others[:1]:
        said = f"{processor.name}: {operation} is none of its operations and is not declined"
        try:
            processor.offer(operation, _facts(draft), {})
        except ext.Declined:
            pass
        else:
            raise AssertionError(f"{said} when offered")
        done = _performed(processor, operation, draft, {}, context)
        _require(isinstance(done, ext.Declined), f"{said} when run")


def _performed(
    processor: ext.Processor,
    operation: str,
    draft: ext.Draft,
    params: Mapping[str, ext.Value],
    context: ext.Context,
) -> Performed:
    try:
        done: Any = processor.run(operation, draft, params, context)
    except ext.Declined as declined:
        return declined
    sound = isinstance(done, ext.Draft | ext.Cutout)
    _require(sound, f"{processor.name}: {operation} gives {type(done).__name__}, not a draft")
    made: Performed = done
    return made


def _seen(done: Performed) -> object:
    if isinstance(done, ext.Draft):
        return done.digest()
    if isinstance(done, ext.Cutout):
        return done.alpha.tobytes(), done.confidence
    return done.message


def _assert_cutout(said: str, cutout: ext.Cutout, draft: ext.Draft) -> None:
    size = (draft.height, draft.width)
    _assert_plane(f"{said}: alpha", cutout.alpha, size)
    _require(0 <= cutout.confidence <= 1, f"{said}: confidence is 0 to 1")
    if cutout.shadow is not None:
        _assert_plane(f"{said}: shadow", cutout.shadow, size)
    if cutout.backdrop is not None:
        right = cutout.backdrop.shape == (*size, 3) and cutout.backdrop.dtype == "uint8"
        _require(right, f"{said}: backdrop must be uint8, {size[0]} × {size[1]} × 3")
    if cutout.model is not None:
        absent = {"name", "sha256", "licence"} - set(cutout.model)
        _require(not absent, f"{said}: model lacks {', '.join(sorted(absent))}")


def _assert_plane(said: str, plane: NDArray[Any], size: tuple[int, int]) -> None:
    right = plane.shape == size and plane.dtype == "float32"
    _require(right, f"{said} must be float32, {size[0]} × {size[1]}")
    # A NaN is not within either.
    _require(bool((plane >= 0).all() and (plane <= 1).all()), f"{said} must lie within 0 to 1")


_CHANNELS = {"RGB": 3, "CMYK": 4, "LAB": 3, "L": 1}


def _assert_draft(said: str, done: ext.Draft, before: ext.Draft) -> None:
    channels = _CHANNELS.get(done.mode)
    right = done.samples.ndim == 3 and done.samples.dtype == "uint8"
    _require(right, f"{said}: samples must be uint8, height × width × channels")
    _require(done.samples.shape[2] == channels, f"{said}: {done.mode} has {channels} channels")
    for name, plane, kind in (("alpha", done.alpha, "uint8"), ("product", done.product, "bool")):
        fits = plane is None or (plane.shape == done.samples.shape[:2] and plane.dtype == kind)
        _require(fits, f"{said}: {name} must be {kind}, as large as the samples")
    honest = done.changed or done.digest() == before.digest()
    _require(honest, f"{said}: changes the picture and does not mark it as changed")


def _facts(draft: ext.Draft) -> ext.Facts:
    return ext.Facts(draft.width, draft.height, "jpeg")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
