"""Judging a measured background: which areas count, what is a trace, what needs a look."""

from __future__ import annotations

from typing import Protocol, cast

from imgrules import ext
from imgrules.checks import _white_names
from imgrules.checks._areas import Levels
from imgrules.checks._trust import TRUSTED

TRACE_LEVEL = 240
TRACE_SHARE = 0.05
"""Next to the product, so many pixels no darker than that are what compression leaves."""
SPECK_LEVEL = 250
SPECK_SHARE = 0.00008
"""Anywhere but in the border band, so few pixels no darker than that are not seen by anyone."""
SHADOW_SHARE = 0.0002
"""A shadow smaller than this share of the picture is a dark edge of the product."""
LEAST_BAND = 0.6
"""Share of the frame's edge that must show the backdrop for it to be judged."""


class Limits(Protocol):
    """What a rule allows: the parameters of ``background.white``."""

    @property
    def tolerance(self) -> int:
        """Levels under 255 that still count as white."""

    @property
    def min_share(self) -> float:
        """Least share of white pixels."""

    @property
    def contained_shadow(self) -> str:
        """``allow``, ``review`` or ``refuse``."""

    @property
    def max_shadow_share(self) -> float:
        """Share of the picture above which a shadow needs a look."""


class Verdict:
    """One measurement held against the parameters, step by step."""

    def __init__(
        self,
        measurement: ext.Measurement,
        params: Limits,
        areas: dict[str, Levels],
    ) -> None:
        self.measurement = measurement
        self.params = params
        self.areas = areas
        self.least = 255 - params.tolerance
        self.kinds = cast("list[str]", measurement.values["kinds"])
        self.judged = self._judged()
        self.outcome, self.note = self._decide()
        if measurement.values["transparent"]:
            self.note = _join(self.note, "judged as flattened on white")
        clean = self.outcome is ext.Outcome.PASS
        self.regions = () if clean else self._explaining()

    def say(self) -> str:
        """Say how white the background is, or the border band where only that is not white."""
        whole, band = Levels.total(self.judged.values()), self.areas["band"]
        if not whole.pixels:
            return "no background seen"
        if whole.white_share(self.least) == 1 and band.white_share(self.least) < 1:
            return f"border {_say(band, self.least)}"
        return _say(whole, self.least)

    def _judged(self) -> dict[str, Levels]:
        """Shadow counts as background unless one inside the frame may be there."""
        names = ["background", "holes", "edge"]
        if not self._shadow_set_apart():
            names.append("shadow")
        return {name: self._without_traces(name, self.areas[name]) for name in names}

    def _shadow_set_apart(self) -> bool:
        reaching = {_white_names.REACHING, _white_names.GRADIENT} & set(self.kinds)
        on_white = self.measurement.values["backdrop"] == "white"
        return on_white and not reaching and self.params.contained_shadow != "refuse"

    def _without_traces(self, name: str, levels: Levels) -> Levels:
        whole = self.measurement.number("pixels")
        floor, most = {
            "edge": (TRACE_LEVEL, TRACE_SHARE * levels.pixels),
            "shadow": (0, SHADOW_SHARE * whole if _white_names.REACHING not in self.kinds else 0),
        }.get(name, (SPECK_LEVEL, SPECK_SHARE * whole))
        tolerated = not levels.below(floor) and levels.below(255) <= most
        return Levels(levels.pixels, {}) if tolerated else levels

    def _decide(self) -> tuple[ext.Outcome, str]:
        if self.measurement.values["backdrop"] == "real":
            return ext.Outcome.FAIL, _white_names.REAL
        parts = (*self.judged.values(), self.areas["band"])
        if min(part.white_share(self.least) for part in parts) < self.params.min_share:
            return ext.Outcome.FAIL, self._kind()
        doubt = self._doubt()
        if doubt:
            return ext.Outcome.REVIEW, doubt
        return self._decide_shadow()

    def _kind(self) -> str:
        """Name the largest problem among those that count."""
        areas = {
            _white_names.EDGE: "edge",
            _white_names.HOLES: "holes",
            _white_names.CONTAINED: "shadow",
        }
        for kind in self.kinds:
            area = self.judged.get(areas.get(kind, "background"))
            if area is not None and area.white_share(self.least) < 1:
                return kind
        return self.measurement.text("kind")

    def _doubt(self) -> str:
        values = self.measurement.values
        if values["framed"]:
            return "a frame lies round the picture"
        if not values["product_found"]:
            return "no product was found on the white"
        if not any(part.pixels for part in self.judged.values()):
            return "the product leaves no background to judge"
        if self.measurement.number("backdrop_share") < LEAST_BAND:
            return "little of the frame's edge is background: a cropped product or a real scene"
        if self.measurement.number("confidence") < TRUSTED:
            return "the product could not be told from the background with certainty"
        return ""

    def _decide_shadow(self) -> tuple[ext.Outcome, str]:
        shadow = self.areas["shadow"]
        dark = shadow.below(self.least)
        if not dark or not self._shadow_set_apart():
            return ext.Outcome.PASS, ""
        share = dark / self.measurement.number("pixels")
        large = share > self.params.max_shadow_share
        review = large or self.params.contained_shadow == "review"
        note = f"{_white_names.CONTAINED}, {100 * share:.1f} % of the picture"
        return (ext.Outcome.REVIEW if review else ext.Outcome.PASS), note

    def _explaining(self) -> tuple[ext.Region, ...]:
        if not self._shadow_set_apart() or self.outcome is not ext.Outcome.FAIL:
            return self.measurement.regions
        apart = _white_names.CONTAINED
        return tuple(region for region in self.measurement.regions if region.label != apart)


def _join(first: str, second: str) -> str:
    return f"{first}; {second}" if first else second


def _say(levels: Levels, least: int) -> str:
    white = levels.white_share(least)
    if white == 1.0:
        return "100 % white"
    # Never rounded up to 100: a thousandth of a per cent off is still not all.
    share = min(100 * white, 99.999)
    return f"{share:.{1 if share < 99.9 else 3}f} % white, darkest {levels.worst()}"


def require(params: Limits) -> str:
    white = "255" if not params.tolerance else f"{255 - params.tolerance} or lighter"
    return f"{100 * params.min_share:g} % at {white}"
