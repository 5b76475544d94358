"""``imgrules rules lint``: what is wrong or doubtful about rulebook files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imgrules.cli.options import today

if TYPE_CHECKING:
    from imgrules.reporters.ink import Ink
    from imgrules.rulebook.lint import LintMessage


@click.command()
@click.argument("rulebooks", nargs=-1, metavar="[RULEBOOK|FOLDER|FILE]...")
@click.option("--strict", is_flag=True, help="Warnings make the exit status 1.")
def lint(rulebooks: tuple[str, ...], *, strict: bool) -> int:
    """Look for faults in rulebooks.

    Without a name all of them are looked at.

    Exit status: 2 a rulebook cannot be used, 1 warnings with --strict, else 0.
    """
    from imgrules.cli.boundary import BROKEN, FAILED, FINE
    from imgrules.cli.rules.files import edition_files
    from imgrules.cli.terminal import ink, show
    from imgrules.model import Severity
    from imgrules.rulebook.lint import lint as look

    files = edition_files(rulebooks)
    messages = [message for path in files for message in look(path, today=today())]
    released = _changed_releases() if not rulebooks else []
    out = ink()
    show("".join(_shown(message, out) for message in messages))
    show("".join(f"error: {text}\n" for text in released))
    errors = sum(message.severity is Severity.ERROR for message in messages) + len(released)
    warnings = len(messages) + len(released) - errors
    found = ((len(files), "edition"), (errors, "error"), (warnings, "warning"))
    editions, *faults = (f"{number} {word}{'' if number == 1 else 's'}" for number, word in found)
    show(f"{editions}: {', '.join(faults)}\n")
    return BROKEN if errors else FAILED if warnings and strict else FINE


def _changed_releases() -> list[str]:
    from imgrules.resources import rules_dir
    from imgrules.rulebook.released import verify_released

    return list(verify_released(rules_dir()))


def _shown(message: LintMessage, ink: Ink) -> str:
    style = "red" if message.severity.value == "error" else "yellow"
    place = f"{ink.plain(message.location)}: " if message.location else ""
    hint = f"\n    {ink.plain(message.hint)}" if message.hint else ""
    word = ink.paint(message.severity.value, style)
    return f"{place}{word}: {ink.plain(message.message)}{hint}\n"
