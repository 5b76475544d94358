from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from imgrules.fixes.runs import start_run
from tests.cli.conftest import Run
from tests.cli.test_process import process

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RUN = "2026-01-02T03-04-05Z"
NAME = "a\n\udcff.jpg"


@pytest.fixture
def applied(place: Path) -> Path:
    """One picture fixed in place, one written anew."""
    (place / NAME).write_bytes(b"old")
    source = sha256(b"old").hexdigest()
    with start_run(place / ".imgrules", "{}", NOW) as run:
        run.write(place / NAME, b"new", source_sha256=source, plan_digest="p",
                  replaces=place / NAME)  # fmt: skip
        run.write(place / "ready/b.jpg", b"new", source_sha256=source, plan_digest="p")
        run.finish({})
    return place


def test_a_run_is_taken_back_once(applied: Path, run: Run) -> None:
    assert (
        run("undo", "--list").stdout
        == f"run                   files  state\n{RUN}  2      finished\n"
    )
    outcome = run("undo")
    assert (outcome.exit_code, outcome.stdout) == (
        0, f"run {RUN}: 1 file restored, 1 file removed\n",
    )  # fmt: skip
    assert (applied / NAME).read_bytes() == b"old"
    assert not (applied / "ready").exists()
    again = run("undo", RUN)
    assert again.exit_code == 0
    assert "was undone already" in again.stdout
    assert "undone" in run("undo", "--list").stdout


def test_a_changed_file_is_2_until_forced(applied: Path, run: Run) -> None:
    (applied / NAME).write_bytes(b"edited")
    refused = run("undo")
    assert refused.exit_code == 2
    assert "nothing was undone" in refused.stderr
    assert "\\xff.jpg" in refused.stderr
    forced = run("undo", "--force")
    assert forced.exit_code == 0
    assert "what it held is kept as" in forced.stdout
    assert (applied / NAME).read_bytes() == b"old"


def test_what_force_cannot_undo_is_1(applied: Path, run: Run) -> None:
    for original in (applied / ".imgrules/runs" / RUN / "originals").iterdir():
        original.unlink()
    outcome = run("undo", "--force")
    assert outcome.exit_code == 1
    assert "cannot be restored" in outcome.stderr


def test_nothing_to_undo_is_2(place: Path, run: Run) -> None:
    assert run("undo").exit_code == 2
    (place / ".imgrules").mkdir()
    assert run("undo").exit_code == 2
    assert run("undo", "--list").stdout == "no runs\n"


def test_a_run_that_does_not_exist_is_2(applied: Path, run: Run) -> None:
    outcome = run("undo", "2026-01-02")
    assert outcome.exit_code == 2
    assert f"did you mean {RUN}?" in outcome.stderr


def test_a_real_process_undoes_it(applied: Path) -> None:
    done = process("undo", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (applied / NAME).read_bytes() == b"old"
