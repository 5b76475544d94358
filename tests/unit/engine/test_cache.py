"""What was measured once is not measured again, and judged as if it were."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from imgrules.document import dump_result, result_data
from imgrules.engine import cache as cache_module
from imgrules.engine import cache_rows, lost
from imgrules.engine.cache import Cache
from imgrules.engine.cache_store import CacheError, CacheStore
from imgrules.engine.job import Job
from imgrules.engine.limits import Limits
from imgrules.engine.run import run
from imgrules.model import Result
from imgrules.rulebook.model import Rulebook
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

Save = Callable[..., Path]
_LATER = 10**19
"""A start of the run, in nanoseconds, at which every file has long been settled."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CacheStore]:
    opened = CacheStore(tmp_path / "kept", today=1, max_bytes=1 << 20)
    yield opened
    opened.close()


def shop(min_px: int = 50) -> Rulebook:
    return make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": min_px}),
        make_rule("white", "background.white"),
        make_rule("named", "file.name", params={"pattern": "[a-z]+[.]png"}),
        make_rule("look"),
        make_rule("count", "set.count", params={"min": 2}),
    )


def with_cache(job: Job, store: CacheStore, trusted: int | None = None) -> tuple[Result, int]:
    cache = Cache(store, job, trust_stamps_before=trusted)
    return run(job, cache=cache), cache.hits


def text(result: Result) -> str:
    return dump_result(result_data(result))


def test_a_second_run_opens_no_picture_and_says_the_same(
    save: Save, store: CacheStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job([save("a.png", (60, 40), "white"), save("b.png")], shop(), sku="S")
    fresh = text(run(job))
    assert (text(with_cache(job, store)[0]), with_cache(job, store)[1]) == (fresh, 2)
    monkeypatch.setattr(lost, "check_picture", None)  # judging anew would break
    again, hits = with_cache(job, store)
    assert (text(again), hits) == (fresh, 2)


def test_it_lasts_beyond_the_process_and_serves_workers(save: Save, tmp_path: Path) -> None:
    job = make_job([save(f"{number}.png") for number in range(4)], shop())
    for expected in (0, 4):
        store = CacheStore(tmp_path / "kept", today=1, max_bytes=1 << 20)
        cache = Cache(store, job)
        result = run(job, workers=2, limits=Limits(), cache=cache)
        store.close()
        assert (text(result), cache.hits) == (text(run(job)), expected)


def test_another_threshold_day_and_rulebook_are_judged_anew(save: Save, store: CacheStore) -> None:
    path = save("a.png", (60, 40))

    def long_enough(result: Result) -> str:
        return next(each.outcome for each in result.images[0].findings if each.rule == "long")

    first, _ = with_cache(make_job(path, shop(50)), store)
    edited, hits = with_cache(make_job(path, shop(70)), store)
    assert (long_enough(first), long_enough(edited), hits) == ("pass", "fail", 1)
    job = replace(make_job(path, shop(70)), as_of=date(2030, 1, 1))
    assert text(with_cache(job, store)[0]) == text(run(job))


def test_what_was_never_measured_is_measured(save: Save, store: CacheStore) -> None:
    path = save("a.png")
    with_cache(make_job(path, shop()), store)
    more = make_rulebook(*shop().rules, make_rule("grey", "color.greyscale"))
    result, hits = with_cache(make_job(path, more), store)
    assert (text(result), hits) == (text(run(make_job(path, more))), 0)
    assert with_cache(make_job(path, shop()), store)[1] == 1, "and the rest was not forgotten"


def test_the_same_bytes_under_another_name_keep_what_names_do_not_change(
    save: Save, store: CacheStore
) -> None:
    path = save("a.png")
    with_cache(make_job(path, shop()), store)
    other = path.with_name("SHOUTED.png")
    shutil.copy(path, other)
    result, hits = with_cache(make_job(other, shop()), store)
    assert hits == 0
    assert [each.outcome for each in result.images[0].findings if each.rule == "named"] == ["fail"]


def test_a_changed_file_is_measured_anew(save: Save, store: CacheStore) -> None:
    path = save("a.png", (60, 40))
    with_cache(make_job(path, shop()), store, _LATER)
    assert with_cache(make_job(path, shop()), store, _LATER)[1] == 1
    save("a.png", (30, 20))
    result, hits = with_cache(make_job(path, shop()), store, _LATER)
    assert (hits, result.images[0].width) == (0, 30)


def test_an_unchanged_stamp_spares_the_reading_only_where_it_may(
    save: Save, store: CacheStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(save("a.png"), shop())
    with_cache(job, store, _LATER)
    store._write()
    monkeypatch.setattr(cache_module, "_hash", lambda _: None)  # nothing can be read
    assert with_cache(job, store, _LATER)[1] == 1
    assert with_cache(job, store, None)[1] == 0
    just_changed = job.pictures[0].path.stat().st_ctime_ns + 1
    assert with_cache(job, store, just_changed)[1] == 0


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\nno more", b"text"])
def test_what_went_wrong_is_never_kept(save: Save, store: CacheStore, content: bytes) -> None:
    path = save("a.png")
    path.write_bytes(content)
    job = make_job(path, shop())
    for _ in range(2):
        result, hits = with_cache(job, store)
        assert (text(result), hits) == (text(run(job)), 0)


def test_another_version_of_a_check_or_library_measures_anew(
    save: Save, store: CacheStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(save("a.png"), shop())
    with_cache(job, store)
    with monkeypatch.context() as patch:
        patch.setattr(cache_module, "environment", lambda: "others")
        assert with_cache(job, store)[1] == 0
    with monkeypatch.context() as patch:
        patch.setattr(cache_rows, "_version", lambda _: "2")
        assert with_cache(job, store)[1] == 0
    assert with_cache(job, store)[1] == 1


def test_the_oldest_go_where_there_are_too_many_bytes(save: Save, tmp_path: Path) -> None:
    books = shop()
    jobs = [make_job(save(f"{day}.png", (40 + day, 40)), books) for day in range(1, 4)]
    for day, job in enumerate(jobs, start=1):
        store = CacheStore(tmp_path / "kept", today=day, max_bytes=1 << 20)
        with_cache(job, store)
        store.close()
    store = CacheStore(tmp_path / "kept", today=4, max_bytes=1 << 20)
    assert with_cache(jobs[0], store)[1] == 1, "used on day 4"
    (total,) = store._file.base.execute("SELECT sum(bytes) FROM pictures").fetchone()
    store.close()
    CacheStore(tmp_path / "kept", today=4, max_bytes=total // 2).close()
    store = CacheStore(tmp_path / "kept", today=4, max_bytes=1 << 20)
    assert [with_cache(job, store)[1] for job in jobs] == [1, 0, 0]
    store.close()


def test_a_damaged_cache_is_started_anew(save: Save, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "measurements.v1.sqlite3").write_bytes(b"no database" * 500)
    store = CacheStore(tmp_path / "kept", today=1, max_bytes=1 << 20)
    job = make_job(save("a.png"), shop())
    with_cache(job, store)
    assert with_cache(job, store)[1] == 1
    store.close()


def test_a_row_that_cannot_be_read_is_measured_anew(save: Save, store: CacheStore) -> None:
    job = make_job(save("a.png"), shop())
    with_cache(job, store)
    store._write()
    store._file.base.execute("UPDATE pictures SET content = x'00'")
    result, hits = with_cache(job, store)
    assert (text(result), hits) == (text(run(job)), 0)


def test_trouble_on_the_way_ends_the_cache_and_not_the_run(save: Save, store: CacheStore) -> None:
    job = make_job([save("a.png"), save("b.png")], shop())
    store._file.base.execute("PRAGMA query_only = ON")
    result, hits = with_cache(job, store)
    assert (text(result), hits) == (text(run(job)), 0)
    store._write()
    assert "readonly" in str(store.trouble)
    assert store.damage is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_nobody_may_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CacheError, match="Permission denied"):
        CacheStore(tmp_path / "kept", today=1, max_bytes=1)
    tmp_path.chmod(0o700)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("")
    with pytest.raises(CacheError, match="File exists") as told:
        CacheStore(tmp_path / "kept", today=1, max_bytes=1)
    assert "--no-cache" in str(told.value.hint)


def test_two_runs_may_write_at_once(save: Save, tmp_path: Path) -> None:
    job = make_job([save("a.png"), save("b.png")], shop())
    stores = [CacheStore(tmp_path / "kept", today=1, max_bytes=1 << 20) for _ in range(2)]
    for store in stores:
        with_cache(job, store)
    for store in stores:
        store.close()
    last = CacheStore(tmp_path / "kept", today=1, max_bytes=1 << 20)
    assert with_cache(job, last)[1] == 2
    last.close()
