from __future__ import annotations

import os
from pathlib import Path

import pytest

from imgrules.errors import UnreadableError
from imgrules.images.source import read_file


def test_facts_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"abc")
    facts, data = read_file(path)
    assert (facts.name, facts.size, facts.format, data) == ("note.txt", 3, None, b"abc")
    assert facts.sha256.startswith("ba7816bf")


@pytest.mark.parametrize("make", ["missing", "empty", "folder", "fifo"])
def test_what_cannot_be_read(tmp_path: Path, make: str) -> None:
    path = tmp_path / make
    if make == "empty":
        path.touch()
    elif make == "folder":
        path.mkdir()
    elif make == "fifo":
        os.mkfifo(path)
    with pytest.raises(UnreadableError) as caught:
        read_file(path)
    assert caught.value.reason == ("empty" if make == "empty" else "no-access")


def test_large_files_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"12345")
    assert read_file(path, max_bytes=5)[0].size == 5
    with pytest.raises(UnreadableError, match="over the limit") as caught:
        read_file(path, max_bytes=4)
    assert caught.value.reason == "too-large"


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"abc")
    real = os.open

    def swapped(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(name, flags)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(UnreadableError, match="not a regular file"):
        read_file(path)


def test_a_file_that_grows_while_it_is_read_is_not_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"abc")
    real = os.fstat

    def then_written(file: int) -> os.stat_result:
        facts = real(file)
        path.write_bytes(bytes(facts.st_size + 3))
        return facts

    monkeypatch.setattr(os, "fstat", then_written)
    with pytest.raises(UnreadableError, match="still writing") as caught:
        read_file(path)
    assert caught.value.reason == "no-access"
