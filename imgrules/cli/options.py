"""Options with a place in the help, and values that several commands take."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import click

_LAST = "Other options"
_MOST_WORKERS = 8
"""Each may hold a picture of 120 megapixels."""


class Option(click.Option):
    """An option that names the section of the help it stands in."""

    def __init__(self, *args: Any, section: str = _LAST, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.section = section

    def variable(self, prefix: str) -> str:
        """Return the environment variable that stands for the option, where a command has them."""
        longest = max(self.opts, key=len).lstrip("-")
        return f"{prefix}_{longest.replace('-', '_').upper()}"

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Look for the variable named after the option, not after our own word for it."""
        if self.envvar:
            return super().resolve_envvar_value(ctx)
        prefix = ctx.auto_envvar_prefix
        return (os.environ.get(self.variable(prefix)) or None) if prefix else None


class SectionedCommand(click.Command):
    """A command whose help groups its options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and not isinstance(parameter, click.Argument):
                section = getattr(parameter, "section", _LAST)
                sections.setdefault(section, []).append(record)
        sections[_LAST] = sections.pop(_LAST, [])
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)


def option(section: str) -> Callable[..., Callable[[Any], Any]]:
    """Return ``click.option`` for one section of the help."""

    def declare(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401
        return click.option(*names, cls=Option, section=section, **settings)

    return declare


class Day(click.ParamType[date]):
    """A date such as 2027-01-31."""

    name = "DATE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:  # 20270131 and 2027-W04 are ISO dates too
            self.fail(f"{value!r} is no date; write it as 2027-01-31", param, ctx)
        return day


def today() -> date:
    """Return today in UTC, the zone in which editions begin. Nothing below the CLI asks for it."""
    return datetime.now(UTC).date()


def usual_workers() -> int:
    """Return how many pictures are worked on at once where nobody says.

    Counted are the processors this process may use: a container is often given fewer than there
    are.
    """
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _MOST_WORKERS)
    return min(os.cpu_count() or 1, _MOST_WORKERS)


AS_OF_HELP = "Judge for this day (default: today in UTC)."
