"""What ``imgrules.yaml`` says stands where neither the command line nor the environment does.

Click knows the order: an option given, then its variable, then ``default_map``, then its default.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from imgrules.cli.options import Option, option
from imgrules.errors import ImgrulesError, UsageError

if TYPE_CHECKING:
    from imgrules.config import Settings

CHECK_PREFIX = "IMGRULES_CHECK"
"""Of the variables that stand for options of ``check``."""
_PLAIN = ("category", "region", "channel", "exclude", "fail_on", "fail_on_review", "locked")
JUDGED_BY = ("rules", "category", "region", "channel", "exclude", "manifest")
GATE = ("fail_on", "fail_on_review")
_Reader = Callable[[click.Context, click.Parameter, "Path | None"], Any]


def settings_option(section: str, reader: _Reader) -> Callable[[Any], Any]:
    """Return ``--config``; it is read before the other options, which it stands in for."""
    return option(section)(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        is_eager=True,
        callback=reader,
        metavar="FILE",
        help="Settings (default: imgrules.yaml here or in a folder above).",
    )


def read_settings(
    context: click.Context, _parameter: click.Parameter, value: Path | None
) -> Settings | None:
    """Read the settings and let them stand for options that are not given."""
    if context.resilient_parsing:
        return None
    from imgrules.config import load_config

    refuse_unknown_variables(context)
    settings = load_config(value, start=Path.cwd())
    context.default_map = {**(context.default_map or {}), **defaults(settings)}
    return settings


def stand_in(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """Let the settings say what is judged and by what, for ``fix``, which reads the rest itself.

    Which pictures are changed is said at the call, never by a file.
    """
    read_settings(context, parameter, value)
    known = context.default_map or {}
    context.default_map = {name: known[name] for name in JUDGED_BY if name in known}
    return value


def read_gate(
    context: click.Context, _parameter: click.Parameter, value: Path | None
) -> Path | None:
    """Let settings and environment say what counts as failing, for ``report``, as for ``check``.

    Nothing else of them: what to judge and what to write was asked of ``check``.
    """
    if not context.resilient_parsing:
        from imgrules.config import load_config

        check = load_config(value, start=Path.cwd()).check
        said = {name: os.environ.get(f"{CHECK_PREFIX}_{name.upper()}") for name in GATE}
        given = {name: said[name] or getattr(check, name) for name in GATE}
        context.default_map = {name: each for name, each in given.items() if each is not None}
    return value


def defaults(settings: Settings) -> dict[str, Any]:
    """Return the options that the settings give, by their names; paths count from the file.

    Raises ImgrulesError with the place of a rulebook or a format that does not exist.
    """
    if settings.said is None:
        return {}
    check = settings.check
    found: dict[str, Any] = {name: getattr(check, name) for name in _PLAIN}
    found["rules"] = [_rulebook(settings, at, spec) for at, spec in enumerate(check.rules)]
    found["paths"] = [str(_from_here(settings, path)) for path in check.paths]
    found["formats"] = [_format(settings, at, text) for at, text in enumerate(check.formats)]
    if check.manifest is not None:
        found["manifest"] = _from_here(settings, check.manifest)
    if check.lock is not None:
        found["lock"] = _from_here(settings, check.lock)
    return {name: value for name, value in found.items() if value not in (None, (), [])}


def _from_here(settings: Settings, path: str) -> Path:
    """Return a path of the file as short as it can be told from the working directory."""
    full = Path(os.path.normpath((settings.folder / Path(path).expanduser()).absolute()))
    try:
        return Path(os.path.relpath(full))
    except ValueError:  # another drive of Windows
        return full


def _rulebook(settings: Settings, at: int, spec: str) -> str:
    from imgrules.rulebook.load import list_editions, parse_spec

    try:
        wanted = parse_spec(spec)
        if wanted.path is None:
            list_editions(wanted.name)
            return spec
    except ImgrulesError as problem:
        raise _located(settings, ("check", "rules", at), problem) from problem
    here = _from_here(settings, str(wanted.path)).as_posix()
    marked = here if here.startswith(("../", "/")) or Path(here).is_absolute() else f"./{here}"
    return f"{marked}@{wanted.edition}" if wanted.edition else marked


def _format(settings: Settings, at: int, text: str) -> str:
    from imgrules.cli.formats import parse_targets

    try:
        (target,) = parse_targets([text])
    except UsageError as problem:
        raise _located(settings, ("check", "formats", at), problem) from problem
    if target.file is None:
        return text
    return f"{target.format}={_from_here(settings, str(target.file))}"


def _located(
    settings: Settings, steps: tuple[str | int, ...], problem: ImgrulesError
) -> UsageError:
    return UsageError(f"{settings.where(*steps)}: {problem.message}", hint=problem.hint)


def given(context: click.Context, name: str) -> bool:
    """Whether an option was given on the command line or in the environment."""
    source = context.get_parameter_source(name)
    return source in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


def forget(context: click.Context, options: dict[str, Any], names: Iterable[str]) -> None:
    """Take back what the settings stood in for: the call means something else by silence."""
    for name in names:
        if context.get_parameter_source(name) is ParameterSource.DEFAULT_MAP:
            options[name] = () if isinstance(options[name], tuple) else None


def refuse_unknown_variables(context: click.Context) -> None:
    """Raise UsageError for a variable that looks like an option's and is none.

    A misspelt IMGRULES_CHECK_FAIL_ON would quietly leave the gate wider than it was meant to be.
    """
    prefix = context.auto_envvar_prefix
    if not prefix:
        return
    from imgrules.rulebook.names import suggest

    known = {each.variable(prefix) for each in context.command.params if isinstance(each, Option)}
    for name in sorted(os.environ):
        if name.startswith(f"{prefix}_") and name not in known:
            raise UsageError(f"{name}: no option of {context.command_path} is set by that",
                             hint=suggest(name, known, what="variables"))  # fmt: skip
