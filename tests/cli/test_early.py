"""The worker started before all else: only where it is needed, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from imgrules.cli.early import FEW, judges_few
from tests.cli.test_process import IMGRULES, environment, session_is_alive, wait_for

MAIN = "shots/B0TEST0001.MAIN.png"
WATCHED = """
import sys
from imgrules.engine import lone, server
forked, prestart = lone._forked, server.prestart
lone._forked = lambda: (print("forked", file=sys.stderr), forked())[1]
server.prestart = lambda: (print("served", file=sys.stderr), prestart())[1]
sys.argv = ["imgrules", *sys.argv[1:]]
from imgrules.cli import main
main()
"""
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere no worker is forked first of all"
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check", MAIN, "-r", "acme"], True),
        (["check", "-r", "acme", MAIN, "--no-cache"], True),
        (["check", "shots", "-r", "acme"], True),
        (["check", "many", "-r", "./acme"], False),
        (["check", ".", "-r", "./acme"], False),
        (["check", "nowhere.png", "-r", "acme"], False),
        (["check", "-r", "./acme/2026-01-01.yaml", "many"], False),
        (["check", MAIN, "--help"], False),
        (["check", MAIN, "--list-files"], False),
        (["check"], False),
        (["fix", MAIN], False),
        (["explain", "check"], False),
        ([], False),
    ],
)
def test_it_is_guessed_from_the_arguments(
    shots: Path, many: Path, arguments: list[str], expected: bool
) -> None:
    assert judges_few(arguments) == expected


@pytest.fixture
def many(shots: Path) -> Path:
    """Return a folder with more pictures than one worker judges."""
    folder = shots.parent / "many"
    folder.mkdir()
    for number in range(9):
        os.link(MAIN, folder / f"{number}.png")
    return folder


def started(*arguments: str) -> list[str]:
    """Return what the command starts before it reads its options."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    return [line for line in done.stderr.splitlines() if line in {"forked", "served"}]


@linux
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("check", MAIN, "-r", "./acme"), ["forked"]),
        (("check", "shots", "-r", "./acme"), ["forked"]),
        (("check", "many", "-r", "./acme"), ["served"]),
        (("check", MAIN, "--help"), []),
        (("check", MAIN, "-r", "./acme", "--list-files"), []),
        (("check",), []),
        (("--help",), []),
        (("--version",), []),
        (("explain", "amazon/sharp"), []),
        (("rules", "show", "./acme"), []),
        (("cache", "info"), []),
        (("nosuch", MAIN), []),
    ],
)
def test_nothing_is_started_that_nobody_needs(
    shots: Path, many: Path, arguments: tuple[str, ...], expected: list[str]
) -> None:
    assert started(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((MAIN, "-r", "./acme"), 0),
        ((MAIN, "-r", "./acme", "--no-such-option"), 2),
        ((MAIN, "-r", "nosuch"), 2),
        ((MAIN, "-r", "./acme", "--as-of", "yesterday"), 2),
        ((MAIN, "nowhere.png", "-r", "./acme"), 2),
        (("shots", "-r", "nosuch"), 2),
        (("many", "-r", "nosuch"), 2),
    ],
)
def test_the_end_leaves_no_process(
    shots: Path, many: Path, arguments: tuple[str, ...], status: int
) -> None:
    running = subprocess.Popen(
        [*IMGRULES, "check", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    _, said = running.communicate(timeout=60)
    assert running.returncode == status, said.decode()
    wait_for(lambda: not session_is_alive(running.pid))


@linux
def test_children_that_nobody_waits_for_change_nothing(shots: Path) -> None:
    line = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
    done = subprocess.run(
        [sys.executable, "-c", f"{line}os.execv(sys.argv[1], sys.argv[1:])", *IMGRULES, "check",
         MAIN, "-r", "./acme"],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="a terminal's Ctrl-C reaches a whole session")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("wait", [0.02, 0.06, 0.12, 0.3])
def test_an_end_while_it_starts_leaves_no_process(shots: Path, name: str, wait: float) -> None:
    number = getattr(signal, name)
    running = subprocess.Popen(
        [*IMGRULES, "check", MAIN, "-r", "amazon", "--no-cache"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
    )
    time.sleep(wait)
    if name == "SIGINT":
        os.killpg(running.pid, number)
    else:
        running.send_signal(number)
    running.wait(timeout=60)
    wait_for(lambda: not session_is_alive(running.pid))


@linux
def test_few_pictures_are_judged_as_the_pool_judges_them(shots: Path) -> None:
    for number in range(FEW):
        os.link(MAIN, shots / f"other{number}.png")
    pictures = sorted(map(str, Path("shots").glob("B0*")))
    alone, pooled = (
        subprocess.run(
            [*IMGRULES, "check", *paths, "-r", "amazon", "--no-cache", "-f", "json"],
            capture_output=True,
            env=environment(),
            timeout=60,
            check=False,
        )
        for paths in (pictures, ["shots", "--exclude", "*other*"])
    )
    assert alone.returncode == pooled.returncode
    assert alone.stdout == pooled.stdout
