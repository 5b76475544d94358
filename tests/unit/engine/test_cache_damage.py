"""A cache file that is damaged costs time, once, and never an answer."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from imgrules.engine.cache_file import CacheFile, is_damage, with_companions
from imgrules.engine.cache_store import FILE, CacheStore

KEYS = [f"{number:064x}.env" for number in range(400)]
ROW = {"bytes": 1, "made": {"a check 1 {}": "x" * 300}}


def opened(folder: Path) -> CacheStore:
    return CacheStore(folder, today=1, max_bytes=1 << 30)


def fill(folder: Path) -> Path:
    with closing(opened(folder)) as store:
        for key in KEYS:
            store.keep(key, {**ROW, "key": key})
            store.keep_stamp(f"/shots/{key}.jpg", "stamp", key)
    return folder / FILE


def use(folder: Path) -> tuple[int, str | None]:
    """Ask for every row, keep those that are not there; return how many were, and the damage."""
    with closing(opened(folder)) as store:
        store.hashes({f"/shots/{key}.jpg": "stamp" for key in KEYS})
        found = store.contents(KEYS)
        rows = [store.picture(key) if key in found else None for key in KEYS]
        for key, row in zip(KEYS, rows, strict=True):
            assert row is None or row["key"] == key, "the row of another"
            if row is None:
                store.keep(key, {**ROW, "key": key})
    assert store.trouble is None
    return sum(row is not None for row in rows), store.damage


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(20):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def blot(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    data[start : start + 5000] = chance.randbytes(len(data[start : start + 5000]))


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(1, len(data)) :]


def blot_the_beginning(data: bytearray, chance: random.Random) -> None:
    data[:200] = chance.randbytes(200)


@pytest.mark.parametrize("harm", [flip, blot, cut, blot_the_beginning])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_damaged_the_file_serves_again(
    harm: Callable[[bytearray, random.Random], None], seed: int, tmp_path: Path
) -> None:
    path = fill(tmp_path)
    data = bytearray(path.read_bytes())
    harm(data, random.Random(seed))  # noqa: S311
    path.write_bytes(data)
    # Damage may lie where the first run does not look, and be met late in the second.
    assert any(use(tmp_path) == (len(KEYS), None) for _ in range(8))


def test_damage_is_told_by_the_run_that_mends(tmp_path: Path) -> None:
    path = fill(tmp_path)
    path.write_bytes(path.read_bytes()[:8192])
    assert use(tmp_path)[1] is not None
    assert use(tmp_path) == (len(KEYS), None)


def test_tables_that_are_not_ours_are_begun_anew(tmp_path: Path) -> None:
    with closing(sqlite3.connect(fill(tmp_path))) as base:
        base.execute("DROP TABLE files")
        base.execute("CREATE TABLE files (other TEXT)")
    found, damage = use(tmp_path)
    assert "no such column" in str(damage)
    assert found == 0
    assert use(tmp_path) == (len(KEYS), None)


@pytest.fixture
def harmed(tmp_path: Path) -> Iterator[tuple[CacheFile, CacheFile]]:
    """Two runs have the file open while its content is spoilt."""
    path = fill(tmp_path)
    with closing(CacheFile(path)) as one, closing(CacheFile(path)) as other:
        data = path.read_bytes()
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"x" * (len(data) - 4096))
        yield one, other


def count(base: sqlite3.Connection) -> int:
    (found,) = base.execute("SELECT count(*) FROM pictures").fetchone()
    return int(found)


def insert(base: sqlite3.Connection) -> None:
    base.execute("INSERT INTO pictures VALUES ('k', 1, 1, x'00')")


def test_of_two_runs_one_begins_anew_and_the_other_sees_what_it_keeps(
    harmed: tuple[CacheFile, CacheFile],
) -> None:
    one, other = harmed
    assert one.attempt(count) == 0
    one.attempt(insert)
    assert other.attempt(count) == 1
    assert (one.damage is None, other.damage) == (False, None)


def test_a_file_taken_away_under_a_run_is_not_taken_from_the_next(tmp_path: Path) -> None:
    path = fill(tmp_path)
    with closing(CacheFile(path)) as old:
        for name in with_companions(path):
            name.unlink(missing_ok=True)
        with closing(CacheFile(path)) as new:
            new.attempt(insert)
            assert old.attempt(count) is not None
            assert new.attempt(count) == 1
    with closing(CacheFile(path)) as last:
        assert last.attempt(count) == 1


def test_a_lock_is_no_damage(tmp_path: Path) -> None:
    path = fill(tmp_path)
    with closing(sqlite3.connect(path, timeout=0)) as one, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as caught:
            one.execute("BEGIN IMMEDIATE")
    assert not is_damage(caught.value)
