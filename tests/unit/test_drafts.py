from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from imgrules.reportfile import write_report
from tests.cli.test_process import environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals")

WRITER = """
import sys
from imgrules.reportfile import report_file
with report_file(__import__("pathlib").Path("r.json")) as file:
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """A process that is writing r.json, for more than a minute."""
    monkeypatch.chdir(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=environment(),
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        (draft,) = drafts()
        os.utime(draft, (1, 1))
        yield running
        running.kill()


def drafts() -> list[Path]:
    return sorted(Path().glob(".r.json.*"))


def test_what_a_killed_process_left_is_taken_away(writer: subprocess.Popen[str]) -> None:
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert len(drafts()) == 1
    write_report(Path("r.json"), "whole")
    assert drafts() == []
    assert Path("r.json").read_text(encoding="utf-8") == "whole"


def test_what_somebody_writes_is_left_alone(writer: subprocess.Popen[str]) -> None:
    write_report(Path("r.json"), "first")
    assert len(drafts()) == 1
    writer.communicate()
    assert writer.returncode == 0
    assert drafts() == []
    assert Path("r.json").read_text(encoding="utf-8") == ""


def test_other_files_and_young_drafts_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    others = [".r.json.tmp", ".r.json.x1.tmp", ".r.json.12", ".rr.json.12.tmp", "r.json.12.tmp"]
    for name in others:
        Path(name).touch()
        os.utime(name, (1, 1))
    Path(".r.json.7.tmp").touch()
    write_report(Path("r.json"), "")
    assert sorted(each.name for each in Path().iterdir()) == sorted(
        [*others, ".r.json.7.tmp", "r.json"]
    )
