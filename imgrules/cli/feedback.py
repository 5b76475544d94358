"""``imgrules feedback``: what a marketplace refused, held against a stored result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli import common
from imgrules.cli.options import SectionedCommand, option

if TYPE_CHECKING:
    from imgrules.cli.terminal import Colour

READ = "What to read"
_read = option(READ)


@click.command(cls=SectionedCommand)
@click.argument("report", type=click.Path(path_type=Path), metavar="REPORT")
@_read(
    "--result",
    "result_file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="What imgrules check -f json or -f jsonl had written of the pictures.",
)
@_read(
    "-m",
    "--mapping",
    metavar="NAME|FILE",
    help="How to read the report (default: the first bundled one that fits its columns).",
)
@_read("--rulebook", metavar="RULEBOOK", help="Whose findings, where the result has several.")
@_read(
    "--listed",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A list of what is for sale, with a column sku or asin: only that counts as accepted.",
)
@_read("--encoding", help="Encoding of the report (default: found out).")
@common.text_or_json("format_", "Text, or everything as JSON.")
@common.colour
def feedback(
    *,
    report: Path,
    result_file: Path,
    mapping: str | None,
    rulebook: str | None,
    listed: Path | None,
    encoding: str | None,
    format_: str,
    colour: Colour,
) -> int:
    """Hold a marketplace's own list of refusals against what imgrules had said.

    REPORT is the marketplace's export, a table in text. Tells for every rule what was missed (they
    refused, we passed), what was flagged although it was accepted, what agrees, and which rows
    could not be used.

    \b
    imgrules check shots/ -r amazon -f json=result.json
    imgrules feedback suppressed.txt --result result.json

    Exit status: 0, or 2 where the two cannot be compared.
    """  # noqa: D301
    from imgrules.cli.boundary import BROKEN, FINE, say_error
    from imgrules.cli.feedback_text import feedback_text
    from imgrules.cli.terminal import ink, show
    from imgrules.document import dump, to_data
    from imgrules.feedback.compare import compare
    from imgrules.feedback.export import read_export, read_listed
    from imgrules.stored import read_result

    result = read_result(result_file)
    export = read_export(report, mapping=mapping, encoding=encoding)
    known = read_listed(listed, export.mapping.file.columns, encoding) if listed else None
    told = compare(export, result, rulebook=rulebook, listed=known)
    if format_ == "json":
        show(dump({"schema": 1, **to_data(told)}) + "\n", encoding="utf-8")
    else:
        show(feedback_text(told, ink(colour)))
    if len(told.unjoined) < told.rows:
        return FINE
    say_error(
        "no row of the report is about a picture of the result",
        "compare the product numbers above with the SKUs of the result; a manifest with columns "
        "sku and asin tells imgrules check what each picture is",
    )
    return BROKEN
