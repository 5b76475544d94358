"""``imgrules cache``: what earlier runs measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli import caching
from imgrules.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from imgrules.engine.cache_store import CacheStore

COMMANDS = {"info": "imgrules.cli.cache:info", "clear": "imgrules.cli.cache:clear"}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def cache() -> None:
    """Measurements kept between runs: how many, where, and forgetting them."""


@click.command()
@caching.directory
def info(*, cache_dir: Path | None) -> int:
    """Say where measurements are kept, of how many pictures, in how many bytes."""
    from imgrules.cli.terminal import show

    store = caching.open_store(cache_dir)
    with _readable(store):
        found = store.info()
    store.close()
    size = f"{found.bytes / 1e6:.1f} MB"
    show(f"{found.path}\n{found.pictures:,} pictures, {found.files:,} known files, {size}\n")
    return 0


@click.command()
@caching.directory
def clear(*, cache_dir: Path | None) -> int:
    """Forget every measurement and rulebook read; the next run measures anew."""
    from imgrules.cli.terminal import show
    from imgrules.engine.cache_store import CacheError

    store = caching.open_store(cache_dir)
    caching.rulebooks_in(cache_dir).clear()
    try:
        with _readable(store):
            found = store.info()
            store.clear()
        told = f"{found.pictures:,} pictures forgotten"
    except CacheError:
        store.close()
        _remove(store)
        told = "was damaged; everything in it is forgotten"
    else:
        store.close()
    show(f"{store.path}: {told}\n")
    return 0


@contextmanager
def _readable(store: CacheStore) -> Iterator[None]:
    """Raise CacheError where the file opens and its content turns out to be damaged."""
    import sqlite3

    from imgrules.engine.cache_store import CacheError

    try:
        yield
    except sqlite3.DatabaseError as problem:
        raise CacheError(
            f"{store.path}: {problem}", hint="imgrules cache clear starts it anew"
        ) from problem


def _remove(store: CacheStore) -> None:
    for end in ("", "-wal", "-shm"):
        store.path.with_name(store.path.name + end).unlink(missing_ok=True)
