"""Where measurements are kept between runs, and whether."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli.options import option, today

if TYPE_CHECKING:
    from imgrules.engine.cache import Cache
    from imgrules.engine.cache_store import CacheStore
    from imgrules.engine.job import Job
    from imgrules.rulebook.kept import Kept

VARIABLE = "IMGRULES_CACHE_DIR"
KEEP_RULEBOOKS = "IMGRULES_KEEP_RULEBOOKS"
_NO = {"0", "no", "off", "false"}
_MAX_BYTES = 1 << 30

directory = option("Speed")(
    "--cache-dir",
    type=click.Path(path_type=Path),
    envvar=VARIABLE,
    show_envvar=True,
    metavar="DIR",
    help="Where measurements are kept for the next run (default: the user's cache folder).",
)
off = option("Speed")(
    "--no-cache", is_flag=True, help="Measure everything anew and keep no measurement."
)


def open_store(folder: Path | None) -> CacheStore:
    """Return the store in a folder, the user's own where none is given. Raises CacheError."""
    from imgrules.engine.cache_store import CacheStore

    return CacheStore(folder or _usual(), today=today().toordinal(), max_bytes=_MAX_BYTES)


def kept_rulebooks(folder: Path | None = None) -> Kept | None:
    """Return the rulebooks kept beside the measurements; ``folder`` as for ``open_store``.

    None where the environment wants every one read anew. No option decides it: what is kept is
    held against the content of the files each time, so that only who doubts that has a reason.
    """
    if os.environ.get(KEEP_RULEBOOKS, "").strip().lower() in _NO:
        return None
    return rulebooks_in(folder)


def rulebooks_in(folder: Path | None) -> Kept:
    """Return the rulebooks kept in a folder, the user's own where none is given."""
    from imgrules.rulebook.kept import Kept

    named = os.environ.get(VARIABLE)
    return Kept(folder or (Path(named) if named else _usual()))


def _usual() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("imgrules", appauthor=False)


@contextmanager
def cached(job: Job, folder: Path | None, *, wanted: bool) -> Iterator[Cache | None]:
    """Yield the cache for a job, or None; a cache that fails costs time and nothing else."""
    store = _opened(folder) if wanted else None
    if store is None:
        yield None
        return
    from imgrules.engine.cache import Cache

    # Fresh checkouts of a CI say nothing by their times: there every file is read and hashed.
    before = None if os.environ.get("CI") else time.time_ns()
    try:
        yield Cache(store, job, trust_stamps_before=before)
    finally:
        store.close()
        if store.damage:
            _say(f"the cache {store.path} was damaged and is begun anew: {store.damage}")
        if store.trouble:
            mend = "imgrules cache clear empties it"
            _say(f"the cache {store.path} failed: {store.trouble} ({mend})")


def _opened(folder: Path | None) -> CacheStore | None:
    from imgrules.engine.cache_store import CacheError

    try:
        return open_store(folder)
    except CacheError as problem:
        _say(f"no cache: {problem.message}")
        return None


def _say(message: str) -> None:
    from imgrules.reporters.ink import safe

    click.echo(f"note: {safe(message)}; pictures were measured anew", err=True)
