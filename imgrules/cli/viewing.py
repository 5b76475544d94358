"""The options that say what fails and how reports look, the same for every command that reports."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.cli.status import exit_status
from imgrules.cli.terminal import Colour, ink
from imgrules.errors import UsageError
from imgrules.model import Result, Severity
from imgrules.reporters import GroupBy, Pictures, View
from imgrules.reporters.gate import Gate


@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """The options of ``common.gate`` and ``common.reports``, by their names."""

    fail_on: str
    fail_on_review: bool
    exit_zero: bool
    formats: tuple[str, ...]
    show: str
    group_by: GroupBy
    quiet: bool
    verbose: bool
    colour: Colour
    html_max: int

    def refuse_contradiction(self) -> None:
        """Raise UsageError for options that cannot both be meant."""
        if self.quiet and self.verbose:
            raise UsageError("-q and -v contradict each other")

    def view(
        self,
        *,
        notes: tuple[str, ...] = (),
        seconds: float | None = None,
        pictures: Pictures | None = None,
    ) -> View:
        """Return how reports are to be shown on this terminal."""
        out = ink(self.colour)
        return View(
            width=out.width,
            colour=out.colour,
            unicode=out.unicode,
            show_all=self.show == "all",
            verbosity=self.verbose - self.quiet,
            notes=notes,
            seconds=seconds,
            group_by=self.group_by,
            gate=Gate(Severity(self.fail_on), self.fail_on_review),
            pictures=pictures,
            html_max=self.html_max,
        )

    def status(self, result: Result) -> int:
        """Return the exit status that the result earns."""
        return exit_status(
            result,
            fail_on=Severity(self.fail_on),
            fail_on_review=self.fail_on_review,
            exit_zero=self.exit_zero,
        )
