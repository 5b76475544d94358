"""What measuring told of a picture that matters to its fix."""

from __future__ import annotations

from collections.abc import Iterable

from imgrules.fixes.wishes import measured
from imgrules.model import ImageResult, Region, StoredMeasurement, Value
from imgrules.processor import Facts

TRUSTED = 0.5
"""Confidence from which the product's place decides anything, as in the checks."""
_BOXED = ("subject.fill", "subject.crop_safe", "subject.centered")
_BACKDROPS = ("background.white", "background.uniform")


def facts(image: ImageResult) -> Facts:
    """Return what is known without touching a pixel. Sizes are of the upright picture."""
    profile = _value(image, ("color.profile",), "name")
    return Facts(
        width=image.width or 0,
        height=image.height or 0,
        format=image.format or "",
        mode=_value(image, ("color.mode", "color.profile", "color.greyscale"), "mode") or "rgb",
        backdrop=_backdrop(image),
        product=product(image),
        profile="" if profile == "none" else profile,
    )


def product(image: ImageResult) -> Region | None:
    """Return the product's box; None where nobody looked or nobody is sure."""
    for found in _found(image, _BOXED):
        confidence = found.values.get("confidence")
        sure = isinstance(confidence, int | float) and confidence >= TRUSTED
        if sure and found.regions and found.values.get("product_found"):
            box = found.regions[0]
            return Region(box.x, box.y, box.width, box.height)
    return _trimmed(image)


def _trimmed(image: ImageResult) -> Region | None:
    """Return what white margins leave, where there are any all round."""
    found = measured(image, "dimensions.trimmed")
    if found is None or not found.regions or not image.width or not image.height:
        return None
    box = found.regions[0]
    free = (
        box.x > 0
        and box.y > 0
        and box.x + box.width < image.width
        and box.y + box.height < image.height
    )
    return Region(box.x, box.y, box.width, box.height) if free else None


def area(image: ImageResult) -> float | None:
    """Return how many pixels the product's outline holds; None where it was not measured."""
    found = measured(image, "subject.fill")
    share = found.values.get("mask_area") if found else None
    if not isinstance(share, int | float) or not image.width or not image.height:
        return None
    return float(share) * image.width * image.height


def turned(image: ImageResult) -> bool:
    """Say whether viewers turn or mirror the picture by a tag."""
    found = measured(image, "orientation.exif")
    return found is not None and found.values["orientation"] in range(2, 9)


def _backdrop(image: ImageResult) -> str:
    kind = _value(image, _BACKDROPS, "backdrop") or "unknown"
    return "scene" if kind == "real" else kind


def _value(image: ImageResult, checks: Iterable[str], name: str) -> str:
    for found in _found(image, checks):
        value: Value = found.values.get(name)
        if isinstance(value, str):
            return value
    return ""


def _found(image: ImageResult, checks: Iterable[str]) -> Iterable[StoredMeasurement]:
    return (found for check in checks if (found := measured(image, check)))
