"""What fixing plans and what became of it: frozen values, kept as JSON beside the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from imgrules.model import Region, Value
from imgrules.processor import Safety


class Decision(StrEnum):
    """What a plan means to do with a picture."""

    FIX = "fix"
    KEEP = "keep"
    """It passes as it is; its bytes are copied."""
    REVIEW = "review"
    """No plan makes it pass; a person must look. ``ImagePlan.reasons`` says why."""


class Ending(StrEnum):
    """What became of a picture."""

    FIXED = "fixed"
    KEPT = "kept"
    DONE_BEFORE = "done before"
    """An earlier run wrote exactly this; nothing was done again."""
    REVIEW = "review"
    """Left to a person: nothing was written in its place."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One processor that may perform a step; they are tried in order."""

    processor: str
    operation: str
    safety: Safety
    credits: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``operation`` is what the rules ask for; a candidate may do a graver one.

    (A backdrop that cannot be whitened is replaced.)
    """

    operation: str
    candidates: tuple[Candidate, ...]
    params: Mapping[str, Value] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    """Full ids of the failing rules that ask for it; empty where another step implies it."""
    note: str = ""
    refused: tuple[str, ...] = ()
    """Why others, who could, may not: told where the candidates fail."""

    @property
    def safety(self) -> Safety:
        """The safety of the candidate tried first."""
        return self.candidates[0].safety

    @property
    def credits(self) -> float:
        """What the candidate tried first costs."""
        return self.candidates[0].credits


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit, and the rule it comes from."""

    value: float
    rule: str
    """Full id, as in ``amazon/product-fill-min``."""
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """What all rules together ask of the frame round the product. None: nobody asks.

    Ratios are width / height. ``fill_*`` per way of measuring: ``longest_side``, ``bbox_area``,
    ``mask_area``.
    """

    fill_min: Mapping[str, Bound] = field(default_factory=dict)
    fill_max: Mapping[str, Bound] = field(default_factory=dict)
    fill_aim: float | None = None
    """Longest-side or area fill the failing rule's fix names, within the limits."""
    ratio_min: Bound | None = None
    ratio_max: Bound | None = None
    ratio_exact: bool = False
    """True where no tolerance is left: width and height must match to the pixel."""
    width_min: Bound | None = None
    width_max: Bound | None = None
    height_min: Bound | None = None
    height_max: Bound | None = None
    long_min: Bound | None = None
    long_max: Bound | None = None
    short_min: Bound | None = None
    short_max: Bound | None = None
    sum_max: Bound | None = None
    megapixels_min: Bound | None = None
    megapixels_max: Bound | None = None
    trimmed_min: Bound | None = None
    trimmed_max: Bound | None = None
    """Of the picture without its white margins: the product's own box, the shorter side for
    ``min``, the longer for ``max``."""
    crop_safe: tuple[str, ...] = ()
    """Ratios such as ``1:1`` whose centred crop must hold the product."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """What all rules together ask of the file."""

    formats: tuple[str, ...] = ()
    """Allowed by every rulebook, best first; never empty in a plan that fixes."""
    max_bytes: Bound | None = None
    min_bytes: Bound | None = None
    quality_min: Bound | None = None
    dpi_min: Bound | None = None
    progressive: bool | None = None
    subsampling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackdropSpec:
    """What the backdrop becomes. ``shadow``: ``none``, ``natural`` or ``soft``."""

    colour: tuple[int, int, int] = (255, 255, 255)
    shadow: str = "none"
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """What is to be done to one picture, and why."""

    path: str
    """As the report shows it."""
    source: str
    """Where the file is, absolute."""
    sha256: str
    output: str
    """Relative to the output folder, forward slashes; its extension fits the new format."""
    decision: Decision
    steps: tuple[Step, ...] = ()
    reasons: tuple[str, ...] = ()
    """For review: why nothing makes it pass. Otherwise: what will still be worth a look."""
    frame: FrameSpec = FrameSpec()
    file: FileSpec = FileSpec()
    backdrop: BackdropSpec = BackdropSpec()
    product: Region | None = None
    """Where the product was measured, in pixels of the upright original."""
    failing: tuple[str, ...] = ()
    """Full ids of the rules that fail today."""
    roles: Mapping[str, str] = field(default_factory=dict)
    given_up: tuple[str, ...] = ()
    """Full ids of lesser rules that may fail, or go on failing, since a graver one stands against
    them."""

    @property
    def safety(self) -> Safety:
        """The gravest of the steps."""
        return max((step.safety for step in self.steps), key=lambda one: one.rank,
                   default=Safety.SAFE)  # fmt: skip

    @property
    def credits(self) -> float:
        """What the steps cost when the first candidates succeed."""
        return sum(step.credits for step in self.steps)


@dataclass(frozen=True, slots=True)
class Plan:
    """A run of ``fix``, before anything is done. Applying it needs nothing but it."""

    version: str
    as_of: str
    rulebooks: tuple[str, ...]
    """As ``name@edition``, pinned."""
    images: tuple[ImagePlan, ...]
    settings: Mapping[str, Value] = field(default_factory=dict)
    """Of the ``fix`` part of the configuration, as used."""
    given: Mapping[str, Value] = field(default_factory=dict)
    """Role, categories, region, channel, manifest as given on the command line."""
    problems: tuple[str, ...] = ()

    @property
    def credits(self) -> float:
        return sum(image.credits for image in self.images)


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How alike the product is before and after, measured inside it.

    ``median`` and ``p95``: CIEDE2000. ``damaged``: share of the product's area (0-1) that changed
    by more than the damage limit. ``structure``: mean SSIM of luminance, 1 = the same.
    """

    median: float
    p95: float
    damaged: float
    structure: float
    pixels: int
    """How many were compared."""


@dataclass(frozen=True, slots=True)
class Done:
    """One step as performed."""

    operation: str
    processor: str
    note: str = ""
    credits: float = 0.0


@dataclass(frozen=True, slots=True)
class ImageFix:
    """What became of one picture."""

    path: str
    ending: Ending
    output: str = ""
    """Absolute path of what was written; empty for review."""
    sha256: str = ""
    """Of the output."""
    steps: tuple[Done, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why it is left to a person, or what is still worth a look."""
    fidelity: Fidelity | None = None
    rejected: str = ""
    """Where the result that was dropped can be looked at; empty where there is none."""
    credits: float = 0.0
    models: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class FixResult:
    """A plan, and what became of it where it was applied (``images`` is empty otherwise)."""

    plan: Plan
    images: tuple[ImageFix, ...] = ()
    run: str = ""
    """The run's name, for ``imgrules undo``."""
    problems: tuple[str, ...] = ()
    """What stopped the run before its end; empty when every picture had its turn."""

    @property
    def credits(self) -> float:
        """Credits spent."""
        return sum(image.credits for image in self.images)
