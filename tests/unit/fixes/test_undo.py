from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from imgrules.errors import ImgrulesError, UsageError
from imgrules.fixes.runs import start_run
from imgrules.fixes.undo import list_runs, undo

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
OLD = sha256(b"old").hexdigest()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A picture fixed in place, one fixed under a new name, one made anew in a new folder."""
    for name in ("a.jpg", "b.tif"):
        (tmp_path / name).write_bytes(b"old")
        (tmp_path / name).chmod(0o640)
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    with start_run(tmp_path / "state", "{}", NOW) as run:
        for target, replaced in (("a.jpg", "a.jpg"), ("b.jpg", "b.tif"), ("out/in/c.jpg", None)):
            run.write(
                tmp_path / target, b"new", source_sha256=OLD, plan_digest="p",
                replaces=None if replaced is None else tmp_path / replaced,
            )  # fmt: skip
        run.finish({})
    return tmp_path


RUN = "2026-01-02T03-04-05Z"


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name != "state")


def test_everything_is_as_it_was(place: Path) -> None:
    undone = undo(place / "state")
    assert names(place) == ["a.jpg", "b.tif"]
    assert undone.restored == [place / "b.tif", place / "a.jpg"]
    assert undone.removed == [place / "out/in/c.jpg", place / "b.jpg"]
    for name in names(place):
        facts = (place / name).stat()
        assert (place / name).read_bytes() == b"old"
        assert (facts.st_mode & 0o777, facts.st_mtime) == (0o640, 1_000_000_000)


def test_undoing_twice_says_so(place: Path) -> None:
    undo(place / "state")
    (place / "a.jpg").write_bytes(b"later work")
    again = undo(place / "state")
    assert (again.already, again.restored, again.removed) == (True, [], [])
    assert (place / "a.jpg").read_bytes() == b"later work"
    assert [run.state for run in list_runs(place / "state")] == ["undone"]


@pytest.mark.parametrize(
    "meddle",
    [
        lambda place: (place / "a.jpg").write_bytes(b"edited"),
        lambda place: (place / "out/in/c.jpg").write_bytes(b"edited"),
        lambda place: (place / "b.tif").write_bytes(b"another picture"),
    ],
)
def test_a_file_changed_since_stops_it_before_anything_is_touched(
    place: Path, meddle: Callable[[Path], None]
) -> None:
    meddle(place)
    before = {path: path.read_bytes() for path in place.rglob("*.*") if path.is_file()}
    with pytest.raises(ImgrulesError, match="changed since the run") as told:
        undo(place / "state")
    assert "--force" in str(told.value.hint)
    assert {path: path.read_bytes() for path in before} == before
    undone = undo(place / "state", force=True)
    assert names(place) == ["a.jpg", "b.tif"]
    ((path, kept),) = undone.kept
    assert kept.read_bytes() == before[path]


def test_what_the_user_removed_stays_removed_or_comes_back(place: Path) -> None:
    (place / "a.jpg").unlink()
    (place / "out/in/c.jpg").unlink()
    undone = undo(place / "state")
    assert (place / "a.jpg").read_bytes() == b"old"
    assert undone.unchanged == [place / "out/in/c.jpg"]


def test_a_folder_somebody_uses_stays(place: Path) -> None:
    (place / "out" / "theirs.txt").write_text("note")
    undo(place / "state")
    assert names(place / "out") == ["theirs.txt"]


def test_a_lost_original_stops_it_or_is_left_out_by_force(place: Path) -> None:
    (place / "state/runs" / RUN / "originals" / OLD).write_bytes(b"damaged")
    with pytest.raises(ImgrulesError, match=r"original of .* is lost"):
        undo(place / "state")
    assert (place / "b.jpg").exists()
    undone = undo(place / "state", force=True)
    assert len(undone.problems) == 2
    assert (place / "a.jpg").read_bytes() == b"new"
    assert not (place / "out").exists()
    assert not undo(place / "state", force=True).already, "it may be tried again"


def test_a_result_is_never_removed_while_what_it_replaced_is_lost(place: Path) -> None:
    (place / "state/runs" / RUN / "originals" / OLD).unlink()
    undo(place / "state", force=True)
    assert (place / "b.jpg").read_bytes() == b"new"


def test_a_link_put_there_since_is_left_alone_even_by_force(place: Path) -> None:
    theirs = place / "theirs.jpg"
    (place / "a.jpg").rename(theirs)
    (place / "a.jpg").symlink_to(theirs)
    with pytest.raises(ImgrulesError, match="changed since"):
        undo(place / "state")
    undone = undo(place / "state", force=True)
    assert "is a link or a folder now" in undone.problems[0]
    assert theirs.read_bytes() == b"new"


def test_the_latest_run_that_wrote_is_meant(place: Path) -> None:
    with start_run(place / "state", "{}", NOW) as run:
        run.finish({})
    assert undo(place / "state").run == RUN
    assert undo(place / "state", run.id).restored == []


def test_an_older_run_under_a_newer_one_is_refused(place: Path) -> None:
    target = place / "out/in/c.jpg"
    with start_run(place / "state", "{}", NOW) as run:
        run.write(target, b"newer", source_sha256=OLD, plan_digest="q")
        run.finish({})
    with pytest.raises(ImgrulesError, match="changed since"):
        undo(place / "state", RUN)
    undo(place / "state")
    assert target.read_bytes() == b"new"
    undo(place / "state", RUN)
    assert not target.exists()


def test_runs_that_do_not_exist_are_said(place: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run is called 2026") as told:
        undo(place / "state", RUN[:-1])
    assert told.value.hint == f"did you mean {RUN}?"
    with pytest.raises(UsageError):
        undo(place / "state", "../runs/" + RUN)
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(tmp_path / "other")


def test_a_run_under_way_is_not_undone(place: Path) -> None:
    with start_run(place / "state", "{}", NOW), pytest.raises(ImgrulesError, match="another"):
        undo(place / "state")
