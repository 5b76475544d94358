"""A project with pictures, and a copy of the product as a user's tool would fetch it."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[2]
FETCHED = (
    "imgrules", "processors", "rules", "action.yml", ".pre-commit-hooks.yaml", "pyproject.toml",
    "hatch_build.py", "constraints.txt", "README.md", "LICENSE",
)  # fmt: skip

RULEBOOK = """\
schema: 1
rulebook: acme
edition: "2026-01-01"
title: Acme shop pictures
sources: {house: {title: "Acme house style"}}
roles:
  - {role: main, pattern: '^(?P<sku>[A-Z]+)\\.MAIN\\.'}
unmatched: main
rules:
  - id: longest-side
    title: Longest side at least 100 px
    check: dimensions.long_edge
    params: {min_px: 100}
    severity: error
    source: {ref: house}
  - id: two-pictures
    title: At least two pictures
    check: set.count
    scope: set
    params: {min: 2}
    severity: error
    source: {ref: house}
"""


def draw(path: Path, side: int) -> None:
    picture = Image.new("RGB", (side, side), "white")
    ImageDraw.Draw(picture).rectangle((side // 4, side // 4, side // 2, side // 2), fill="#8a2f2f")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)


def offline() -> dict[str, str]:
    """Let pip build and install a checkout without an index: its needs are found where we are."""
    places = [*site.getsitepackages(), os.environ.get("PYTHONPATH", "")]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join(place for place in places if place),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "OMP_NUM_THREADS": "1",
    }


def call(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def stand_in(folder: Path, name: str) -> Path:
    """Make a command that writes its arguments, one a line, to a file beside it, and return it."""
    folder.mkdir(exist_ok=True)
    script = folder / name
    script.write_text('#!/bin/sh\nfor each in "$@"; do echo "$each"; done > "$0.said"\n')
    script.chmod(0o755)
    return script


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a user's tool fetches: the product's own files, committed."""
    folder = tmp_path_factory.mktemp("product")
    for name in FETCHED:
        source = ROOT / name
        if source.is_dir():
            litter = shutil.ignore_patterns("__pycache__", ".*_cache", "*.so")
            shutil.copytree(source, folder / name, ignore=litter)
        else:
            shutil.copy(source, folder / name)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    who = ("-c", "user.name=imgrules", "-c", "user.email=imgrules@example.org")
    for arguments in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "all")):
        subprocess.run(("git", *arguments), cwd=folder, check=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project: a rulebook, one good picture, one that is too small."""
    folder = tmp_path / "project"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "2026-01-01.yaml").write_text(RULEBOOK, encoding="utf-8")
    draw(folder / "shots" / "GOOD.MAIN.png", 200)
    draw(folder / "shots" / "SMALL.MAIN.png", 60)
    commit(folder)
    return folder
