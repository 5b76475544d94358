"""Who may perform a step: processors in the order preferred, those left that may and can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from imgrules.config import Fix
from imgrules.errors import UsageError
from imgrules.fixes.model import Candidate
from imgrules.model import Value
from imgrules.processor import Declined, Facts, Processor, Safety
from imgrules.rulebook.names import suggest

WHITEN, REPLACE = "background.whiten", "background.replace"


@dataclass(frozen=True, slots=True)
class Offers:
    """``candidates``: who may do it. ``refusals``: why the others do not."""

    candidates: tuple[Candidate, ...]
    refusals: tuple[str, ...]


def offers(
    operation: str,
    facts: Facts,
    params: Mapping[str, Value],
    processors: Mapping[str, Processor],
    fix: Fix,
) -> Offers:
    """Ask who performs an operation on a picture.

    For ``background.whiten`` those who replace the backdrop come after those who whiten it.
    Raises UsageError for a processor that the settings name and nobody provides.
    """
    kept, refusals = [], []
    for doing, name in dict.fromkeys(_asked(operation, fix, processors)):
        try:
            made = _candidate(doing, named(name, processors), facts, params)
        except Declined as problem:
            refusals.append(f"{name} declines {doing}: {problem.message}")
            continue
        if why := _refused(made, fix):
            refusals.append(why)
        else:
            kept.append(made)
    return Offers(tuple(kept), tuple(refusals))


def _asked(
    operation: str, fix: Fix, processors: Mapping[str, Processor]
) -> Iterator[tuple[str, str]]:
    for name in fix.processors_for(operation):
        yield _doing(operation, named(name, processors)), name
    if operation == WHITEN:
        yield from ((REPLACE, name) for name in fix.processors_for(REPLACE))


def _doing(operation: str, processor: Processor) -> str:
    """Return what a processor named for whitening does for it: some can only replace."""
    done = processor.operations
    return REPLACE if operation == WHITEN and operation not in done and REPLACE in done else (
        operation
    )  # fmt: skip


def named(name: str, processors: Mapping[str, Processor]) -> Processor:
    """Return the processor of that name. Raises UsageError with the nearest name."""
    if name not in processors:
        raise UsageError(
            f"no processor goes by the name {name}",
            hint=suggest(name, processors, what="processors"),
        )
    return processors[name]


def _candidate(
    operation: str, processor: Processor, facts: Facts, params: Mapping[str, Value]
) -> Candidate:
    if operation not in processor.operations:
        listed = ", ".join(processor.operations)
        raise Declined(f"it does {listed} only" if listed else "it does nothing")
    offer = processor.offer(operation, facts, params)
    return Candidate(processor.name, operation, offer.safety, float(offer.credits), offer.note)


def _refused(made: Candidate, fix: Fix) -> str:
    """Say why a candidate may not be used; empty where it may."""
    doing = f"{made.operation} by {made.processor}"
    if not fix.allows(made.operation, made.safety):
        note = f" ({made.note})" if made.note else ""
        if made.safety is Safety.UNSAFE:
            return f"needs --unsafe: {doing}{note}"
        return f"needs a person, or allow: [{made.operation}] in imgrules.yaml: {doing}{note}"
    limit = fix.budget.per_image
    if limit is not None and made.credits > limit:
        return f"{doing} costs {made.credits:g} credits, {limit:g} allowed for one picture"
    return ""
