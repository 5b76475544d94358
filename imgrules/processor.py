"""The contract of a processor: what performs one or several fixing operations.

A processor never sees a rule, a path or another picture. It is offered a draft, the picture while
it is being fixed, and gives back another draft, or a cut-out. It says ``Declined`` rather than
guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from imgrules.errors import ImgrulesError
from imgrules.model import Region, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]
    Mask = NDArray[np.bool_]

Mode = Literal["RGB", "CMYK", "LAB", "L"]


class Safety(StrEnum):
    """What a step may do to the product; the gravest of its steps is a plan's."""

    SAFE = "safe"
    """No visible change of the product: its pixels stay, or change below what an eye can tell."""
    UNSAFE = "unsafe"
    """The product's pixels change within stated limits. Applied when the user opts in."""
    SUGGEST = "suggest"
    """A person decides. Applied only when the user allows this very operation by name."""

    @property
    def rank(self) -> int:
        """Higher is graver: safe 0, unsafe 1, suggest 2."""
        return ("safe", "unsafe", "suggest").index(self.value)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the original picture lies in the draft: ``x' = x * scale + left``, in pixels."""

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def moved(self, left: float, top: float) -> Placement:
        """Return the placement after the draft's origin moved (pad: positive, crop: negative)."""
        return replace(self, left=self.left + left, top=self.top + top)

    def scaled(self, factor: float) -> Placement:
        """Return the placement after the whole draft was resized by ``factor``."""
        return Placement(self.scale * factor, self.left * factor, self.top * factor)


@dataclass(frozen=True, slots=True)
class Kept:
    """Metadata that outlives the fix, as stored in the file."""

    xmp: bytes | None = None
    iptc: bytes | None = None
    """The IIM record itself, as in Photoshop resource 0x0404."""
    exif: bytes | None = None
    """Without the header ``Exif``; the orientation in it is no longer true once turned."""
    dpi: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The picture while it is being fixed: upright, one decode behind it, one encode ahead.

    ``samples``: uint8, height × width × channels (RGB 3, CMYK 4 with 255 = full ink, LAB 3 as
    Pillow stores it, L height × width × 1), in the colour space that ``mode`` and ``icc`` name.
    ``alpha``: uint8, height × width; None where everything is opaque.
    ``icc``: the profile of the samples; None means that the file has none (taken for sRGB).
    ``product``: where the product is thought to be, bool, height × width; None when nobody knows.
    """

    samples: Bytes
    mode: Mode = "RGB"
    alpha: Bytes | None = None
    icc: bytes | None = None
    product: Mask | None = None
    placement: Placement = Placement()
    kept: Kept = Kept()
    changed: bool = False
    """True as soon as a pixel differs from the original's; an unchanged draft need not be encoded
    again."""

    @property
    def height(self) -> int:
        return int(self.samples.shape[0])

    @property
    def width(self) -> int:
        return int(self.samples.shape[1])

    def with_(self, **changes: Any) -> Draft:  # noqa: ANN401  (fields of this class)
        """Return a copy with other fields, marked as changed."""
        return replace(self, **{"changed": True, **changes})

    def digest(self) -> str:
        """Return a SHA-256 of what can be seen: size, colour space, samples, transparency."""
        made = sha256(f"{self.mode} {self.samples.shape}".encode())
        made.update(self.icc or b"")
        made.update(self.samples.tobytes())
        made.update(b"" if self.alpha is None else self.alpha.tobytes())
        return made.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """What a segmenter gives back: alpha only; imgrules applies it to the original pixels.

    ``alpha``: float32 of 0-1, height × width of the draft. ``confidence``: 0-1; under 0.5 the
    segmenter itself doubts it. ``shadow``: float32 of 0-1, how bright the backdrop is where the
    product shades it (1 = no shadow), None where the segmenter does not tell. ``backdrop``: its
    estimate of the backdrop's colours, uint8 RGB, height × width × 3, if it made one. ``model``:
    name, sha256 and licence of a trained model that took part.
    """

    alpha: Floats
    confidence: float
    shadow: Floats | None = None
    backdrop: Bytes | None = None
    notes: tuple[str, ...] = ()
    model: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a picture when its fix is planned, without touching a pixel."""

    width: int
    height: int
    format: str
    mode: str = "rgb"
    backdrop: str = "unknown"
    """``white``, ``near-white``, ``plain``, ``graded``, ``scene`` or ``unknown``."""
    product: Region | None = None
    profile: str = ""
    """The colour space as ``color.profile`` names it; empty where nobody looked."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a processor says of a step before anything is done."""

    safety: Safety
    credits: float = 0.0
    """Price of one call in the service's credits, from its dated price table."""
    note: str = ""


class Declined(ImgrulesError):
    """The processor does not do this to this picture, and says why."""


class Stopped(ImgrulesError):
    """Nothing more may be asked of a service in this run: no credits, wrong key, budget spent."""


class Ticket(Protocol):
    """One paid call in the ledger. Every method is durable when it returns."""

    @property
    def state(self) -> Literal["planned", "sent", "accepted", "done"]:
        """``sent`` on arrival means: an earlier run sent it and its outcome is unknown."""
        ...

    @property
    def remote_id(self) -> str | None:
        """The service's own number for the work, as soon as it is known."""
        ...

    @property
    def result(self) -> bytes | None:
        """What the service gave back, once ``done``."""
        ...

    def sent(self) -> None:
        """Write down that the request is about to leave."""
        ...

    def accepted(self, remote_id: str, *, credits_used: float | None = None) -> None:
        """Write down the service's number for the work."""
        ...

    def done(self, result: bytes, *, credits_used: float | None = None) -> None:
        """Store what came back, and what it cost (None: as priced)."""
        ...

    def failed(self, reason: str, *, credits_used: float = 0.0) -> None:
        """Write down that the service refused or failed; the work may be asked for again."""
        ...


class Till(Protocol):
    """Where paid work is asked for: the ledger, behind the budget."""

    def open(
        self, *, processor: str, operation: str, work: str, params: Mapping[str, Value],
        credits: float,
    ) -> Ticket:  # fmt: skip
        """Return the ticket of this work: the earlier one where it was asked for before.

        ``work`` is the digest of what is sent. Raises Stopped where the budget would be exceeded,
        and Declined where an earlier call's outcome is unknown and nobody has said what to do.
        """
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a processor may use of the run."""

    till: Till
    say: Callable[[str], None] = field(default=lambda _: None)
    """Progress and warnings for the user, one line each."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """Where keys come from."""
    network: bool = True


class Processor(Protocol):
    """Performs operations on drafts."""

    api: ClassVar[int]
    name: str
    version: int
    operations: tuple[str, ...]

    def offer(self, operation: str, facts: Facts, params: Mapping[str, Value]) -> Offer:
        """Say how safe the step would be and what it costs. Raises Declined."""
        ...

    def run(
        self, operation: str, draft: Draft, params: Mapping[str, Value], context: Context
    ) -> Draft | Cutout:
        """Perform it. ``background.replace`` may give a Cutout. Raises Declined or Stopped."""
        ...
