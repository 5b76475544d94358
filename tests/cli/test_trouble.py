"""Folders and disks as they really are: pipes, loops, files that go, no room left."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imgrules.stored import read_result
from tests.cli.conftest import draw
from tests.cli.test_process import IMGRULES, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")


def check(*options: str, **given: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*IMGRULES, "check", "shots", "-r", "./acme", "--no-cache", *options],
        capture_output=True,
        timeout=60,
        check=False,
        **{"env": environment(), **given},  # type: ignore[call-overload]
    )


def verdicts(file: str) -> dict[str, str]:
    return {image.path: image.verdict.value for image in read_result(Path(file)).images}


def test_what_is_no_file_is_told_and_never_waited_for(shots: Path) -> None:
    os.mkfifo(shots / "pipe.jpg")
    os.mkfifo(shots / "pipe")
    (shots / "loop.jpg").symlink_to("loop.jpg")
    (shots / "gone.jpg").symlink_to("nowhere.jpg")
    (shots / "again").symlink_to(".")
    (shots / "folder.jpg").mkdir()
    draw(shots / os.fsdecode(b"not\xffutf8.png"), 400)
    done = check("-f", "json=r.json")
    assert done.returncode == 1, done.stderr.decode()
    judged = verdicts("r.json")
    assert judged["shots/pipe.jpg"] == judged["shots/loop.jpg"] == "fail"
    assert judged["shots/gone.jpg"] == "fail"
    assert judged["shots/not\\xffutf8.png"] == "pass"
    assert len(judged) == 7


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_pictures_that_go_or_change_meanwhile_cost_only_themselves(shots: Path, jobs: str) -> None:
    for number in range(300):
        shutil.copy(shots / "B0TEST0001.MAIN.png", shots / f"copy{number:03}.png")
    running = subprocess.Popen(
        [*IMGRULES, "check", "shots", "-r", "./acme", "--no-cache", "-j", jobs, "-f", "jsonl"],
        stdout=subprocess.PIPE,
        env=environment(),
    )
    assert running.stdout is not None
    next(line for line in running.stdout if b'"kind": "image"' in line)
    for number in (297, 298, 299):
        (shots / f"copy{number}.png").unlink()
    os.mkfifo(shots / "copy299.png")
    (shots / "copy298.png").mkdir()
    lines = [json.loads(line) for line in running.stdout]
    assert running.wait(timeout=60) == 1
    running.stdout.close()
    found = {line["path"]: line["verdict"] for line in lines if line["kind"] == "image"}
    assert [found[f"shots/copy{number}.png"] for number in (296, 297, 298, 299)] == [
        "pass", "fail", "fail", "fail",
    ]  # fmt: skip
    assert lines[-1]["problems"] == []


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "html"])
def test_no_room_for_a_report_is_told_and_leaves_none(shots: Path, name: str) -> None:
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from imgrules.cli import app\n"
        "app(sys.argv[1:], prog_name='imgrules')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "shots", "-r", "./acme", "--no-cache", "-f",
         f"{name}=report"],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.decode() == "error: report: cannot be written: File too large\n"
    assert [path.name for path in Path().iterdir() if "report" in path.name] == []


def test_no_room_for_the_results_themselves_is_told(shots: Path) -> None:
    code = (
        "import resource, signal, sys\n"
        "from imgrules.engine import spool\n"
        "spool.IN_MEMORY = 0\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "from imgrules.cli import app\n"
        "app(sys.argv[1:], prog_name='imgrules')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "shots", "-r", "./acme", "--no-cache"],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"results cannot be put aside: File too large" in done.stderr
    assert b"TMPDIR" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="counts this process's descriptors")
def test_a_folder_of_many_files_needs_few_descriptors(shots: Path) -> None:
    for number in range(300):
        os.link(shots / "B0TEST0001.MAIN.png", shots / f"copy{number:03}.png")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    done = check("-f", "json=r.json", preexec_fn=limit)
    assert done.returncode == 1, done.stderr.decode()
    assert len(verdicts("r.json")) == 303


def test_a_temporary_folder_too_long_for_a_socket_does(shots: Path, tmp_path: Path) -> None:
    long = tmp_path / ("long" * 25)
    long.mkdir()
    done = check("-f", "json=r.json", env={**environment(), "TMPDIR": str(long)})
    assert done.returncode == 1, done.stderr.decode()
    assert set(verdicts("r.json").values()) == {"pass", "fail", "warn"}
    assert list(long.iterdir()) == []


@pytest.mark.parametrize("unmatched", ["main", "error"])
def test_a_pattern_that_never_ends_is_given_up(shots: Path, unmatched: str) -> None:
    book = next(Path("acme").glob("*.yaml"))
    slow = r"(\w|[a-z])*(\w+)+$"
    text = book.read_text(encoding="utf-8").replace("unmatched: main", f"unmatched: {unmatched}")
    text = text.replace("roles:\n", f"roles:\n  - {{role: main, pattern: '{slow}'}}\n")
    book.write_text(text, encoding="utf-8")
    draw(shots / f"{'a' * 60}!.jpg", 400)
    done = check("-f", "json=r.json")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert (
        f"error: {book.as_posix()}, roles: the pattern {slow} takes more than 2 s on aaaa" in said
    )
    assert "hint:  write it without repetitions inside repetitions" in said
    assert not Path("r.json").exists()
