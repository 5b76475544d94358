"""``imgrules rules changelog``: what changed from edition to edition, as Markdown."""

from __future__ import annotations

import click


@click.command()
@click.argument("rulebooks", nargs=-1, metavar="[RULEBOOK|FOLDER]...")
def changelog(rulebooks: tuple[str, ...]) -> None:
    """Print what changed in rulebooks from edition to edition, as Markdown.

    Without a name all of them are told that have more than one edition.
    """
    from imgrules.cli.terminal import show
    from imgrules.rulebook.diff_markdown import changelog as written
    from imgrules.rulebook.diff_markdown import plain
    from imgrules.rulebook.load import list_editions, list_rulebooks, load_file

    for name in rulebooks or tuple(each.name for each in list_rulebooks()):
        editions = list_editions(name)
        if len(editions) < 2 and not rulebooks:
            continue
        books = [load_file(edition.path, as_of=edition.day) for edition in editions]
        text = written(books) or f"One edition, {books[0].edition}; nothing has changed yet.\n"
        show(f"# {plain(books[-1].title)}\n\n{text}\n", encoding="utf-8")
