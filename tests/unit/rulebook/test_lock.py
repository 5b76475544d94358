from __future__ import annotations

from pathlib import Path

import pytest

from imgrules.errors import LockError
from imgrules.rulebook.lock import Lock, differences, lock_text, make_lock, read_lock


@pytest.fixture
def made(library) -> Lock:
    library.add()
    return make_lock({"acme": library.load()})


def test_what_is_written_is_read(made: Lock, tmp_path: Path) -> None:
    file = tmp_path / "imgrules.lock"
    file.write_text(lock_text(made), encoding="utf-8")
    assert read_lock(file) == made
    assert made.checks == {"dimensions.long_edge": 1}
    assert differences(made, made) == ()


def test_a_name_of_any_kind_survives(made: Lock, tmp_path: Path) -> None:
    name = '../rules "x": #\\ ä'
    odd = made.model_copy(update={"rulebooks": {name: made.rulebooks["acme"]}})
    file = tmp_path / "imgrules.lock"
    file.write_text(lock_text(odd), encoding="utf-8")
    assert read_lock(file) == odd


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("imgrules", "0.0.1", "imgrules is 0.1.0, locked is 0.0.1"),
        ("checks", {"dimensions.long_edge": 7},
         "the check dimensions.long_edge is version 1, locked is 7"),
        ("checks", {}, "the check dimensions.long_edge is used and not locked"),
    ],
)  # fmt: skip
def test_differences_are_named(made: Lock, field: str, value: object, words: str) -> None:
    assert differences(made.model_copy(update={field: value}), made) == (words,)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sha256", "0" * 64, "the rules of acme@2026-01-01 are not those that were locked"),
        ("edition", "2025-01-01", "acme is acme@2026-01-01, locked is acme@2025-01-01"),
    ],
)
def test_differences_of_rulebooks(made: Lock, field: str, value: str, words: str) -> None:
    book = made.rulebooks["acme"].model_copy(update={field: value})
    locked = made.model_copy(update={"rulebooks": {"acme": book}})
    assert differences(locked, made) == (words,)


def test_differences_of_plug_ins(made: Lock) -> None:
    now = made.model_copy(update={"plugins": {"acme-checks": "1.2"}})
    assert differences(made, now) == ("the plug-in acme-checks 1.2 is used and not locked",)
    old = made.model_copy(update={"plugins": {"acme-checks": "1.1"}})
    assert differences(old, now) == ("the plug-in acme-checks is 1.2, locked is 1.1",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("schema: 1\nimgrule: '1'\nrulebooks: {}\n", "did you mean imgrules"),
        ("schema: 2\n", "schema"),
        ("[1", "imgrules.lock:2:1"),
        ("<<<<<<< HEAD\n", "imgrules.lock:1"),
    ],
)
def test_what_is_no_lock_is_refused_with_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "imgrules.lock"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LockError) as caught:
        read_lock(file)
    assert words in caught.value.message
    assert "imgrules rules lock" in str(caught.value.hint)
    with pytest.raises(LockError, match="no lock file"):
        read_lock(tmp_path / "none.lock")
