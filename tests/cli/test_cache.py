from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def held(run: Run) -> str:
    outcome = run("cache", "info")
    assert outcome.exit_code == 0
    return str(outcome.stdout.splitlines()[1])


def test_a_second_check_says_the_same_and_measures_nothing(run: Run, shots: Path) -> None:
    first = run("check", "shots", "-r", "./acme", "-f", "json")
    assert held(run).startswith("3 pictures, ")
    again = run("check", "shots", "-r", "./acme", "-f", "json")
    assert (again.stdout, again.exit_code) == (first.stdout, first.exit_code)
    assert held(run).startswith("3 pictures, ")


def test_no_cache_keeps_nothing(run: Run, shots: Path) -> None:
    run("check", "shots", "-r", "./acme", "--no-cache")
    assert held(run).startswith("0 pictures, ")


def _rulebooks(run: Run) -> list[Path]:
    kept = Path(run("cache", "info").stdout.splitlines()[0]).parent / "rulebooks"
    return sorted(kept.glob("*"))


def test_rulebooks_are_kept_where_measurements_are_not(run: Run, shots: Path) -> None:
    first = run("check", "shots", "-r", "./acme", "--no-cache", "-f", "json")
    (kept,) = _rulebooks(run)
    before = kept.stat()
    again = run("check", "shots", "-r", "./acme", "--no-cache", "-f", "json")
    assert (again.stdout, kept.stat().st_mtime_ns) == (first.stdout, before.st_mtime_ns)
    edited = Path("acme/2026-01-01.yaml")
    edited.write_text(edited.read_text().replace("min_px: 100", "min_px: 50"))
    third = run("check", "shots", "-r", "./acme", "--no-cache", "-f", "json")
    assert third.stdout != first.stdout


@pytest.mark.parametrize("no", ["0", "no", "Off"])
def test_no_rulebook_is_kept_where_the_environment_says_so(
    run: Run, shots: Path, monkeypatch: pytest.MonkeyPatch, no: str
) -> None:
    monkeypatch.setenv("IMGRULES_KEEP_RULEBOOKS", no)
    for extra in ((), ("--no-cache",)):
        assert run("check", "shots", "-r", "./acme", *extra).exit_code == 1
    assert run("explain", "longest-side", "-r", "./acme").exit_code == 0
    assert not _rulebooks(run)


def test_clear_forgets(run: Run, shots: Path) -> None:
    run("check", "shots", "-r", "./acme")
    outcome = run("cache", "clear")
    assert "3 pictures forgotten" in outcome.stdout
    assert held(run).startswith("0 pictures, 0 known files")


def test_a_cache_that_cannot_be_opened_costs_nothing_but_time(run: Run, shots: Path) -> None:
    Path("full").write_text("")
    outcome = run("check", "shots", "-r", "./acme", "--cache-dir", "full")
    assert outcome.exit_code == 1
    assert "note: no cache: full" in outcome.stderr
    assert "3 pictures" in outcome.stdout


def test_info_of_a_folder_that_cannot_be_opened_is_an_error(run: Run, shots: Path) -> None:
    Path("full").write_text("")
    outcome = run("cache", "info", "--cache-dir", "full")
    assert outcome.exit_code == 2
    assert "error: full" in outcome.stderr


def _damage(run: Run) -> None:
    """Spoil the middle of the file: it still opens, and cannot be read."""
    path = Path(run("cache", "info").stdout.splitlines()[0])
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"x" * (len(whole) - 4096))


def test_a_damaged_cache_mends_itself_and_says_so_once(run: Run, shots: Path) -> None:
    first = run("check", "shots", "-r", "./acme", "-f", "json")
    _damage(run)
    again = run("check", "shots", "-r", "./acme", "-f", "json")
    assert (again.stdout, again.exit_code) == (first.stdout, first.exit_code)
    assert again.stderr.count("was damaged and is begun anew") == 1
    assert held(run).startswith("3 pictures, ")
    third = run("check", "shots", "-r", "./acme", "-f", "json")
    assert (third.stdout, third.stderr) == (first.stdout, first.stderr)


def test_a_damaged_cache_is_told_and_cleared(run: Run, shots: Path) -> None:
    run("check", "shots", "-r", "./acme")
    _damage(run)
    outcome = run("cache", "info")
    assert outcome.exit_code == 2
    assert "hint:  the next check begins it anew" in outcome.stderr
    assert "was damaged" in run("cache", "clear").stdout
    assert held(run).startswith("0 pictures, 0 known files")
    run("check", "shots", "-r", "./acme")
    assert held(run).startswith("3 pictures, ")


@pytest.mark.parametrize("ci", ["true", ""])
def test_in_a_ci_no_file_is_known_by_its_times(
    run: Run, shots: Path, monkeypatch: pytest.MonkeyPatch, ci: str
) -> None:
    import time

    monkeypatch.setenv("CI", ci)
    settled = time.time_ns() + 10**11
    monkeypatch.setattr("time.time_ns", lambda: settled)
    run("check", "shots", "-r", "./acme")
    assert ("0 known files" in held(run)) == bool(ci)
