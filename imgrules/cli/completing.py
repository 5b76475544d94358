"""What the shell may be offered for a word half typed. Reads names and files; judges nothing.

A word that cannot be completed is no error: the command itself says what is wrong when it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from imgrules.errors import ImgrulesError

if TYPE_CHECKING:
    from imgrules.model import Value
    from imgrules.rulebook.shelf import Edition

_DEEPEST = 8
"""Rulebooks build on one another; a ring of them is told when one is used."""
Items = list[CompletionItem[str]]


class _Words(click.ParamType[str]):
    """Text, with words to offer for it."""

    name = "text"

    def __init__(
        self, offer: Callable[[click.Context, str], Iterable[CompletionItem[str]]]
    ) -> None:
        self._offer = offer

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        with suppress(ImgrulesError, OSError):
            return [item for item in self._offer(ctx, incomplete) if _fits(item, incomplete)]
        return []


def _fits(item: CompletionItem[str], incomplete: str) -> bool:
    return item.type != "plain" or item.value.startswith(incomplete)


def _rulebooks(_context: click.Context, incomplete: str) -> Iterator[CompletionItem[str]]:
    if incomplete.startswith((".", "/", "~")):
        yield CompletionItem(incomplete, type="file")
        return
    from imgrules.rulebook.shelf import everything

    for shelved in everything():
        yield CompletionItem(shelved.name, help=shelved.editions[-1].id)
        # Editions are many; they are offered once a rulebook is chosen.
        if incomplete.startswith(f"{shelved.name}@"):
            for edition in reversed(shelved.editions):
                yield CompletionItem(f"{shelved.name}@{edition.id}")


def _rules(context: click.Context, _incomplete: str) -> Iterator[CompletionItem[str]]:
    from imgrules.rulebook.shelf import everything

    chosen = [str(spec) for spec in context.params.get("rules") or ()]
    for shelved in everything():
        if not chosen or any(spec.partition("@")[0] == shelved.name for spec in chosen):
            for rule, title in _ids(shelved.editions[-1]).items():
                full = f"{shelved.name}/{rule}"
                yield CompletionItem(full if not chosen else rule, help=title)


def _names(context: click.Context, incomplete: str) -> Iterator[CompletionItem[str]]:
    """Offer what ``explain`` takes: rules in full, checks."""
    from imgrules.checks import CHECKS

    yield from (CompletionItem(name) for name in sorted(CHECKS))
    yield from _rules(context, incomplete)


def _ids(edition: Edition, depth: int = 0) -> dict[str, str]:
    """Return the rules an edition and what it extends name, with their titles."""
    from imgrules.rulebook import shelf, yaml

    data = yaml.read(edition.path).data
    if not isinstance(data, dict) or depth > _DEEPEST:
        return {}
    found: dict[str, str] = {}
    for spec in _listed(data, "extends"):
        name, _, pinned = str(spec).partition("@")
        found |= _ids(shelf.find_edition(name, pinned), depth + 1)
    for rule in _listed(data, "rules"):
        if isinstance(rule, dict) and "id" in rule:
            found[str(rule["id"])] = str(rule.get("title") or found.get(str(rule["id"]), ""))
    off = data.get("disable")
    return {
        name: title for name, title in found.items() if not isinstance(off, dict) or name not in off
    }


def _listed(data: dict[str, Value], key: str) -> list[Value]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def _files(_context: click.Context, incomplete: str) -> Iterator[CompletionItem[str]]:
    yield CompletionItem(incomplete, type="file")


def _formats(_context: click.Context, incomplete: str) -> Iterator[CompletionItem[str]]:
    from imgrules.cli.formats import format_names

    name, equals, file = incomplete.partition("=")
    if equals:
        folder = Path(file).parent if file and not file.endswith("/") else Path(file or ".")
        for path in sorted(folder.iterdir()):
            shown = path.as_posix() + ("/" if path.is_dir() else "")
            yield CompletionItem(f"{name}={shown}")
        return
    yield from (CompletionItem(each) for each in format_names())


FILES: Any = _Words(_files)
RULEBOOK: Any = _Words(_rulebooks)
RULE: Any = _Words(_rules)
NAME: Any = _Words(_names)
FORMAT: Any = _Words(_formats)
