"""What single rules ask of a picture's frame and file, read off their parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from imgrules.checks._ratio import parse_ratio
from imgrules.fixes.model import Bound
from imgrules.model import Severity
from imgrules.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class Demand:
    """One number a rule asks for.

    ``field``: of FrameSpec or FileSpec. ``value``: its limit. ``measure``: for ``fill_min`` and
    ``fill_max``, the way of measuring. ``text``: for ``crop_safe``, the ratio.
    """

    field: str
    value: float
    rule: str
    severity: Severity
    upcoming: bool = False
    """True where the rule is not in force yet."""
    measure: str = ""
    text: str = ""
    exact: bool = False

    @property
    def rank(self) -> int:
        """What it weighs against others: 2 must hold, 1 should, 0 is welcome."""
        return 0 if self.upcoming else self.severity.rank

    @property
    def bound(self) -> Bound:
        """The limit, with the severity it counts with today."""
        severity = Severity.INFO if self.upcoming else self.severity
        return Bound(self.value, self.rule, severity.value)


Asked = tuple[str, float | None]
_Reader = Callable[[Any], Iterator[Asked]]


def demands(rule: Rule, rulebook: str, *, upcoming: bool = False) -> Iterator[Demand]:
    """Yield what one rule asks of frame and file; nothing for rules about other things."""
    name = f"{rulebook}/{rule.id}"
    if rule.params is None:
        return
    if rule.check == "subject.crop_safe":
        for text in getattr(rule.params, "ratios", ()):
            yield Demand("crop_safe", 0.0, name, rule.severity, upcoming, text=text)
        return
    exact = rule.check == "dimensions.aspect_ratio" and not getattr(rule.params, "tolerance", 1)
    measure = getattr(rule.params, "measure", "") if rule.check == "subject.fill" else ""
    read = _READERS.get(rule.check)
    for field, value in read(rule.params) if read else ():
        if value is not None:
            yield Demand(
                field, float(value), name, rule.severity, upcoming, measure=measure, exact=exact
            )


def _long(params: Any) -> Iterator[Asked]:  # noqa: ANN401  (each check's own Params)
    yield from (("long_min", params.min_px), ("long_max", params.max_px))


def _short(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield from (("short_min", params.min_px), ("short_max", params.max_px))


def _size(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    for side in ("width", "height"):
        yield f"{side}_min", getattr(params, f"min_{side}")
        yield f"{side}_max", getattr(params, f"max_{side}")


def _exact(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    for side in ("width", "height"):
        wanted, off = getattr(params, side), params.tolerance_px
        yield f"{side}_min", max(1, wanted - off)
        yield f"{side}_max", wanted + off


def _trimmed(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    least = [each for each in (params.min_width, params.min_height) if each is not None]
    most = [each for each in (params.max_width, params.max_height) if each is not None]
    yield "trimmed_min", max(least, default=None)
    yield "trimmed_max", min(most, default=None)


def _megapixels(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield from (("megapixels_min", params.min_mp), ("megapixels_max", params.max_mp))


def _sum(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield "sum_max", params.max_px


def _ratio(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    wanted = parse_ratio(params.ratio)
    yield "ratio_min", wanted * (1 - params.tolerance) or None
    yield "ratio_max", wanted * (1 + params.tolerance)


def _ratio_max(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    wanted = parse_ratio(params.ratio)
    limit = max(wanted, 1 / wanted)
    yield from (("ratio_min", 1 / limit), ("ratio_max", limit))


_WIDER = 1.002
"""A shape this much off square is seen as landscape or portrait in any picture of 500 px."""


def _orientation(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    allowed = set(params.allowed)
    if "portrait" not in allowed:
        yield "ratio_min", 1.0 if "square" in allowed else _WIDER
    if "landscape" not in allowed:
        yield "ratio_max", 1.0 if "square" in allowed else 1 / _WIDER


def _fill(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield from (("fill_min", params.min), ("fill_max", params.max))


def _bytes(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield from (("min_bytes", params.min_bytes), ("max_bytes", params.max_bytes))


def _density(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield "dpi_min", params.min_dpi


def _quality(params: Any) -> Iterator[Asked]:  # noqa: ANN401
    yield "quality_min", params.min_quality


_READERS: dict[str, _Reader] = {
    "dimensions.aspect_max": _ratio_max,
    "dimensions.aspect_ratio": _ratio,
    "dimensions.density": _density,
    "dimensions.exact": _exact,
    "dimensions.long_edge": _long,
    "dimensions.megapixels": _megapixels,
    "dimensions.orientation": _orientation,
    "dimensions.short_edge": _short,
    "dimensions.size": _size,
    "dimensions.sum": _sum,
    "dimensions.trimmed": _trimmed,
    "encoding.jpeg_quality": _quality,
    "file.size": _bytes,
    "subject.fill": _fill,
}
