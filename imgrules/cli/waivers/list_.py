"""``imgrules waivers list``: every exception, soonest to end first, and which of them work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imgrules.cli import common
from imgrules.cli.options import today
from imgrules.cli.terminal import Colour
from imgrules.cli.waivers.common import file_option, rules_option

if TYPE_CHECKING:
    from imgrules.reporters.ink import Ink
    from imgrules.rulebook.waivers import Waiver


@click.command("list")
@rules_option
@file_option
@common.text_or_json("form", "What is printed.")
@common.colour
def list_(rules: tuple[str, ...], file: Path | None, form: str, colour: Colour) -> None:
    """List exceptions, the soonest to end first, and say which do not work."""
    from imgrules.cli.terminal import ink, show
    from imgrules.cli.waivers.common import read_file, rules_known
    from imgrules.document import dump

    read, day = read_file(file), today()
    entries = sorted(read.waivers.entries, key=lambda each: (each.expires, each.id))
    known = rules_known({each.rule.rpartition("/")[0] for each in entries}, rules, read, day)
    told = [(each, state(each, read.waivers.max_days, known, day)) for each in entries]
    if form == "json":
        show(dump([_data(each, said) for each, said in told]) + "\n", encoding="utf-8")
        return
    out = ink(colour)
    lines = [line for each, said in told for line in _lines(each, said, out, day)]
    show("".join(f"{line}\n" for line in lines) or f"{read.path}: no waivers\n")


def state(waiver: Waiver, max_days: int, known: Mapping[str, bool], day: date) -> str:
    """Return ``works``, or why it does not."""
    from imgrules.engine.waive import Standing, standing

    books = {rule.rpartition("/")[0] for rule in known}
    if waiver.rule in known and not known[waiver.rule]:
        return "the rule cannot be waived"
    if waiver.rule not in known and waiver.rule.rpartition("/")[0] in books:
        return "no such rule"
    stands = standing(waiver, max_days, day)
    if stands is Standing.TOO_LONG:
        return f"lasts {waiver.days} days, {max_days} are allowed"
    return str(stands.value)


def _data(waiver: Waiver, said: str) -> dict[str, Any]:
    return {
        "id": waiver.id, "rule": waiver.rule, "state": said, "images": list(waiver.images),
        "skus": list(waiver.skus), "sha256": waiver.sha256, "reason": waiver.reason,
        "owner": waiver.owner, "approved_by": waiver.approved_by,
        "granted": waiver.granted.isoformat(), "expires": waiver.expires.isoformat(),
    }  # fmt: skip


def _lines(waiver: Waiver, said: str, ink: Ink, day: date) -> list[str]:
    from imgrules.engine.waiver_notices import WARNED_DAYS

    left = (waiver.expires - day).days
    works = said == "works"
    style = "red" if not works else "yellow" if left <= WARNED_DAYS else "green"
    word = f"works, {left} day{'' if left == 1 else 's'} left" if works else said
    meant = ", ".join((*waiver.images, *(f"SKU {sku}" for sku in waiver.skus)))
    pinned = f", only bytes {waiver.sha256[:12]}…" if waiver.sha256 else ""
    agreed = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
    span = f"{waiver.granted} to {waiver.expires}"
    return [
        *ink.block(f"{waiver.id}  {waiver.rule}", "bold"),
        *ink.block(word, style, indent=2),
        *ink.block(meant + pinned, indent=2, hang=2),
        *ink.block(waiver.reason, indent=2, hang=2),
        *ink.block(f"{waiver.owner}{agreed}, {span}", "dim", indent=2),
        "",
    ]
