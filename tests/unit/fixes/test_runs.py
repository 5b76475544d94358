from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from imgrules.errors import ImgrulesError
from imgrules.fixes import writing
from imgrules.fixes.runs import Run, recover, start_run

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = sha256(b"old").hexdigest()


def hash_(data: bytes) -> str:
    return sha256(data).hexdigest()


def identity(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with start_run(tmp_path / "state", "{}", NOW, out=tmp_path / "ready") as made:
        yield made


def put(run: Run, target: Path, data: bytes = b"new", **changes: object) -> None:
    settings = {"source_sha256": SOURCE, "plan_digest": "p", **changes}
    run.write(target, data, **settings)  # type: ignore[arg-type]


def test_a_run_has_a_folder_of_its_own_with_its_plan(tmp_path: Path) -> None:
    for expected in ("2026-01-02T03-04-05Z", "2026-01-02T03-04-05Z-02"):
        with start_run(tmp_path, '{"plan": "\\ud800"}', NOW) as run:
            assert run.id == expected
            assert json.loads((run.folder / "plan.json").read_bytes()) == {"plan": "\ud800"}
            run.finish({"fixed": 1})
    assert b'"summary": {"fixed": 1}' in (run.folder / "journal.jsonl").read_bytes()
    assert start_run(tmp_path, "{}", NOW).notes == ()


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with start_run(tmp_path, "{}", NOW) as run:
        with pytest.raises(ImgrulesError, match=f"process {os.getpid()}"):
            start_run(tmp_path, "{}", NOW)
        run.finish({})
    start_run(tmp_path, "{}", NOW).close()


def test_a_killed_run_blocks_nobody(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from imgrules.fixes.runs import start_run\n"
        "run = start_run(Path(sys.argv[1]), '{}', datetime(2026, 1, 1, tzinfo=UTC))\n"
        "if os.fork() == 0:\n"  # a child that lives on must not keep the lock
        "    print('up', flush=True); signal.pause()\n"
        "signal.pause()\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT,
                              stdout=subprocess.PIPE, start_new_session=True)  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"up\n"
    with pytest.raises(ImgrulesError, match=f"process {holder.pid}"):
        start_run(tmp_path, "{}", NOW)
    holder.kill()
    holder.wait(timeout=30)
    with start_run(tmp_path, "{}", NOW) as run:
        assert run.notes == ("run 2026-01-01T00-00-00Z was cut short: 0 files are written whole",)
    os.killpg(holder.pid, 9)
    holder.stdout.close()


def test_a_result_is_written_whole_and_remembered(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ready" / "deep" / "a.jpg"
    assert run.done_before(SOURCE, "p", target) is None
    put(run, target)
    assert target.read_bytes() == b"new"
    assert run.done_before(SOURCE, "p", target) == hash_(b"new")
    assert run.done_before(SOURCE, "other plan", target) is None
    assert run.done_before("other source", "p", target) is None
    target.write_bytes(b"touched")
    assert run.done_before(SOURCE, "p", target) is None
    assert not list(tmp_path.rglob("*.part"))


def test_the_next_run_knows_and_may_overwrite_its_own(tmp_path: Path) -> None:
    target = tmp_path / "a.jpg"
    for data, plan in ((b"one", "1"), (b"two", "2")):
        with start_run(tmp_path / "state", "{}", NOW) as run:
            put(run, target, data, plan_digest=plan)
            run.finish({})
    with start_run(tmp_path / "state", "{}", NOW) as run:
        assert run.done_before(SOURCE, "1", target) is None
        assert run.done_before(SOURCE, "2", target) == hash_(b"two")


def test_a_file_of_somebody_else_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ready" / "a.jpg"
    target.parent.mkdir()
    target.write_bytes(b"theirs")
    with pytest.raises(ImgrulesError, match="not written by imgrules"):
        put(run, target)
    assert target.read_bytes() == b"theirs"


def test_force_overwrites_it_and_keeps_what_it_held(tmp_path: Path) -> None:
    target = tmp_path / "a.jpg"
    target.write_bytes(b"theirs")
    with start_run(tmp_path / "state", "{}", NOW, overwrite=True) as run:
        put(run, target)
    assert target.read_bytes() == b"new"
    assert (run.folder / "originals" / hash_(b"theirs")).read_bytes() == b"theirs"


def test_the_same_bytes_are_left_as_they_are(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ready" / "a.jpg"
    target.parent.mkdir()
    target.write_bytes(b"new")
    before = identity(target)
    put(run, target)
    assert identity(target) == before
    assert run.done_before(SOURCE, "p", target) is None, "it was not written by a run"


def test_two_pictures_of_a_run_never_share_a_name(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ready" / "a.jpg"
    put(run, target)
    with pytest.raises(ImgrulesError, match="another picture of this run"):
        put(run, target.parent / "x" / ".." / "a.jpg", b"second", source_sha256="1")
    assert target.read_bytes() == b"new"


def test_the_same_bytes_by_another_plan_are_known_to_be_ours(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ready" / "a.jpg"
    put(run, target)
    run.finish({})
    run.close()
    with start_run(tmp_path / "state", "{}", NOW) as again:
        put(again, target, plan_digest="q")
        assert again.done_before(SOURCE, "q", target) == hash_(b"new")


def test_a_write_that_broke_off_at_its_end_is_settled_by_finish(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ImgrulesError("disk full")

    monkeypatch.setattr("imgrules.fixes.runs.land", broken)
    with pytest.raises(ImgrulesError):
        put(run, tmp_path / "ready" / "a.jpg")
    run.finish({})
    assert run.done_before(SOURCE, "p", tmp_path / "ready" / "a.jpg") == hash_(b"new")


# -- in place --------------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    return path


@pytest.fixture
def in_place(tmp_path: Path) -> Iterator[Run]:
    with start_run(tmp_path / "state", "{}", NOW) as made:
        yield made


def test_in_place_keeps_the_original_and_the_permissions(in_place: Run, source: Path) -> None:
    put(in_place, source, replaces=source)
    assert source.read_bytes() == b"new"
    assert stat.S_IMODE(source.stat().st_mode) == 0o640
    assert source.stat().st_mtime > 1_000_000_000, "new content has a new time"
    assert (in_place.folder / "originals" / SOURCE).read_bytes() == b"old"


def test_in_place_under_a_new_name_takes_the_old_file_away(in_place: Run, source: Path) -> None:
    target = source.with_suffix(".png")
    put(in_place, target, replaces=source)
    assert (target.read_bytes(), source.exists()) == (b"new", False)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_in_place_leaves_a_neighbour_of_that_name_alone(in_place: Run, source: Path) -> None:
    target = source.with_suffix(".png")
    target.write_bytes(b"theirs")
    with pytest.raises(ImgrulesError, match="not written by imgrules"):
        put(in_place, target, replaces=source)
    assert (target.read_bytes(), source.read_bytes()) == (b"theirs", b"old")


def test_a_source_that_changed_since_the_plan_is_refused(in_place: Run, source: Path) -> None:
    source.write_bytes(b"edited")
    with pytest.raises(ImgrulesError, match="has changed since the plan"):
        put(in_place, source, replaces=source)
    assert source.read_bytes() == b"edited"


def test_what_cannot_be_kept_is_not_replaced(in_place: Run, source: Path) -> None:
    (in_place.folder / "originals").write_text("a file where a folder is needed")
    with pytest.raises(ImgrulesError, match="is not replaced, because it cannot be kept"):
        put(in_place, source, replaces=source)
    assert source.read_bytes() == b"old"


def test_a_picture_that_comes_out_the_same_is_not_touched(in_place: Run, source: Path) -> None:
    before = identity(source)
    put(in_place, source, b"old", replaces=source)
    assert identity(source) == before


# -- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_neither_followed_nor_replaced(run: Run, tmp_path: Path, there: bool) -> None:
    elsewhere = tmp_path / "elsewhere.jpg"
    if there:
        elsewhere.write_bytes(b"theirs")
    target = tmp_path / "ready" / "a.jpg"
    target.parent.mkdir()
    target.symlink_to(elsewhere)
    with pytest.raises(ImgrulesError, match="is a link"):
        put(run, target)
    assert target.is_symlink()
    assert (elsewhere.read_bytes() == b"theirs") if there else not elsewhere.exists()


def test_a_linked_picture_is_not_fixed_in_place(in_place: Run, source: Path) -> None:
    link = source.with_name("link.jpg")
    link.symlink_to(source)
    with pytest.raises(ImgrulesError, match="is a link"):
        put(in_place, link, replaces=link)
    assert source.read_bytes() == b"old"


def test_a_folder_that_leads_out_is_not_entered(run: Run, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "ready").mkdir()
    (tmp_path / "ready" / "sub").symlink_to(tmp_path / "outside")
    for target in ("ready/sub/a.jpg", "ready/sub/new/a.jpg", "ready/../outside/a.jpg"):
        with pytest.raises(ImgrulesError, match="lies outside"):
            put(run, tmp_path / target)
    assert not list((tmp_path / "outside").iterdir())


def test_links_in_a_circle_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ready").mkdir()
    (tmp_path / "ready" / "sub").symlink_to("sub")
    with pytest.raises(ImgrulesError):
        put(run, tmp_path / "ready" / "sub" / "a.jpg")


def test_the_output_folder_itself_may_be_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "ready").symlink_to(tmp_path / "disk")
    put(run, tmp_path / "ready" / "sub" / "a.jpg")
    assert (tmp_path / "disk" / "sub" / "a.jpg").read_bytes() == b"new"


def test_a_draft_planted_as_a_link_is_not_written_through(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ready").mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"theirs")
    (tmp_path / "ready" / writing.part_name("a.jpg", run.id)).symlink_to(victim)
    with pytest.raises(ImgrulesError):
        put(run, tmp_path / "ready" / "a.jpg")
    assert victim.read_bytes() == b"theirs"


# -- hostile names and disks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a\nb.jpg", "\udcff\udcfe.jpg", "é" * 125 + ".jpg", "x" * 251 + ".jpg", "-rf.jpg"]
)
def test_hostile_names_are_written_and_known(run: Run, tmp_path: Path, name: str) -> None:
    target = tmp_path / "ready" / name
    put(run, target)
    assert target.read_bytes() == b"new"
    assert run.done_before(SOURCE, "p", target) == hash_(b"new")
    assert run.work_file(name).name == name
    assert run.reject(name, b"bad").read_bytes() == b"bad"


def test_a_name_too_long_is_said(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ImgrulesError, match="cannot be") as told:
        put(run, tmp_path / "ready" / ("x" * 256))
    assert "longer than the file system allows" in str(told.value.hint)
    assert not (tmp_path / "ready").exists(), "the folder made for it is taken back"


def test_work_and_rejected_files_never_leave_their_folders(run: Run) -> None:
    for name in ("../../up.jpg", "/etc/up.jpg", "sub/up.jpg"):
        assert run.work_file(name).parent.parent == run.folder / "work"
        assert run.reject(name, b"").parent.parent == run.folder / "rejected"
    assert run.reject("same.jpg", b"1") != run.reject("same.jpg", b"2")


def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(
    in_place: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def full(descriptor: int) -> None:
        if os.fstat(descriptor).st_size == 7:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ImgrulesError, match="No space left") as told:
        put(in_place, source, b"seven!!", replaces=source)
    assert "free some space" in str(told.value.hint)
    monkeypatch.undo()
    assert source.read_bytes() == b"old"
    assert not list(source.parent.rglob("*.part"))
    put(in_place, source, b"second try", replaces=source)
    assert source.read_bytes() == b"second try"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_may_not_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ready").mkdir(mode=0o555)
    with pytest.raises(ImgrulesError, match="Permission denied") as told:
        put(run, tmp_path / "ready" / "a.jpg")
    assert "write access" in str(told.value.hint)


def test_a_file_where_a_folder_is_needed_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ready").write_text("a file")
    with pytest.raises(ImgrulesError, match=r"ready"):
        put(run, tmp_path / "ready" / "a.jpg")


def test_threads_write_side_by_side(run: Run, tmp_path: Path) -> None:
    def write(number: int) -> None:
        for index in range(5):
            put(run, tmp_path / "ready" / str(index) / f"{number}.jpg", str(number).encode())

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list((tmp_path / "ready").rglob("*.jpg"))) == 30
    lines = (run.folder / "journal.jsonl").read_text().splitlines()
    assert sum('"wrote"' in line for line in lines) == 30


# -- after a kill ----------------------------------------------------------------------------------


def test_what_a_cut_short_run_wrote_is_counted_and_known(tmp_path: Path) -> None:
    with start_run(tmp_path / "state", "{}", NOW) as run:
        put(run, tmp_path / "a.jpg")
        work = run.work_file("b.jpg")
        work.write_bytes(b"half")
    journal = run.folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"do": "wri')
    assert recover(tmp_path / "state") == (f"run {run.id} was cut short: 1 file is written whole",)
    assert not work.exists()
    assert recover(tmp_path / "state") == ()
    with start_run(tmp_path / "state", "{}", NOW) as again:
        assert again.done_before(SOURCE, "p", tmp_path / "a.jpg") == hash_(b"new")
