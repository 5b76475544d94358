"""What is measured and what is found: the frozen values that cross every seam."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from typing_extensions import TypeAliasType

Scalar = str | int | float | bool | None
Value = TypeAliasType("Value", "Scalar | list[Value] | dict[str, Value]")
"""Anything JSON holds. Floats are rounded by whoever measures: results must compare equal."""


class Outcome(StrEnum):
    """What judging a measurement gives."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    REVIEW = "review"
    UNCHECKED = "unchecked"


class Status(StrEnum):
    """How a finding counts today."""

    ACTIVE = "active"
    WAIVED = "waived"
    BASELINED = "baselined"
    UPCOMING = "upcoming"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Higher is graver: info 0, warning 1, error 2."""
        return ("info", "warning", "error").index(self.value)


class Decides(StrEnum):
    """Who can settle a rule: code, code that only helps, or a person."""

    MACHINE = "machine"
    ASSIST = "assist"
    HUMAN = "human"


class Basis(StrEnum):
    OFFICIAL = "official"
    THIRD_PARTY = "third-party"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A box in pixels of the upright picture: origin top left, ``width``/``height`` at least 1."""

    x: int
    y: int
    width: int
    height: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Numbers and regions a check read off one picture (or one set); holds no thresholds."""

    check: str
    version: int
    values: Mapping[str, Value] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()

    def number(self, name: str) -> float:
        """Return the value as a float; KeyError or TypeError when it is not a number."""
        value = self.values[name]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{self.check}: {name} is {value!r}, not a number")
        return float(value)

    def text(self, name: str) -> str:
        """Return the value as a string; KeyError or TypeError when it is not one."""
        value = self.values[name]
        if not isinstance(value, str):
            raise TypeError(f"{self.check}: {name} is {value!r}, not a string")
        return value


@dataclass(frozen=True, slots=True)
class Judgement:
    """A measurement held against a rule's parameters, in words a merchandiser reads.

    ``measured`` and ``required`` stand side by side in reports ("91.2 % white", "100 % required");
    ``note`` says what kind of problem it is. ``regions`` are the ones that explain the outcome.
    """

    outcome: Outcome
    measured: str = ""
    required: str = ""
    note: str = ""
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: the document and the place in it."""

    ref: str
    title: str
    url: str
    clause: str = ""
    quote: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding does not count: a person's dated exception, or that it was known before."""

    kind: Literal["waiver", "baseline"]
    id: str = ""
    """The waiver's, such as ``W-0031``."""
    reason: str = ""
    owner: str = ""
    since: str = ""
    """The day it was granted or first seen."""
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against one picture (or one set of pictures)."""

    rulebook: str
    edition: str
    rule: str
    title: str
    outcome: Outcome
    severity: Severity
    status: Status = Status.ACTIVE
    decides: Decides = Decides.MACHINE
    basis: Basis = Basis.OFFICIAL
    checklist: bool = False
    """True where a person decides and no evidence was found: one line of a checklist."""
    check: str = ""
    measured: str = ""
    required: str = ""
    message: str = ""
    note: str = ""
    remedy: str = ""
    regions: tuple[Region, ...] = ()
    source: Source | None = None
    enforce_from: str | None = None
    fix: str | None = None
    """The operation that would repair it, such as ``canvas.pad``."""
    waivable: bool = True
    rule_sha256: str = ""
    """Of what the rule asks: its check and parameters. A finding known before is known by it."""
    suppression: Suppression | None = None

    @property
    def full_id(self) -> str:
        return f"{self.rulebook}/{self.rule}"


class Verdict(StrEnum):
    """One word for a picture: the gravest of its active findings."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    REVIEW = "review"
    UNCHECKED = "unchecked"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class StoredMeasurement:
    """A measurement with the options it was made with; enough to judge again without pixels."""

    check: str
    version: int
    options: Mapping[str, Value] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """The role a rulebook gives a picture, and why."""

    rulebook: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImageResult:
    """All that was found on one picture. ``path`` is as given, with forward slashes."""

    path: str
    sha256: str | None
    bytes: int | None
    format: str | None
    width: int | None
    height: int | None
    sku: str | None
    roles: tuple[RoleChoice, ...]
    verdict: Verdict
    measurements: tuple[StoredMeasurement, ...]
    findings: tuple[Finding, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further columns of the manifest, carried through."""
    categories: tuple[str, ...] = ()
    region: str | None = None
    channel: str | None = None
    """What the picture was judged for; with them a stored result can be judged anew."""
    sku_given: bool = False
    """True where a manifest says the SKU; else the file's name does, by the rulebook's patterns."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """All that was found on one group of pictures (a SKU)."""

    rulebook: str
    sku: str
    members: tuple[str, ...]
    findings: tuple[Finding, ...]
    measurements: tuple[StoredMeasurement, ...] = ()


@dataclass(frozen=True, slots=True)
class RulebookUsed:
    """Which edition judged, and what it could not apply."""

    rulebook: str
    edition: str
    title: str
    sha256: str
    """Of the resolved rules: two results with the same hash were judged alike."""
    rules: int
    never_exercised: tuple[str, ...] = ()
    """Rules that met no picture in this run (role, category or region absent)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that makes the run untrustworthy: a crashed check, a manifest row without file."""

    kind: str
    message: str
    hint: str = ""
    path: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know although the verdicts stand: a waiver that has run out."""

    kind: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One run, whole. Every report is a pure function of it."""

    version: str
    as_of: str
    not_a_gate: bool
    rulebooks: tuple[RulebookUsed, ...]
    images: Sequence[ImageResult]
    """A tuple; while a long run is being reported, what reads like one from disk."""
    sets: tuple[SetResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    models: tuple[Mapping[str, Value], ...] = ()
    """Name, hash and licence of every trained model that took part."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, pictures first, in path order."""
        return tuple(self.each_finding())

    def each_finding(self) -> Iterator[Finding]:
        """Yield what ``findings`` holds, without holding it."""
        for image in self.heads():
            yield from image.findings
        for group in self.sets:
            yield from group.findings

    def heads(self) -> Iterable[ImageResult]:
        """Return the pictures in their order, maybe without measurements where that is faster."""
        return self.images.heads() if isinstance(self.images, _HasHeads) else self.images


@runtime_checkable
class _HasHeads(Protocol):
    def heads(self) -> Iterable[ImageResult]: ...
