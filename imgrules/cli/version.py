"""``imgrules --version``: what judges, and the editions it judges by today."""

from __future__ import annotations

import click

from imgrules.cli.options import today


def show_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    """Print imgrules' version and one line for each edition in force, and leave."""
    if not asked or context.resilient_parsing:
        return
    from imgrules import __version__
    from imgrules.cli.terminal import show

    # Said first: a broken search path for rulebooks must not keep the version from being told.
    show(f"imgrules {__version__}\n")
    show("".join(f"{name}@{edition}\n" for name, edition in editions_in_force()))
    context.exit()


def editions_in_force() -> tuple[tuple[str, str], ...]:
    """Return the name and today's edition (in UTC) of every rulebook a marketplace judges by."""
    from imgrules.rulebook.choose import list_rulebooks

    day = today()
    begun = {
        shelved.name: [edition.id for edition in shelved.editions if edition.day <= day]
        for shelved in list_rulebooks()
        if not shelved.name.startswith("base/")
    }
    return tuple((name, editions[-1]) for name, editions in begun.items() if editions)


version_option = click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version and the editions in force.",
)
