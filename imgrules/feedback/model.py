"""What holding an export against a result gives. Counts are exact and add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Said(StrEnum):
    """What imgrules had said of a picture that was refused."""

    AGREED = "agreed"
    """A rule that the reason means failed."""
    ASKED = "asked"
    """A person was told to look: review, or a line of the checklist."""
    UNCHECKED = "unchecked"
    """The rule could not be judged."""
    MISSED = "missed"
    """All rules that the reason means passed."""
    NO_RULE = "no-rule"
    """No rule that the reason means was held against the picture."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing the marketplace said of one product or picture; repeats are one refusal."""

    where: str
    about: str
    reason: str
    said: Said
    rules: tuple[str, ...]
    """Full ids of the rules that ``said`` rests on; of all meant where none was held."""
    pictures: tuple[str, ...]
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule that failed on a picture of something that was accepted."""

    rule: str
    picture: str
    product: str
    measured: str
    severity: str
    known: bool
    """True where the export or a list of listings says so; False where it is just not refused."""


@dataclass(frozen=True, slots=True)
class Unused:
    """A row that says nothing about a rule, and why."""

    where: str
    about: str
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How one rule fared. Refusals are counted in the first four, pictures in the last three.

    A refusal that several rules explain counts for each of them.
    """

    rule: str
    title: str
    severity: str
    agreed: int
    missed: int
    asked: int
    unchecked: int
    false_alarms: int
    """Pictures that it failed, of what was accepted."""
    undecided: int
    """Pictures that it failed, of what was refused for something else."""
    judged: int
    """Pictures of accepted products that it passed or failed."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """An export held against a result."""

    mapping: str
    title: str
    rulebook: str
    edition: str
    encoding: str
    guessed_encoding: bool
    rows: int
    refusing_rows: int
    accepting_rows: int
    refusals: tuple[Refusal, ...]
    alarms: tuple[Alarm, ...]
    rules: tuple[RuleCount, ...]
    unjoined: tuple[Unused, ...]
    unmapped: tuple[Unused, ...]
    elsewhere: tuple[Unused, ...]
    pictures: int
    pictures_refused: int
    """Pictures of what the export refuses, for whatever reason."""
    pictures_accepted: int
    pictures_not_listed: int
    """Pictures of products that the list of listings does not hold; not counted anywhere."""
    acceptance: str
    """On what the counting of the accepted rests, in words."""
    unconfirmed: tuple[str, ...]
    notes: tuple[str, ...] = ()
