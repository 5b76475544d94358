"""What the place we write to can show: width, colour, characters."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Literal, TextIO

import click

from imgrules.cli.boundary import silence
from imgrules.errors import ImgrulesError
from imgrules.reporters.ink import Ink

Colour = Literal["auto", "always", "never"]

PLAIN_WIDTH = 100
"""Of files and pipes, where COLUMNS does not say otherwise."""
_WIDEST = 120
_NARROWEST = 40


def ink(colour: Colour = "auto", stream: TextIO | None = None) -> Ink:
    """Return how to write to a stream, stdout when none is given."""
    stream = stream or sys.stdout
    return Ink(width(stream), has_colour(colour, stream), has_unicode(stream))


def width(stream: TextIO) -> int:
    """Return the columns to fill: longer lines are hard to read, shorter ones hold no report."""
    fallback = 80 if stream.isatty() else PLAIN_WIDTH
    if stream.isatty() or os.environ.get("COLUMNS"):
        columns = shutil.get_terminal_size((fallback, 24)).columns
    else:
        columns = fallback
    return min(max(columns, _NARROWEST), _WIDEST)


def has_colour(colour: Colour, stream: TextIO) -> bool:
    """Obey the option, then NO_COLOR, then FORCE_COLOR, then what the stream is."""
    if colour != "auto":
        return colour == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def has_unicode(stream: TextIO) -> bool:
    """Whether the stream's encoding holds the signs that reports use."""
    try:
        "✓✗◷·→×“–".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def show(text: str, *, encoding: str | None = None) -> None:
    """Write to stdout, whatever its encoding can hold.

    A reader that has gone (``| head``) does not stop the run: its status still counts.
    """
    encoding = encoding or sys.stdout.encoding or "ascii"
    try:
        click.echo(text.encode(encoding, "backslashreplace"), nl=False)
    except BrokenPipeError:
        silence(sys.stdout.fileno())
    except OSError as problem:
        silence(sys.stdout.fileno())
        why = problem.strerror or str(problem)
        raise ImgrulesError(f"standard output cannot be written: {why}") from problem
