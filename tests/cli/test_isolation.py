"""A worker killed from outside, in the middle of a thousand pictures, costs one of them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from imgrules.model import Verdict
from imgrules.stored import read_result
from tests.cli.conftest import draw
from tests.cli.test_process import IMGRULES, environment

PICTURES, SLOW = 1000, 500
"""How many there are, and which of them takes long enough to be struck."""


def name_of(number: int) -> str:
    return f"B0SHOP{number:04d}.MAIN.jpg"


@pytest.fixture
def many(place: Path) -> Path:
    folder = place / "shots"
    folder.mkdir()
    draw(folder / name_of(0), 120)
    for number in set(range(1, PICTURES)) - {SLOW}:
        os.link(folder / name_of(0), folder / name_of(number))
    noise = Image.effect_noise((5000, 5000), 60)
    noise.save(folder / name_of(SLOW), quality=95, progressive=True)
    return folder


def children(pid: int) -> list[int]:
    return [
        int(child)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]


def worker_of(pid: int) -> int:
    """Return the one process that was forked from the server of a run."""
    (worker,) = (each for server in children(pid) for each in children(server))
    return worker


@pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/children").exists(),
    reason="only Linux tells the children of a process",
)
def test_a_worker_killed_among_a_thousand_pictures_costs_one(many: Path) -> None:
    running = subprocess.Popen(
        [*IMGRULES, "check", "shots", "-r", "amazon", "--select", "background-white", "-j", "1",
         "--no-cache", "-f", "jsonl=r.jsonl", "-f", "jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert running.stdout is not None
    before = f'"shots/{name_of(SLOW - 1)}"'.encode()
    assert any(before in line for line in running.stdout)
    time.sleep(0.05)
    os.kill(worker_of(running.pid), signal.SIGKILL)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 2, said.decode()

    result = read_result(Path("r.jsonl"))
    counted = Counter(image.verdict for image in result.images)
    assert counted == {Verdict.PASS: PICTURES - 1, Verdict.UNCHECKED: 1}
    (lost,) = (image for image in result.images if image.verdict is Verdict.UNCHECKED)
    assert lost.path.endswith(name_of(SLOW))
    notes = {finding.note for finding in lost.findings}
    assert notes == {"judging this picture ended the worker process (signal 9)"}
    assert [(each.kind, each.path) for each in result.problems] == [("worker-lost", lost.path)]
