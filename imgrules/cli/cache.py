"""``imgrules cache``: what earlier runs measured."""

from __future__ import annotations

from pathlib import Path

import click

from imgrules.cli import caching
from imgrules.cli.lazy import LazyGroup

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
        told = f"{store.info().pictures:,} pictures forgotten"
    except CacheError:
        told = "was damaged; everything in it is forgotten"
    store.clear()
    store.close()
    show(f"{store.path}: {told}\n")
    return 0
