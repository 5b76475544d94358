"""Every built-in report format by name, and what a format is.

A report is a pure function of the result and of how it is to be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from imgrules.model import ImageResult, Result
from imgrules.reporters.gate import Gate

REPORTERS: dict[str, str] = {
    "csv": "imgrules.reporters.csv_:Csv",
    "github": "imgrules.reporters.github:GitHub",
    "html": "imgrules.reporters.html_:Html",
    "json": "imgrules.reporters.json_:Json",
    "jsonl": "imgrules.reporters.jsonl:JsonLines",
    "junit": "imgrules.reporters.junit:Junit",
    "markdown": "imgrules.reporters.markdown:Markdown",
    "sarif": "imgrules.reporters.sarif:Sarif",
    "text": "imgrules.reporters.text:Text",
}
"""Values are ``module:Class`` so that listing formats imports none of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to be shown small: its name and hash in the result, its longest side in px."""

    path: str
    sha256: str | None
    side: int


class Thumbnail(Protocol):
    """JPEG bytes and their size in pixels; where there are none, ``why_not`` says why."""

    @property
    def jpeg(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def why_not(self) -> str: ...


class Pictures(Protocol):
    """Where a report that shows pictures gets them; the result itself holds none."""

    def thumbnails(self, wanted: Iterable[Wanted]) -> Iterator[Thumbnail]:
        """Return one thumbnail for each, in order. A picture that cannot be shown says why."""
        ...


GroupBy = Literal["auto", "picture", "rule"]

MANY_PICTURES = 200
"""With findings: beyond that nobody reads them one by one on a terminal."""

MOST_PICTURES = 500
"""On one HTML page: more of them make a page that browsers open slowly."""


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
    group_by: GroupBy = "auto"
    """What the text report lists: pictures with their findings, or rules with their pictures."""
    gate: Gate = field(default_factory=Gate)
    """Which findings make the exit status 1; reports that CI reads say the same."""
    pictures: Pictures | None = None
    """For formats that show pictures; without it they draw empty frames."""
    html_max: int = MOST_PICTURES
    """Pictures on an HTML page, the worst first; 0 shows all."""


class Reporter(Protocol):
    """Writes one format. Made once a run with the view."""

    def image(self, image: ImageResult) -> str:
        """Return what to write as soon as a picture is judged; pictures come in path order."""
        ...

    def end(self, result: Result, view: View) -> str:
        """Return what to write when the run is over."""
        ...


@runtime_checkable
class InParts(Protocol):
    """A reporter whose end can be written part by part, so that a long run needs no memory for it.

    Together the parts are what ``end`` returns.
    """

    def parts(self, result: Result, view: View) -> Iterator[str]:
        """Yield what to write when the run is over."""
        ...
