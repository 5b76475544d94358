"""The boundary to the code of checks: whatever breaks out of it is recorded, never passed over."""

from __future__ import annotations

import json
import math
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from imgrules.engine.limits import starved
from imgrules.errors import ImgrulesError
from imgrules.model import Judgement, Measurement, Outcome, Region

_JSON = json.JSONEncoder(allow_nan=False)
Made = TypeVar("Made", Measurement, Judgement)


@dataclass(frozen=True, slots=True)
class Crashed:
    """The check itself broke: its fault, not the picture's."""

    message: str
    trace: str = ""


def contained(call: Callable[[], Made], flaw: Callable[[object], str | None]) -> Made | Crashed:
    """Return what a check makes, or how it broke; ``flaw`` says what is wrong with the answer.

    A check that leaves the program has crashed: its status 0 would look like a pass.
    """
    reports = sys.stdout  # it belongs to them alone
    try:
        sys.stdout = sys.stderr
        made = call()
    except ImgrulesError:
        raise  # an unreadable picture, or a missing plug-in or model, which says what to install
    except (Exception, SystemExit, GeneratorExit) as problem:  # third-party code may raise anything
        if starved(problem):
            raise MemoryError(str(problem)) from problem  # the picture's fault, not the check's
        return Crashed(f"{type(problem).__name__}: {problem}", traceback.format_exc())
    finally:
        sys.stdout = reports
    wrong = flaw(made)
    return Crashed(wrong) if wrong else made


def measurement_flaw(made: object) -> str | None:
    """Say why an answer is no measurement that a result can hold."""
    if not isinstance(made, Measurement):
        return f"measure returned {type(made).__name__}, not a Measurement"
    if not all(isinstance(region, Region) for region in made.regions):
        return "measure returned regions that are no Region"
    if all(map(_plain, made.values)) and all(map(_plain, made.values.values())):
        return None
    try:
        _JSON.encode(made.values)
    except (TypeError, ValueError) as problem:
        return f"measure returned values that JSON cannot hold: {problem}"
    return None


def _plain(value: object) -> bool:
    """Say whether JSON holds it beyond question, which takes less time than to try."""
    kind = type(value)
    return (
        kind is str
        or kind is int
        or kind is bool
        or value is None
        or (kind is float and math.isfinite(cast("float", value)))
    )


def judgement_flaw(made: object) -> str | None:
    """Say why an answer is no judgement."""
    if not isinstance(made, Judgement):
        return f"judge returned {type(made).__name__}, not a Judgement"
    outcome: object = made.outcome
    if not isinstance(outcome, Outcome):
        return f"judge returned the outcome {outcome!r}, which is no Outcome"
    return None
