"""Ctrl-C in the middle of real runs: usable reports, a full cache, no process left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from imgrules.stored import read_result
from tests.cli.conftest import draw
from tests.cli.test_process import (  # noqa: F401  (a fixture)
    IMGRULES,
    environment,
    session_is_alive,
    usual_signals,
    wait_for,
)

PICTURES = 2500
FORMATS = ("jsonl=r.jsonl", "json=r.json", "csv=r.csv", "junit=r.xml", "html=r.html", "text")


@pytest.fixture
def many(shots: Path) -> Path:
    draw(shots / "big.png", 900)
    for number in range(PICTURES - 4):
        os.link(shots / "big.png", shots / f"big{number}.png")
    return shots


def start(*options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*IMGRULES, "check", "shots", "-r", "amazon", "-j", "2", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(IMGRULES_CACHE_DIR="cache"),
        start_new_session=True,
    )


def lines(pattern: str) -> int:
    return sum(path.read_bytes().count(b'"kind": "image"') for path in Path().glob(pattern))


def test_every_report_tells_of_the_pictures_judged_so_far(many: Path) -> None:
    running = start(*(word for each in FORMATS for word in ("-f", each)))
    wait_for(lambda: lines(".r.jsonl.*.tmp") > 5, 60)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err.decode()
    result = read_result(Path("r.jsonl"))
    assert 5 < len(result.images) < PICTURES
    assert result == read_result(Path("r.json"))
    said = f"interrupted after {len(result.images):,} of {PICTURES:,} pictures"
    assert [said in each.message for each in result.problems] == [True]
    assert said in out.decode()
    assert said in Path("r.xml").read_text(encoding="utf-8")
    assert said in Path("r.html").read_text(encoding="utf-8")
    assert Path("r.csv").stat().st_size
    wait_for(lambda: not session_is_alive(running.pid))
    held = subprocess.run(
        [*IMGRULES, "cache", "info", "--cache-dir", "cache"],
        capture_output=True, env=environment(), check=True,
    )  # fmt: skip
    assert b" 0 pictures" not in held.stdout


def test_a_second_request_ends_at_once_without_a_report(many: Path) -> None:
    running = start("-f", "jsonl=r.jsonl")
    wait_for(lambda: lines(".r.jsonl.*.tmp") > 5, 60)
    running.send_signal(signal.SIGINT)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130, err.decode()
    assert b"Traceback" not in err
    wait_for(lambda: not session_is_alive(running.pid))


def test_the_python_api_raises_as_ever(many: Path) -> None:
    code = (
        "import imgrules\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        imgrules.check('shots', rulebooks=['amazon'], workers=2,\n"
        "                       on_image=lambda image: print(image.path, flush=True))\n"
        "    except KeyboardInterrupt:\n"
        "        print('raised')\n"
    )
    Path("calls.py").write_text(code, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "calls.py"],
        stdout=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=30)
    assert out.endswith(b"raised\n")
    wait_for(lambda: not session_is_alive(running.pid))
