"""Every command on a narrow terminal, in a pipe, with and without colour."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import pytest

from imgrules.reporters.ink import cells
from tests.cli.conftest import draw
from tests.cli.test_process import IMGRULES, environment

SHOT = "shots/B0TEST0001.PT01.png"
COMMANDS = {
    "check": ["check", SHOT, "-r", "./acme"],
    "verbose": ["check", SHOT, "-r", "./acme", "-v", "--show", "all"],
    "fix": ["fix", SHOT, "-r", "./acme"],
    "costs": ["costs"],
    "undo": ["undo", "--list"],
    "explain": ["explain", "amazon/background-white"],
    "check-page": ["explain", "background.white"],
    "status": ["explain", "2"],
    "list": ["rules", "list"],
    "show": ["rules", "show", "./acme"],
    "lint": ["rules", "lint", "acme"],
    "plugins": ["plugins"],
    "version": ["--version"],
    "help": ["check", "--help"],
    "error": ["check", "nowhere", "-r", "./acme"],
}
_UNBROKEN = {"undo", "costs", "lint", "help", "error"}
"""Help is Click's to break; messages on stderr are whole lines, for those who search logs."""


def on_terminal(arguments: list[str], columns: int, **changes: str) -> str:
    """Return what a person sees who has a terminal of so many columns."""
    reading, writing = pty.openpty()
    ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environ = environment(TERM="xterm", **changes)
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"):
        if name not in changes:
            environ.pop(name, None)
    running = subprocess.Popen(
        [*IMGRULES, *arguments], stdin=writing, stdout=writing, stderr=writing, env=environ
    )
    os.close(writing)
    seen = b""
    while True:
        try:
            piece = os.read(reading, 65536)
        except OSError:  # Linux's way of saying that the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(reading)
    running.wait(timeout=60)
    return seen.decode("utf-8").replace("\r\n", "\n")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.cli.conftest import RULEBOOK

    place = tmp_path_factory.mktemp("narrow")
    (place / "acme").mkdir()
    (place / "acme" / "2026-01-01.yaml").write_text(RULEBOOK, encoding="utf-8")
    (place / "shots").mkdir()
    draw(place / SHOT, 60)
    return place


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_runs_over_a_narrow_terminal(
    one: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(one)
    seen = on_terminal(COMMANDS[name], 50, NO_COLOR="1")
    assert "\x1b" not in seen
    assert "Traceback" not in seen
    assert seen.strip()
    if name not in _UNBROKEN:
        wide = [line for line in seen.splitlines() if cells(line) > 50]
        assert wide == []


def test_colour_at_a_terminal_and_none_where_unwanted(
    one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(one)
    assert "\x1b[" in on_terminal(COMMANDS["check"], 80)
    assert "\x1b[" not in on_terminal(COMMANDS["check"], 80, NO_COLOR="1", FORCE_COLOR="1")
    assert "\x1b[" not in on_terminal([*COMMANDS["check"], "--color", "never"], 80, FORCE_COLOR="1")


@pytest.mark.parametrize(
    ("changes", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_a_pipe_is_plain_unless_colour_is_forced(
    one: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], coloured: bool
) -> None:
    monkeypatch.chdir(one)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    done = subprocess.run(
        [*IMGRULES, *COMMANDS["explain"]],
        env=environment(**changes),
        capture_output=True,
        check=True,
    )
    assert (b"\x1b[" in done.stdout) is coloured
    assert sys.getdefaultencoding() == "utf-8"
    assert done.stderr == b""


def test_forced_colour_draws_no_bar_into_a_pipe(one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(one)
    for number in range(9):
        draw(one / "shots" / f"B0TEST000{number}.PT09.png", 60)
    done = subprocess.run(
        [*IMGRULES, "check", "shots", "-r", "./acme", "-j", "1"],
        env=environment(FORCE_COLOR="1"),
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert b"\x1b[" in done.stdout
