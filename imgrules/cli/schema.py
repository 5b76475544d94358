"""``imgrules schema``: the JSON Schemas of every file that imgrules reads or writes."""

from __future__ import annotations

import click

from imgrules.errors import UsageError


@click.command()
@click.argument("name", required=False)
@click.option("--check", is_flag=True, help="Compare the committed schemas with the code.")
def schema(name: str | None, *, check: bool) -> int:
    """Print a JSON Schema, or list them.

    NAME is one that the list shows. Editors complete and check YAML by them: rulebook, cases,
    imgrules (settings), waivers, service, feedback.
    """
    from imgrules.cli.terminal import show
    from imgrules.schemas import SCHEMAS, render

    if check:
        return _check()
    if name is None:
        show("".join(f"{file.partition('.')[0]}\n" for file in SCHEMAS))
        return 0
    file = next((file for file in SCHEMAS if name in {file, file.partition(".")[0]}), None)
    if file is None:
        known = ", ".join(each.partition(".")[0] for each in SCHEMAS)
        raise UsageError(f"no schema is called {name}", hint=f"schemas: {known}")
    show(render(SCHEMAS[file]()), encoding="utf-8")
    return 0


def _check() -> int:
    from imgrules.cli.boundary import FAILED, FINE, say_error
    from imgrules.cli.terminal import show
    from imgrules.resources import schema_dir
    from imgrules.schemas import check_committed

    messages = check_committed(schema_dir())
    for message in messages:
        say_error(message)
    if not messages:
        show("the committed schemas are what the code generates\n")
    return FAILED if messages else FINE
