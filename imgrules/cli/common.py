"""Options that several commands take, said in the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from imgrules.cli.options import option

Decorator = Callable[[Any], Any]

JUDGE_BY = "What to judge by"
OUTPUT = "Output"
_by = option(JUDGE_BY)
_out = option(OUTPUT)


def _stacked(*options: Decorator) -> Decorator:
    """Return one decorator for several, in the order of the help."""

    def declare(command: Any) -> Any:  # noqa: ANN401
        for each in reversed(options):
            command = each(command)
        return command

    return declare


scope = _stacked(
    _by("--role", help="Role of all pictures, whatever their names say."),
    _by("--category", multiple=True, help="Product category. Repeatable."),
    _by("--region", help="Marketplace region, such as us."),
    _by("--channel", help="Sales channel, where a rulebook tells them apart."),
)
"""What the pictures are for."""

colour = _out(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="auto obeys NO_COLOR and whether this is a terminal.",
)
no_progress = _out("--no-progress", is_flag=True, help="No progress bar.")


def rules(also: str = "") -> Decorator:
    """Return ``-r``; ``also`` is added to its help."""
    words = f"A rulebook, a pinned edition, or a path to one. Repeatable{also}."
    return _by("-r", "--rules", multiple=True, metavar="RULEBOOK[@EDITION]", help=words)


def selection(section: str) -> Decorator:
    """Return ``--manifest`` and ``--exclude``: which pictures, and what each of them is."""
    what = option(section)
    return _stacked(
        what(
            "--manifest",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="CSV|JSONL",
            help="What each picture is: path, role, sku, category, region and your own columns.",
        ),
        what("--exclude", multiple=True, metavar="GLOB", help="Leave out files or folders. "
             "Repeatable."),
    )  # fmt: skip


def jobs(done: str) -> Decorator:
    """Return ``-j``; ``done`` says what happens to that many pictures at once."""
    return option("Speed")(
        "-j",
        "--jobs",
        "workers",
        type=click.IntRange(1),
        metavar="N",
        help=f"Pictures {done} at once (default: one a processor).",
    )


def state(section: str, words: str) -> Decorator:
    """Return ``--state``, the folder in which ``imgrules fix`` keeps what it knows."""
    return option(section)(
        "--state",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(".imgrules"),
        show_default=True,
        metavar="DIR",
        help=words,
    )


def text_or_json(name: str, words: str) -> Decorator:
    """Return ``-f`` of a command that prints one document."""
    return _out(
        "-f",
        "--format",
        name,
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help=words,
    )
