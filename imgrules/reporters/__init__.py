"""Every built-in report format by name, and what a format is.

A report is a pure function of the result and of how it is to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from imgrules.model import ImageResult, Result

REPORTERS: dict[str, str] = {
    "json": "imgrules.reporters.json_:Json",
    "jsonl": "imgrules.reporters.jsonl:JsonLines",
    "text": "imgrules.reporters.text:Text",
}
"""Values are ``module:Class`` so that listing formats imports none of them."""


@dataclass(frozen=True, slots=True)
class View:
    """How a report for people is to be shown; formats for programs ignore it."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
    """False where the output can only hold ASCII."""
    show_all: bool = False
    """Passed rules too, not only what needs attention."""
    verbosity: int = 0
    """-1 findings only, 0 usual, 1 more."""
    notes: tuple[str, ...] = ()
    """What the run wants said beside its result, such as an option that would wake more rules."""
    seconds: float | None = None
    """How long the run took."""


class Reporter(Protocol):
    """Writes one format. Made once a run with the view."""

    def image(self, image: ImageResult) -> str:
        """Return what to write as soon as a picture is judged; pictures come in path order."""
        ...

    def end(self, result: Result, view: View) -> str:
        """Return what to write when the run is over."""
        ...
