"""What only a real process shows: imports, pipes, signals, encodings, the exit status."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from imgrules.stored import read_result
from tests.cli.conftest import draw

IMGRULES = [sys.executable, "-m", "imgrules"]


@pytest.fixture(autouse=True)
def usual_signals():
    """Ignore no signal, as nohup and shells do for what they run in the background."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def environment(**changes: str) -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": root, "PYTHONWARNINGS": "error", **changes}


def process(*arguments: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*IMGRULES, *arguments],
        capture_output=True,
        env=environment(**changes),
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--help"],
        ["fix", "--help"],
        ["undo", "--help"],
        ["costs", "--help"],
        ["rules", "--help"],
        ["explain", "1"],
        ["explain", "amazon/sharp"],
        ["rules", "list"],
        ["rules", "show", "amazon"],
        ["--version"],
    ],
)
def test_help_and_lists_wait_for_no_heavy_library(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys, json\n"
        "from imgrules.cli import app\n"
        "try:\n"
        f"    app({arguments!r}, prog_name='imgrules')\n"
        "except SystemExit as leaving:\n"
        "    assert leaving.code == 0, leaving.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    for _ in range(2):  # what reads a rulebook keeps it for the next call
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            env=environment(IMGRULES_CACHE_DIR=str(tmp_path)),
            check=True,
            timeout=60,
        )
    loaded = set(json.loads(done.stderr))
    heavy = {"cv2", "colour", "onnxruntime", "rapidocr", "rembg", "scipy", "httpx", "PIL"}
    heavy |= {"numpy", "pydantic", "rich", "yaml", "jsonschema", "multiprocessing", "sqlite3"}
    assert not loaded & heavy


@pytest.mark.parametrize("again", [False, True])
def test_check_measures_in_its_workers_alone(shots: Path, tmp_path: Path, again: bool) -> None:
    code = (
        "import sys, json\n"
        "from imgrules.cli import app\n"
        "try:\n"
        "    app(['check', 'shots', '-r', './acme', '-q'], prog_name='imgrules')\n"
        "except SystemExit as leaving:\n"
        "    assert leaving.code == 1, leaving.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    for _ in range(1 + again):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            env=environment(IMGRULES_CACHE_DIR=str(tmp_path / "cache")),
            check=True,
            timeout=60,
        )
    loaded = set(json.loads(done.stderr))
    assert not loaded & {"numpy", "cv2", "PIL", "colour", "scipy", "onnxruntime", "rapidocr"}
    assert not again or not loaded & {"yaml", "jsonschema"}


def test_a_worker_imports_no_library_that_it_does_not_use(shots: Path) -> None:
    code = (
        "import sys, json; from datetime import date\n"
        "from imgrules.engine import preload, worker\n"
        "from imgrules.engine.limits import Limits\n"
        "from imgrules.engine.prepare import prepare\n"
        "from imgrules.rulebook.load import load_rulebook\n"
        "books = [load_rulebook('amazon', as_of=date(2026, 11, 21))]\n"
        "job = prepare(['shots'], books, as_of=date(2026, 11, 21), ignore=['overlay.*']).job\n"
        "worker.start(job, Limits())\n"
        "assert all(worker.check(each)[0].measurements for each in job.pictures)\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment(), check=True, timeout=60
    )
    loaded = set(json.loads(done.stderr))
    assert {"numpy", "cv2"} <= loaded
    assert not loaded & {"colour", "scipy", "onnxruntime", "rapidocr", "click", "httpx", "rich"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("check", "shots/B0TEST0001.MAIN.png", "-r", "./acme"), 0),
        (("check", "shots", "-r", "./acme"), 1),
        (("check", "nowhere", "-r", "./acme"), 2),
        (("check", "shots", "-r", "nosuch"), 2),
        (("check", "shots", "-r", "./acme", "--no-such-option"), 2),
        (("nosuch",), 2),
        ((), 2),
        (("--version",), 0),
    ],
)
def test_the_exit_status_is_what_is_documented(
    shots: Path, arguments: tuple[str, ...], status: int
) -> None:
    done = process(*arguments)
    assert done.returncode == status, done.stderr.decode()
    if status == 2:
        assert done.stderr.startswith(b"error: " if arguments else b"Usage: imgrules")


def test_a_reader_that_leaves_early_changes_no_status(shots: Path) -> None:
    for number in range(200):
        os.link(shots / "B0TEST0001.PT01.png", shots / f"copy{number}.png")
    arguments = [*IMGRULES, "check", "shots", "-r", "./acme", "-j", "1", "-f", "jsonl"]
    running = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    assert running.wait(timeout=60) == 1
    assert running.stderr.read() == b""
    running.stderr.close()


@pytest.mark.parametrize("arguments", [["--help"], ["rules", "list"], ["explain", "2"]])
def test_a_closed_pipe_ends_quietly(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*IMGRULES, *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_run_is_130_and_tells_what_was_judged(shots: Path, workers: str) -> None:
    draw(shots / "big.png", 900)
    for number in range(3000):
        os.link(shots / "big.png", shots / f"big{number}.png")
    running = subprocess.Popen(
        [*IMGRULES, "check", "shots", "-r", "./acme", "-j", workers, "-f", "jsonl=r.jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not list(Path().glob(".r.jsonl.*.tmp")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130, err.decode()
    assert out == b""
    assert not list(Path().glob(".r.jsonl*"))
    result = read_result(Path("r.jsonl"))
    judged = len(result.images)
    assert judged < 3003
    assert err.decode().startswith(f"interrupted: the reports tell of the {judged:,} picture")
    (problem,) = result.problems
    assert problem.kind == "run/interrupted"
    assert problem.message.startswith(f"interrupted after {judged:,} of 3,004 pictures")
    wait_for(lambda: not session_is_alive(running.pid))


def test_an_interrupt_inside_exec_is_130_too(place: Path) -> None:
    (place / "struck.py").write_text(
        "from imgrules.cli.boundary import guarded\n"
        "raise SystemExit(guarded(lambda: exec('raise KeyboardInterrupt'), []))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "struck"],
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 130


def test_an_ascii_terminal_gets_ascii_signs(shots: Path) -> None:
    done = process("check", "shots", "-r", "./acme", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert b"x error" in done.stdout


def test_json_is_utf8_whatever_the_terminal_speaks(shots: Path) -> None:
    draw(shots / "café.png", 60)
    done = process(
        "check", "shots", "-r", "./acme", "-f", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert "shots/café.png" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(("quiet", "shown"), [((), True), (("--no-progress",), False)])
def test_a_terminal_sees_progress(shots: Path, quiet: tuple[str, ...], shown: bool) -> None:
    for number in range(30):
        os.link(shots / "B0TEST0001.PT01.png", shots / f"copy{number}.png")
    watching, terminal = os.openpty()
    running = subprocess.Popen(
        [*IMGRULES, "check", "shots", "-r", "./acme", "-j", "1", *quiet],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env=environment(TERM="xterm", COLUMNS="100"),
    )
    os.close(terminal)
    seen = _everything(watching)
    assert running.wait(timeout=60) == 1
    assert (b"checking" in seen and b"/33" in seen) == shown


def _everything(descriptor: int) -> bytes:
    seen = b""
    while True:
        try:
            part = os.read(descriptor, 4096)
        except OSError:  # Linux: the other end of a terminal was closed
            break
        if not part:
            break
        seen += part
    os.close(descriptor)
    return seen


@pytest.mark.parametrize(
    ("signal_name", "jobs", "wait"),
    [("SIGTERM", "1", 0.2), ("SIGTERM", "2", 0.2), ("SIGTERM", "2", 2.0), ("SIGHUP", "2", 0.8)],
)
def test_a_request_to_end_leaves_no_draft_and_no_worker(
    shots: Path, signal_name: str, jobs: str, wait: float
) -> None:
    number = getattr(signal, signal_name)
    draw(shots / "big.png", 900)
    for index in range(3000):
        os.link(shots / "big.png", shots / f"big{index}.png")
    running = subprocess.Popen(
        [*IMGRULES, "check", "shots", "-r", "google", "-j", jobs, "-f", "json=out.json"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    wait_for(lambda: any(Path.cwd().glob(".out.json.*.tmp")))
    time.sleep(wait)
    running.send_signal(number)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 128 + number, said.decode()
    assert b"terminated" in said
    assert not list(Path.cwd().glob(".out.json.*"))
    assert read_result(Path("out.json")).problems[-1].kind == "run/interrupted"
    wait_for(lambda: not session_is_alive(running.pid))


def wait_for(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def session_is_alive(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [("rules", "list"), ("check", "shots", "-r", "./acme")])
def test_a_full_disk_under_stdout_is_told_and_never_a_pass(
    shots: Path, arguments: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*IMGRULES, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: standard output cannot be written: ")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("picture", "status"), [("shots/B0TEST0001.MAIN.png", 0), ("shots", 1)])
def test_closed_streams_change_no_status(
    shots: Path, closed: str, picture: str, status: int
) -> None:
    line = f"exec {shlex.join(IMGRULES)} check {picture} -r ./acme -f json=out.json -f text"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{line} {closed}"],
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, b"")
    assert json.loads(Path("out.json").read_bytes())["images"]
