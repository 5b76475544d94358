"""Options that several commands take, said in the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from imgrules.cli.completing import FORMAT, RULEBOOK
from imgrules.cli.options import option
from imgrules.reporters import MANY_PICTURES, MOST_PICTURES, REPORTERS, GroupBy

Decorator = Callable[[Any], Any]

JUDGE_BY = "What to judge by"
OUTPUT = "Output"
_by = option(JUDGE_BY)
_out = option(OUTPUT)
_fail = option("What counts as failing")
_excused = option("What is set aside")


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
    help="auto obeys NO_COLOR, FORCE_COLOR and whether this is a terminal.",
)
html_max = _out(
    "--html-max",
    type=click.IntRange(0),
    default=MOST_PICTURES,
    show_default=True,
    metavar="N",
    help="Pictures in an html report, the worst first; 0 for all.",
)
gate = _stacked(
    _fail(
        "--fail-on",
        type=click.Choice(["error", "warning", "info"]),
        default="error",
        show_default=True,
        help="Least severity that makes the exit status 1.",
    ),
    _fail("--fail-on-review/--no-fail-on-review", default=False,
          help="A picture to review makes the exit status 1 too."),
    _fail("--exit-zero", is_flag=True, help="Exit with 0 although pictures fail; never hides a 2."),
)  # fmt: skip
"""What counts as failing."""

reports = _stacked(
    _out(
        "-f",
        "--format",
        "formats",
        type=FORMAT,
        multiple=True,
        metavar="NAME[=FILE]",
        help=f"{', '.join(REPORTERS)}: to stdout or a file. Repeatable.",
    ),
    _out(
        "--show",
        type=click.Choice(["failing", "all"]),
        default="failing",
        show_default=True,
        help="Findings to list: what needs attention, or what passed too.",
    ),
    _out(
        "--group-by",
        type=click.Choice(get_args(GroupBy)),
        default="auto",
        show_default=True,
        help="What text lists: each picture, or each rule with its pictures. auto: rules, once "
        f"more than {MANY_PICTURES} pictures need attention.",
    ),
    _out("-q", "--quiet", is_flag=True, help="Findings only: no checklist, summary or progress."),
    _out("-v", "--verbose", is_flag=True, help="Passing pictures, quotes and links as well."),
    html_max,
    colour,
)
"""How reports look and where they go."""

waivers = _stacked(
    _excused(
        "--waivers",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Dated exceptions (default: imgrules-waivers.yaml in this folder, where it is there).",
    ),
    _excused("--no-waivers", is_flag=True, help="As if nobody had waived anything."),
)
"""People's exceptions from rules."""

excuses = _stacked(
    waivers,
    _excused(
        "--baseline",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Findings known before (default: imgrules-baseline.json in this folder, where it is "
        "there).",
    ),
    _excused("--no-baseline", is_flag=True, help="As if nothing were known."),
)
"""What sets findings aside: they are reported all the same, and do not count."""

no_progress = _out("--no-progress", is_flag=True, help="No progress bar.")


def rules(also: str = "") -> Decorator:
    """Return ``-r``; ``also`` is added to its help."""
    words = f"A rulebook, a pinned edition, or a path to one. Repeatable{also}."
    return _by(
        "-r", "--rules", type=RULEBOOK, multiple=True, metavar="RULEBOOK[@EDITION]", help=words
    )


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


_speed = option("Speed")
limits = _stacked(
    _speed(
        "--max-seconds",
        type=click.FloatRange(min=0, min_open=True),
        default=60.0,
        show_default=True,
        metavar="N",
        help="Give up a picture that takes longer; it is unchecked and the run goes on.",
    ),
    _speed(
        "--max-memory",
        type=click.IntRange(min=256),
        default=4096,
        show_default=True,
        metavar="MB",
        help="Give up a picture that needs more memory (Linux).",
    ),
)
"""What judging one picture may cost."""


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
