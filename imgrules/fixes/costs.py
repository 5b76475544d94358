"""What was planned, what was spent, and what nobody knows: the ledger read for people."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from imgrules.errors import ImgrulesError, UsageError
from imgrules.fixes import database
from imgrules.fixes.budget import known_price
from imgrules.fixes.calls import COLUMNS, Call, call_of
from imgrules.fixes.database import Database
from imgrules.fixes.ledger import OWNERS, owner_file
from imgrules.fixes.locks import is_held
from imgrules.fixes.state import PLAN, run_folders
from imgrules.fixes.tickets import cost_of
from imgrules.fixes.writing import told


@dataclass(frozen=True, slots=True)
class Line:
    """Calls added up. All sums are credits, as each service counts its own."""

    name: str
    calls: int
    """Requests that left, or may have."""
    spent: float
    """As reported where the service says, else as priced once the service accepted."""
    estimated: float
    """What the price table said of the calls that are spent."""
    difference: float
    """Spent beyond the estimate; negative where it was cheaper."""
    unpriced: int
    """Accepted with neither a price nor a report: what they cost is not in ``spent``."""
    unknown: int
    """Calls whose outcome nobody knows."""
    at_risk: float
    """What those may have cost; not in ``spent``."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A call whose outcome nobody knows."""

    image: str
    operation: str
    service: str
    run: str
    sent_at: str
    credits: float | None
    """What it may have cost; None where no price was known."""
    given_up: bool
    """True once it was asked for again at the user's word."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What the latest plan of the state folder expects to spend."""

    run: str
    images: int
    credits: float
    most: float
    """What it comes to if every candidate is tried."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Everything ``imgrules costs`` shows."""

    planned: Planned | None
    total: Line
    by_image: tuple[Line, ...]
    by_operation: tuple[Line, ...]
    by_service: tuple[Line, ...]
    by_run: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    under_way: int
    """Calls that somebody is waiting for right now."""
    unfetched: int
    """Calls that a service accepted and nobody waits for; the next run goes on with them."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A call, and whether whoever made it is still at it."""

    call: Call
    alive: bool

    @property
    def unknown(self) -> bool:
        return self.call.state == "unknown" or (self.call.state == "sent" and not self.alive)

    @property
    def spent(self) -> bool:
        return self.call.state in {"accepted", "done", "lost", "failed"}


def read_costs(state: Path) -> Costs:
    """Read a state folder. Raises UsageError where there is none, ImgrulesError for a bad one."""
    if not state.is_dir():
        raise UsageError(
            f"{state}: no such folder; nothing was ever applied here",
            hint="name the state folder of your runs with --state",
        )
    seen = _calls(state)
    return Costs(
        planned=_planned(state),
        total=_line("total", seen),
        by_image=_lines(seen, lambda call: call.picture),
        by_operation=_lines(seen, lambda call: call.operation),
        by_service=_lines(seen, lambda call: call.processor),
        by_run=_lines(seen, lambda call: call.run),
        doubts=tuple(_doubt(each.call) for each in seen if each.unknown),
        under_way=sum(each.alive and each.call.state in {"sent", "accepted"} for each in seen),
        unfetched=sum(not each.alive and each.call.state == "accepted" for each in seen),
    )


def _calls(state: Path) -> list[_Seen]:
    """Return the calls that left, or may have, the oldest first."""
    path = state / database.NAME
    if not path.exists():
        return []
    with closing(Database(path)) as rows:
        found = rows.read(
            f"SELECT {COLUMNS} FROM calls WHERE sendings > 0 ORDER BY id"  # noqa: S608
        )
    return [_seen(call_of(row), state / OWNERS) for row in found]


def _seen(call: Call, owners: Path) -> _Seen:
    return _Seen(call, call.owner is not None and is_held(owner_file(owners, call.owner)))


def _lines(seen: Iterable[_Seen], name: Callable[[Call], str]) -> tuple[Line, ...]:
    groups: dict[str, list[_Seen]] = {}
    for each in seen:
        groups.setdefault(name(each.call), []).append(each)
    return tuple(_line(each, groups[each]) for each in sorted(groups))


def _line(name: str, seen: Iterable[_Seen]) -> Line:
    seen = tuple(seen)
    spent = [each.call for each in seen if each.spent]
    unknown = [each.call for each in seen if each.unknown]
    billed = [call for call in spent if call.state != "failed" or cost_of(call)]
    cost = math.fsum(map(cost_of, spent))
    estimated = math.fsum(call.estimated or 0.0 for call in billed)
    return Line(
        name,
        calls=len(seen),
        spent=cost,
        estimated=estimated,
        difference=round(cost - estimated, 6),
        unpriced=sum(call.reported is None and call.estimated is None for call in billed),
        unknown=len(unknown),
        at_risk=math.fsum(call.estimated or 0.0 for call in unknown),
    )


def _doubt(call: Call) -> Doubt:
    return Doubt(call.picture, call.operation, call.processor, call.run, call.sent_at or "",
                 call.estimated, call.state == "unknown")  # fmt: skip


def _planned(state: Path) -> Planned | None:
    for folder in reversed(run_folders(state)):
        path = folder / PLAN
        if path.is_file():
            return _sum(folder.name, path)
    return None


def _sum(run: str, path: Path) -> Planned:
    try:
        with told(path, "cannot be read"):
            images = json.loads(path.read_bytes()).get("images", [])
        most = math.fsum(map(_most, images))
        return Planned(run, len(images), math.fsum(map(_price, images)), most)
    except (ValueError, TypeError, LookupError, AttributeError) as problem:
        raise ImgrulesError(f"{path}: is no plan of imgrules: {problem}") from problem


def _price(image: Mapping[str, Any]) -> float:
    """Return what a picture costs when the candidates tried first succeed."""
    first = (step["candidates"][:1] for step in image.get("steps", ()))
    return _sum_of(chain.from_iterable(first))


def _most(image: Mapping[str, Any]) -> float:
    return _sum_of(chain.from_iterable(step["candidates"] for step in image.get("steps", ())))


def _sum_of(candidates: Iterable[Mapping[str, Any]]) -> float:
    return math.fsum(known_price(candidate.get("credits")) or 0.0 for candidate in candidates)
