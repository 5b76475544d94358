"""Fifty pictures, a paid service, and a kill in the middle: nothing is lost, nothing paid twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.unit.processors.http import fake_service
from tests.unit.processors.http.fake_service import KEY

PICTURES = 50
WORKERS = 4

RULEBOOK = """
schema: 1
rulebook: shop
edition: "2026-01-01"
title: Shop pictures
sources: {guide: {title: Guide, url: "https://shop.example/guide"}}
unmatched: main
rules:
  - id: white
    title: White backdrop
    check: background.white
    severity: error
    source: {ref: guide}
    fix: {operation: background.whiten}
"""

SERVICE = """
schema: 1
name: cutter
title: A cutting service
docs: https://cutter.example/docs
retrieved: "2026-11-01"
base_url: {url}
user_agent: imgrules-tests
key: {{env: CUTTER_KEY, header: Authorization, scheme: Bearer}}
limits: {{plans: {{test: 60000}}, plan: test}}
upload: {{max_bytes: 20000000, max_megapixels: 25, max_side: 8192}}
calls:
  cut-out:
    operation: background.replace
    gives: cutout
    path: /v1/image/remove-background
    picture: {{field: image, as: file, format: png}}
    reply: job
job:
  id_fields: [generation_id]
  path: /v1/image/{{id}}
  status_field: status
  done: [completed]
  failed: [failed]
  interval_s: 0.05
results: {{fields: [output_url], hosts: [127.0.0.1]}}
credits: {{fields: [credits_used]}}
prices:
  - {{since: "2026-01-01", source: "https://cutter.example", credits: {{cut-out: 10}}}}
"""

SETTINGS = """
schema: 1
fix:
  allow: [unsafe]
  processors: {background.replace: [cutter]}
  services: [cutter.yaml]
"""


@pytest.fixture
def place(tmp_path):
    """A project of fifty different pictures on teal, which only the service can cut out."""
    shots = tmp_path / "shots"
    shots.mkdir()
    for number in range(PICTURES):
        draw(number).save(shots / f"shot{number:02}.png")
    book = tmp_path / "shop" / "2026-01-01.yaml"
    book.parent.mkdir()
    book.write_text(RULEBOOK)
    (tmp_path / "imgrules.yaml").write_text(SETTINGS)
    return tmp_path


def draw(number: int) -> Image.Image:
    """A checked tile on a teal backdrop; no two are alike."""
    rng = np.random.default_rng(number)
    canvas = np.full((240, 240, 3), (40, 120, 120), np.uint8)
    tiles = rng.integers(150, 250, (7, 7, 3)).astype(np.uint8)
    canvas[50:190, 50:190] = np.kron(tiles, np.ones((20, 20, 1), np.uint8))
    return Image.fromarray(canvas)


@pytest.fixture
def service(place):
    """The service as a process of its own, which outlives what is killed."""
    port, charges = place / "port", place / "charges.json"
    command = [sys.executable, fake_service.__file__, str(port), str(charges)]
    process = subprocess.Popen([*command, "--polls", "2", "--pause", "0.02"])
    try:
        while not port.exists():
            assert process.poll() is None
            time.sleep(0.02)
        (place / "cutter.yaml").write_text(SERVICE.format(url=port.read_text()))
        yield charges
    finally:
        process.kill()
        process.wait()


def start(place: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "imgrules", "fix", "shots", "-r", "./shop", "--out", "ready",
               "--apply", "-j", str(WORKERS), "-f", "json", *more]  # fmt: skip
    return subprocess.Popen(
        command, cwd=place, text=True, start_new_session=True,
        env={**os.environ, "CUTTER_KEY": KEY, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def charged(charges: Path) -> dict[str, int]:
    return json.loads(charges.read_text()) if charges.exists() else {}


def kill_after(place: Path, charges: Path, count: int) -> None:
    process = start(place)
    while len(charged(charges)) < count:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_every_picture_ends_once_and_none_is_paid_twice(place, service):
    kill_after(place, service, 12)
    assert_whole(place)
    kill_after(place, service, 30)
    assert_whole(place)

    process = start(place)
    out, err = process.communicate(timeout=300)
    assert process.returncode in (0, 1), err
    images = json.loads(out)["images"]
    left = [image for image in images if image["ending"] == "review"]

    assert len(images) == PICTURES
    # A kill between sending and the answer leaves an outcome that nobody can know.
    assert len(left) <= 2 * WORKERS
    assert all("outcome is unknown" in " ".join(image["reasons"]) for image in left)
    assert_whole(place)
    assert len(list((place / "ready").iterdir())) == PICTURES - len(left)
    assert set(charged(service).values()) == {1}
    assert_nothing_more_happens(place, service)


def assert_whole(place: Path) -> None:
    """No file under its final name is half written."""
    for path in (place / "ready").glob("[!.]*"):
        with Image.open(path) as picture:
            picture.load()


def assert_nothing_more_happens(place: Path, charges: Path) -> None:
    before = charged(charges), {path: path.stat().st_mtime_ns for path in place.glob("ready/*")}
    out, _ = start(place).communicate(timeout=300)
    endings = {image["ending"] for image in json.loads(out)["images"]}
    after = charged(charges), {path: path.stat().st_mtime_ns for path in place.glob("ready/*")}
    assert endings <= {"done before", "review"}
    assert after == before
