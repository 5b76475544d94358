"""Results as checking would give them, without a pixel: pictures described in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from imgrules import load_rulebook
from imgrules.config import Fix
from imgrules.engine.job import Job, Picture, rules_for
from imgrules.engine.judge import judge
from imgrules.engine.measure import key_for, stored
from imgrules.engine.verdict import verdict
from imgrules.fixes.model import Plan
from imgrules.fixes.plan import make_plan
from imgrules.model import (
    Decides,
    Finding,
    ImageResult,
    Measurement,
    Outcome,
    Region,
    Result,
    RoleChoice,
    RulebookUsed,
)
from imgrules.processor import Context, Declined, Draft, Facts, Offer, Safety
from imgrules.rulebook.model import Rule, Rulebook

TODAY = date(2026, 11, 21)
Box = tuple[int, int, int, int]


@cache
def book(name: str) -> Rulebook:
    return load_rulebook(name, as_of=TODAY)


@dataclass(frozen=True)
class Seen:
    """A picture as measured. ``product``: None where it was not told from the backdrop."""

    name: str = "a.jpg"
    size: tuple[int, int] = (2000, 2000)
    product: Box | None = (150, 150, 1700, 1700)
    format: str = "jpeg"
    bytes: int = 900_000
    backdrop: str = "white"
    mode: str = "rgb"
    profile: str = "srgb"
    quality: int = 95
    dpi: float | None = 300.0
    orientation: int = 1
    frames: int = 1
    border: int = 0
    border_kind: str = "frame"
    fails: tuple[str, ...] = ()
    """Checks, among those that need pixels, that fail."""
    reviews: tuple[str, ...] = ()
    root: Path = Path("shots")
    role: str = "main"
    categories: tuple[str, ...] = ()
    region: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return (self.root / self.name).as_posix()


def _values(seen: Seen) -> dict[str, tuple[dict[str, Any], tuple[Region, ...]]]:
    width, height = seen.size
    found = seen.product is not None
    x, y, wide, high = seen.product or (0, 0, 1, 1)
    box = (Region(x, y, wide, high, "product"),) if found else ()
    sure = {"product_found": found, "confidence": 0.9 if found else 0.2}
    size = {"width": width, "height": height}
    sides = [
        side
        for side, touches in (
            ("left", x <= 0), ("top", y <= 0), ("right", x + wide >= width),
            ("bottom", y + high >= height),
        )
        if touches and found
    ]  # fmt: skip
    suffix = seen.name.rpartition(".")[2].lower()
    fitting = {"jpeg": ["jpg", "jpeg"], "png": ["png"], "gif": ["gif"]}[seen.format]
    bars = {side: {"px": seen.border, "rgb": [0, 0, 0], "noise": 0.0}
            for side in ("left", "top", "right", "bottom")} if seen.border else {}  # fmt: skip
    fill = {
        "longest_side": max(wide / width, high / height),
        "bbox_area": wide * high / width / height,
        "mask_area": 0.8 * wide * high / width / height,
        "step": 0.001,
    }
    return {
        "dimensions.long_edge": ({**size, "px": max(size.values())}, ()),
        "dimensions.short_edge": ({**size, "px": min(size.values())}, ()),
        "dimensions.size": (size, ()),
        "dimensions.exact": (size, ()),
        "dimensions.sum": ({**size, "px": width + height}, ()),
        "dimensions.megapixels": ({**size, "mp": width * height / 1e6}, ()),
        "dimensions.aspect_ratio": ({**size, "ratio": width / height}, ()),
        "dimensions.aspect_max": ({**size, "ratio": width / height}, ()),
        "dimensions.density": ({"dpi": seen.dpi}, ()),
        "dimensions.trimmed": ({"width": wide, "height": high}, box),
        "subject.fill": ({**fill, **sure}, box),
        "subject.crop_safe": ({**size, "box": [x, y, wide, high], **sure}, box),
        "subject.cropped": (
            {"sides": {side: {"share": 0.1, "faded": False} for side in sides}, **sure},
            (),
        ),
        "file.format": ({"format": seen.format}, ()),
        "file.extension": (
            {"extension": suffix, "format": seen.format, "fitting": fitting},
            (),
        ),
        "file.size": ({"bytes": seen.bytes}, ()),
        "file.frames": ({"frames": seen.frames}, ()),
        "file.name": ({"name": seen.name.rpartition("/")[2]}, ()),
        "color.mode": ({"mode": seen.mode}, ()),
        "color.profile": (
            {"name": seen.profile, "title": seen.profile, "detail": "", "description": "",
             "origin": "icc", "fits_pixels": True, "misnamed": False, "mode": seen.mode},
            (),
        ),
        "encoding.jpeg_quality": (
            {"jpeg": seen.format == "jpeg", "lossless": False, "quality": seen.quality,
             "exact": True},
            (),
        ),
        "orientation.exif": ({"orientation": seen.orientation}, ()),
        "frame.border": ({"sides": bars, "kind": seen.border_kind if bars else "none"}, ()),
        "background.white": ({"backdrop": seen.backdrop}, ()),
        "background.uniform": ({"backdrop": seen.backdrop}, ()),
    }  # fmt: skip


_JUDGED_HERE = ("background.white", "background.uniform")
"""Measured in part only: whether they pass is said by ``Seen.fails``."""


def look(seen: Seen, books: Iterable[Rulebook]) -> tuple[ImageResult, Picture]:
    """Return the result of one picture, and the picture of the job."""
    books = list(books)
    roles = {each.name: RoleChoice(each.name, seen.role, "test") for each in books}
    picture = Picture(Path(seen.path), seen.path, roles, categories=seen.categories,
                      region=seen.region)  # fmt: skip
    values = _values(seen)
    measured, findings = {}, []
    for each in books:
        for rule in rules_for(each, picture):
            key = key_for(rule)
            if rule.scope != "image":
                continue
            if key is not None and rule.check in values:
                numbers, regions = values[rule.check]
                measured[key] = Measurement(rule.check, 1, numbers, regions)
            findings.append(_finding(seen, each, rule, measured))
    result = ImageResult(
        path=seen.path, sha256="a" * 64, bytes=seen.bytes, format=seen.format,
        width=seen.size[0], height=seen.size[1], sku=None, roles=tuple(roles.values()),
        verdict=verdict(findings), measurements=stored(measured), findings=tuple(findings),
    )  # fmt: skip
    return result, picture


def _finding(seen: Seen, rulebook: Rulebook, rule: Rule, measured: Mapping[Any, Any]) -> Finding:
    key = key_for(rule)
    if rule.decides is Decides.HUMAN or (key in measured and rule.check not in _JUDGED_HERE):
        return judge(rule, rulebook, measured, TODAY)
    outcome = Outcome.FAIL if rule.check in seen.fails else Outcome.PASS
    outcome = Outcome.REVIEW if rule.check in seen.reviews else outcome
    return Finding(
        rulebook.name, rulebook.edition, rule.id, rule.title, outcome, rule.severity,
        decides=rule.decides, check=rule.check, measured="seen", required="wanted",
        fix=rule.fix.operation if rule.fix else None,
    )  # fmt: skip


def run_of(pictures: Iterable[Seen], *books: Rulebook | str) -> tuple[Result, Job]:
    loaded = [book(each) if isinstance(each, str) else each for each in books]
    looked = [look(each, loaded) for each in pictures]
    used = tuple(RulebookUsed(each.name, each.edition, each.title, each.sha256, len(each.rules))
                 for each in loaded)  # fmt: skip
    result = Result("0", TODAY.isoformat(), False, used, tuple(image for image, _ in looked))
    return result, Job(tuple(picture for _, picture in looked), tuple(loaded), TODAY)


class Fake:
    """A processor that offers, and does nothing."""

    api = 1
    version = 1

    def __init__(
        self,
        name: str,
        *operations: str,
        credits: float = 0.0,
        safety: Safety | None = None,
        declines: str = "",
    ) -> None:
        self.name, self.operations, self.credits = name, operations, credits
        self.safety, self.declines = safety, declines

    def offer(self, operation: str, facts: Facts, params: Mapping[str, Any]) -> Offer:
        if self.declines:
            raise Declined(self.declines)
        usual = _SAFETIES.get(operation, Safety.SAFE)
        return Offer(self.safety or usual, self.credits, f"{self.name} does it")

    def run(
        self, operation: str, draft: Draft, params: Mapping[str, Any], context: Context
    ) -> Draft:
        raise AssertionError("planning runs nothing")


_SAFETIES = {
    "background.replace": Safety.UNSAFE,
    "size.reduce": Safety.UNSAFE,
    "size.enlarge": Safety.SUGGEST,
    "overlay.erase": Safety.SUGGEST,
}
BUILT_IN = Fake(
    "built-in", "orientation.bake", "color.convert", "background.whiten", "canvas.crop",
    "canvas.pad", "size.reduce", "size.enlarge", "file.encode",
)  # fmt: skip
LOCAL = Fake("local", "background.replace")
SHOP = Fake("pixelapi", "background.replace", "overlay.erase", credits=5)
PROCESSORS = {each.name: each for each in (BUILT_IN, LOCAL, SHOP)}
UNSAFE = Fix(allow=("unsafe",))


def plan_of(
    *pictures: Seen,
    books: Iterable[Rulebook | str] = ("amazon",),
    fix: Fix = UNSAFE,
    processors: Mapping[str, Any] = PROCESSORS,
) -> Plan:
    result, job = run_of(pictures, *books)
    return make_plan(result, job, fix, processors=processors, roots=[Path("shots")])
