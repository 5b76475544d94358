"""``imgrules rules new``: a rulebook to start from."""

from __future__ import annotations

from pathlib import Path

import click

from imgrules.cli.options import today
from imgrules.errors import ImgrulesError, UsageError


@click.command()
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--edition", metavar="DATE", help="Day the rules begin (default: today in UTC).")
@click.option("--extends", metavar="RULEBOOK@EDITION", help="Build on these rules.")
def new(name: str, folder: Path | None, edition: str | None, extends: str | None) -> None:
    """Start a new rulebook.

    Writes a commented file into FOLDER (default: rules-NAME); never overwrites one.
    """
    from imgrules.cli.terminal import show
    from imgrules.rulebook.scaffold import scaffold

    edition = edition or today().isoformat()
    folder = folder or Path(f"rules-{name.replace('/', '-')}")
    text = scaffold(name, edition, extends=extends)
    path = folder / f"{edition}.yaml"
    _write(path, text)
    show(
        f"wrote {path}\n\n"
        f"edit it, then\n"
        f"  imgrules rules lint {path}\n"
        f"  imgrules check PICTURES -r {path}\n"
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as problem:
        raise UsageError(
            f"{path} is there already", hint="choose another folder or --edition"
        ) from problem
    except OSError as problem:
        raise ImgrulesError(f"{path}: {problem.strerror or problem}") from problem
