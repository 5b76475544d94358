"""``imgrules waivers add``: write an exception into the file, asking for what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from imgrules.cli.options import Day, today
from imgrules.cli.waivers.common import file_option, rules_option


@click.command()
@click.argument("rule", required=False)
@click.argument("images", nargs=-1, metavar="[PICTURE]...")
@click.option("--sku", "skus", multiple=True, help="All pictures of a product. Repeatable.")
@click.option("--reason", help="Why the picture is used all the same.")
@click.option("--owner", help="Who answers for it: a person or a team.")
@click.option("--expires", type=Day(), help="The last day it holds.")
@click.option("--days", type=click.IntRange(1), metavar="N", help="Expire after so many days.")
@click.option("--approved-by", help="Who agreed to it.")
@click.option("--pin", is_flag=True, help="Hold only while the picture's bytes are what they are.")
@rules_option
@file_option
def add(file: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Except pictures from a rule, until a day.

    RULE is rulebook/rule-id. PICTURE is a path as reports show it, a folder, or a quoted pattern
    such as 'shots/**/*_swatch.jpg'. What is missing is asked for on a terminal.

    \b
    imgrules waivers add amazon/background-white shots/glass.jpg --days 90 \\
      --owner photo-studio --reason "Transparent item; agreed with the marketplace, case 4471"
    """  # noqa: D301
    from imgrules.cli.waivers.asking import Wish
    from imgrules.cli.waivers.common import read_file
    from imgrules.cli.waivers.granting import grant

    grant(Wish(**options), read_file(file, new=True), today())
