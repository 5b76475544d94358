"""What checks and processors, built in or from third parties, may import.

A check is a class with ``name``, ``version``, ``needs``, ``Options`` and ``Params``;
``measure(image, options)`` never sees a threshold and ``judge(measurement, params)`` never sees a
pixel. Its docstring is its published page, with the headings *What it measures*, *How*,
*Parameters*, *Limits*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from imgrules.colours import PATTERN as COLOUR
from imgrules.colours import parse_colour
from imgrules.errors import PluginError, UnreadableError
from imgrules.images.image import Image
from imgrules.model import Judgement, Measurement, Outcome, Region, Scalar, Value

if TYPE_CHECKING:
    from imgrules.processor import (
        Context,
        Cutout,
        Declined,
        Draft,
        Facts,
        Kept,
        Offer,
        Placement,
        Processor,
        Safety,
        Stopped,
        Ticket,
        Till,
    )

__all__ = [
    "API",
    "COLOUR",
    "OPERATIONS",
    "Check",
    "Context",
    "Cutout",
    "Declined",
    "Directionless",
    "Draft",
    "Facts",
    "Image",
    "Judgement",
    "Kept",
    "Ladder",
    "Measurement",
    "Member",
    "Need",
    "Offer",
    "Options",
    "Outcome",
    "Params",
    "Placement",
    "PluginError",
    "Processor",
    "Region",
    "Safety",
    "SetCheck",
    "Stopped",
    "Stricter",
    "Ticket",
    "Till",
    "UnreadableError",
    "Value",
    "parse_colour",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import what processors are made of when one asks: checks need none of it."""
    if name not in __all__:
        raise AttributeError(f"module 'imgrules.ext' has no attribute {name!r}")
    from imgrules import processor

    return getattr(processor, name)


API = 1
"""The version of this contract a plug-in states as ``api``."""

OPERATIONS = (
    "orientation.bake", "color.convert", "overlay.erase", "background.whiten",
    "background.replace", "canvas.crop", "canvas.pad", "size.reduce", "size.enlarge",
    "file.encode",
)  # fmt: skip
"""What a rule's ``fix`` may ask for, in the order fixes run."""


class Need(StrEnum):
    """The dearest plane a check looks at; each one includes those before it."""

    FILE = "file"
    HEADER = "header"
    PIXELS = "pixels"
    SUBJECT = "subject"
    TEXT = "text"


class Stricter(Enum):
    """In which direction a parameter makes a rule harder to pass.

    Used as ``Annotated[int, Stricter.UP]``; ``MORE`` and ``FEWER`` are for lists. A parameter that
    is left out (None) limits nothing, whatever its direction. A ratio written "5:1" counts as its
    longer by its shorter side.
    """

    UP = "higher"
    DOWN = "lower"
    MORE = "more entries"
    FEWER = "fewer entries"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The values of a parameter from the most lenient to the strictest.

    Used as ``Annotated[Literal["allow", "refuse"], Ladder(("allow", "refuse"))]``.
    """

    rungs: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Directionless:
    """Says why no value of a parameter is stricter than another."""

    reason: str


class Options(BaseModel):
    """Parameters that change what is measured. Part of the cache key; most checks have none."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Params(BaseModel):
    """Parameters of a rule: thresholds. A check with options lists them here as well."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


O_contra = TypeVar("O_contra", bound=Options, contravariant=True)
P_contra = TypeVar("P_contra", bound=Params, contravariant=True)


class Check(Protocol[O_contra, P_contra]):
    """Measures one thing on one picture and judges the measurement."""

    api: ClassVar[int]
    name: ClassVar[str]
    version: ClassVar[int]
    needs: ClassVar[Need]
    Options: ClassVar[type[Options]]
    Params: ClassVar[type[Params]]

    def measure(self, image: Image, options: O_contra) -> Measurement:
        """Read numbers off the picture. Raises UnreadableError where it cannot be read."""
        ...

    def judge(self, measurement: Measurement, params: P_contra) -> Judgement:
        """Hold the numbers against the parameters. Pure: same input, same answer."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """One picture of a set, as a set check sees it."""

    path: str
    role: str
    measurement: Measurement | None
    """None where the picture could not be measured."""


class SetCheck(Check[Any, Any], Protocol):
    """Judges the pictures of one SKU together.

    ``measure`` reads one picture's share; ``combine`` makes one measurement of all members.
    """

    def combine(self, members: Sequence[Member]) -> Measurement:
        """Make the set's measurement; members come in path order."""
        ...
