"""One boundary for everything that can go wrong: messages to stderr, exit status 0, 1, 2 or 130."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

import click

from imgrules.cli.signals import TerminatedError, unwound
from imgrules.errors import ImgrulesError

FINE, FAILED, BROKEN, INTERRUPTED = 0, 1, 2, 130


class ReaderGoneError(Exception):
    """Nobody reads our output any more, as with ``| head``: there is nothing left to say."""


def guarded(run: Callable[[], object], args: Sequence[str] | None) -> int:
    """Run a command and return the exit status; nothing escapes."""
    try:
        status = _run(run, sys.argv[1:] if args is None else args)
    except TerminatedError as told:
        _say("terminated")
        status = told.status
    return _flushed(status)


def _run(run: Callable[[], object], args: Sequence[str]) -> int:
    try:
        status = unwound(run)
    except ImgrulesError as error:
        say_error(error.message, error.hint)
        return error.exit_code
    except click.ClickException as error:
        _say_usage(error)
        return BROKEN
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        # Python remembers an interrupt that struck inside exec(), as dataclasses call it, and would
        # end by the signal in place of our status; running any code so makes it forget.
        exec("")  # noqa: S102
        return INTERRUPTED
    except ReaderGoneError:
        return FINE
    except Exception:  # the last boundary: reported whole, never passed over
        _say(crash_report(args))
        return BROKEN
    return status if isinstance(status, int) else FINE


def say_error(message: str, hint: str | None = None) -> None:
    """Say what went wrong and what to do about it."""
    from imgrules.reporters.ink import safe

    lines = "\n       ".join(safe(line) for line in message.splitlines())
    _say(f"error: {lines}" + (f"\nhint:  {safe(hint)}" if hint else ""))


def crash_report(args: Sequence[str]) -> str:
    """Return what a bug report needs, ready to paste."""
    import platform
    import shlex
    import traceback

    from imgrules import __version__
    from imgrules.reporters.ink import safe

    return "\n".join((
        "error: imgrules broke; this is its fault, not your pictures'. Please report these lines:",
        "",
        f"  imgrules {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"  imgrules {safe(shlex.join(args))}",
        "",
        *(f"  {line}" for line in traceback.format_exc().splitlines()),
    ))  # fmt: skip


def _say_usage(error: click.ClickException) -> None:
    said = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _say(said)
    else:
        say_error(said[:1].lower() + said[1:].rstrip("."), _usage_hint(error))


def _usage_hint(error: click.ClickException) -> str | None:
    context = getattr(error, "ctx", None)
    return f"see {context.command_path} --help" if context is not None else None


def _say(text: str) -> None:
    try:
        click.echo(text, err=True)
    except BrokenPipeError:
        silence(sys.stderr.fileno())


def _flushed(status: int) -> int:
    """Flush now: Python would turn a closed pipe at its own end into status 120."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout.fileno())
    except OSError as problem:
        silence(sys.stdout.fileno())
        say_error(f"standard output cannot be written: {problem.strerror or problem}")
        return BROKEN
    return status


def silence(descriptor: int) -> None:
    """Send what is still written to a closed pipe nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
