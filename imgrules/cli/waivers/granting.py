"""From what somebody typed to an entry in the file of waivers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from imgrules.cli.terminal import show
from imgrules.cli.waivers.asking import Wish, completed
from imgrules.cli.waivers.common import File
from imgrules.cli.waivers.naming import pattern_for, pin_of, rule_meant
from imgrules.errors import UsageError
from imgrules.model import Value
from imgrules.reporters.ink import safe
from imgrules.reportfile import write_report
from imgrules.rulebook.waivers import Waiver
from imgrules.rulebook.waivers_edit import added


def grant(wish: Wish, file: File, day: date) -> None:
    """Write the waiver and say so. Raises ImgrulesError where it would not work."""
    if wish.expires is not None and wish.days is not None:
        raise UsageError("--expires and --days contradict each other")
    most = file.waivers.max_days
    if wish.days is not None:
        wish = replace(wish, expires=day + timedelta(days=min(wish.days, most + 1)))
    whole = completed(wish, most)
    rule, until = rule_meant(whole, file, day), _until(whole, day, most)
    images = tuple(pattern_for(path) for path in whole.images)
    entry: dict[str, Value] = {"id": _next_id(file.waivers.entries), "rule": rule}
    entry |= {"images": list(images)} if images else {}
    entry |= {"skus": list(whole.skus)} if whole.skus else {}
    entry |= {"sha256": pin_of(whole)} if whole.pin else {}
    entry |= {"reason": _line(whole.reason), "owner": _line(whole.owner)}
    entry |= {"approved_by": _line(whole.approved_by)} if whole.approved_by else {}
    entry |= {"granted": day.isoformat(), "expires": until.isoformat()}
    write_report(file.path, added(file.text, entry, label=str(file.path)))
    meant = ", ".join((*images, *(f"SKU {sku}" for sku in whole.skus)))
    show(
        f"{entry['id']}: {rule} waived for {safe(meant)} until {until} ({(until - day).days} days)"
        f", in {file.path}\n"
    )


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _until(wish: Wish, day: date, most: int) -> date:
    until = wish.expires
    if until is None or until < day:
        raise UsageError(f"--expires {until} has passed", hint="name a day to come, or --days")
    if (until - day).days > most:
        raise UsageError(
            f"a waiver may last {most} days at most",
            hint=f"the last day can be {day + timedelta(days=most)} (check: max_waiver_days)",
        )
    return until


def _next_id(entries: tuple[Waiver, ...]) -> str:
    return f"W-{max(_numbers(entries), default=0) + 1:04}"


def _numbers(entries: tuple[Waiver, ...]) -> Iterator[int]:
    for entry in entries:
        if found := re.fullmatch(r"W-0*([0-9]{1,9})", entry.id):
            yield int(found[1])
