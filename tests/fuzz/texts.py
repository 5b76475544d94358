"""Every file of text that imgrules reads: how it is read, and a sound one to spoil."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from imgrules import resources
from imgrules.config import load_config
from imgrules.engine.baseline_file import read_baseline, render
from imgrules.engine.rows import Rows
from imgrules.engine.run import run
from imgrules.feedback.mapping import load_mapping
from imgrules.fixes.services import load_profile
from imgrules.images.manifest import ManifestRow, read_manifest
from imgrules.model import Result
from imgrules.rulebook import yaml
from imgrules.rulebook.cases import read_cases
from imgrules.rulebook.load import load_file
from imgrules.rulebook.lock import lock_text, make_lock, read_lock
from imgrules.rulebook.waivers import load_waivers
from imgrules.stored import read_result
from tests.fuzz import writing

DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Kind:
    """A kind of file. ``sound`` gives the bytes of one that is read without complaint."""

    name: str
    ending: str
    read: Callable[[Path], Any]
    sound: Callable[[], bytes]
    write: Callable[[Any], str] | None = None
    """Writes what was read; None where the file's own data is written as JSON."""
    value: Callable[[Any], Any] = lambda read: read
    """The part of what was read that must be the same when it is read again."""
    line_by_line: bool = False
    """Each line is JSON of its own."""

    def tree(self) -> Any:
        """Return the sound file's data."""
        text = self.sound().decode()
        if self.line_by_line:
            return [json.loads(line) for line in text.splitlines()]
        return yaml.parse(text, label="sound").data if self.ending == ".yaml" else json.loads(text)


RULEBOOK = """
schema: 1
rulebook: house
edition: "2026-01-01"
title: House rules
sources:
  guide: {title: Guide, url: "https://example.com/guide", retrieved: "2026-01-01"}
roles:
  - {role: main, pattern: '^(?P<sku>[A-Z0-9]+)\\.MAIN'}
  - {role: secondary, pattern: '^(?P<sku>[A-Z0-9]+)\\.PT[0-9]{2}'}
unmatched: main
categories: [clothing, shoes]
regions: [us, de]
channels: [web]
rules:
  - id: long-enough
    title: At least 1000 px
    check: dimensions.long_edge
    params: {min_px: 1000}
    severity: error
    source: {ref: guide, clause: "2.1", quote: at least 1000 pixels}
    message: "{px} px, {min_px} needed"
    remedy: Export it larger.
    fix: {operation: size.enlarge, params: {}}
  - id: white
    title: White backdrop
    applies_to: [main]
    when: {category: [clothing], region: [us], exclude: {channel: [web]}}
    check: background.white
    severity: warning
    decides: assist
    basis: judgement
    enforce_from: "2027-01-01"
    source: {ref: guide}
    waivable: false
  - id: no-props
    title: No props
    decides: human
    severity: error
    source: {ref: guide}
  - id: enough
    title: Three pictures
    check: set.count
    params: {min: 3}
    scope: set
    severity: info
    source: {ref: guide}
"""

SETTINGS = """
schema: 1
check:
  rules: [amazon, ./house]
  paths: [photos]
  exclude: ["*.tmp"]
  manifest: photos.csv
  category: [clothing]
  region: us
  fail_on: warning
  fail_on_review: true
  formats: [text, "json=result.json"]
  waivers: imgrules-waivers.yaml
  max_waiver_days: 90
  overrides:
    - files: "jewellery/**"
      rules: {amazon/main-white: {severity: warning}}
fix:
  allow: [unsafe, canvas.pad]
  processors: {background.replace: [local]}
  background: {color: "#ffffff", shadow: soft}
  budget: {per_image: 2, per_run: 100.5}
  options: {local: {edge: 3}}
  services: [own.yaml]
"""

WAIVERS = """
schema: 1
waivers:
  - id: W-0001
    rule: amazon/main-white
    images: ["photos/*.jpg", "old/"]
    skus: [B0WATCH001]
    sha256: "0000000000000000000000000000000000000000000000000000000000000000"
    reason: Agreed with the marketplace.
    owner: photo-studio
    approved_by: catalogue-lead
    granted: "2026-11-01"
    expires: "2027-01-31"
"""

CASES = """
schema: 1
rulebook: house
defaults:
  picture: {canvas: [400, 400], subject: {shape: ring, fill: 0.8}}
  names: {main: X.MAIN}
  editions: ["2026-01-01"]
cases:
  - id: small
    why: Too small a picture.
    as_of: "2026-11-21"
    picture: {background: "#eeeeee", text: {text: SALE}, orientation: 6}
    role: main
    category: clothing
    expect: {long-enough: fail, white: {outcome: fail, region_overlaps: [0, 0, 9, 9]}}
  - id: two
    pictures: [{subject: {shape: box}}, {role: secondary, format: png, mode: palette}]
    expect: {enough: fail}
"""

MANIFEST = """path,role,sku,category,region,channel,shelf
a.jpg,main,B01,clothing|shoes,us,web,7
"b, c.jpg",secondary,B01,,,,"two
lines"
"""

MANIFEST_LINES = """{"path": "a.jpg", "role": "main", "sku": 7, "category": ["clothing", "shoes"]}
{"path": "b.jpg", "shelf": null, "price": 1.5, "new": true, "region": "us"}
"""

_HASH = "0" * 64
BASELINE = f"""{{"schema": 1, "known": [
  {{"rule": "amazon/main-white", "path": "a.jpg", "image": "{_HASH}", "rule_sha256": "{_HASH}",
   "severity": "error", "outcome": "fail", "first_seen": "2026-11-01"}}
]}}
"""


@cache
def real_result() -> Result:
    """Judge three pictures and their set: passing, failing, unreadable."""
    from tests.fuzz.seeds import small

    with TemporaryDirectory() as folder:
        book = Path(folder) / "house.yaml"
        book.write_text(RULEBOOK, encoding="utf-8")
        (Path(folder) / "a.png").write_bytes(small("png-rgb"))
        (Path(folder) / "b.jpg").write_bytes(small("jpeg")[:700])
        (Path(folder) / "c.jpg").write_bytes(small("jpeg"))
        return _judged(folder, book)


def _judged(folder: str, book: Path) -> Result:
    from imgrules.engine.prepare import prepare
    from imgrules.engine.vocabulary import Given

    rulebook = load_file(book, as_of=DAY)
    given = Given(role="main", categories=("clothing",), region="us")
    job = prepare([folder], [rulebook], as_of=DAY, given=given).job
    return run(job)


@cache
def _lock() -> bytes:
    with TemporaryDirectory() as folder:
        book = Path(folder) / "house.yaml"
        book.write_text(RULEBOOK, encoding="utf-8")
        return lock_text(make_lock({"./house.yaml": load_file(book, as_of=DAY)})).encode()


def _shipped(*steps: str) -> Callable[[], bytes]:
    return lambda: resources.rules_dir().joinpath(*steps).read_bytes()


def _manifest(path: Path) -> tuple[ManifestRow, ...]:
    Rows.read(path, [])  # looks for each row's file too
    return read_manifest(path)


def _service() -> bytes:
    import imgrules_processors

    folder = Path(imgrules_processors.__file__).parent
    return (folder / "services" / "pixelapi.yaml").read_bytes()


def _shelved(name: str, read: Callable[[Path], Any], sound: str | Callable[[], bytes]) -> Kind:
    """Make a kind whose content is a model in an attribute of what was read."""
    attribute = {"settings": "config", "cases": "content", "mapping": "file"}.get(name)

    def content(value: Any) -> Any:
        return getattr(value, attribute) if attribute else value

    bytes_of = sound.encode if isinstance(sound, str) else sound
    return Kind(name, ".yaml", read, bytes_of, lambda value: writing.model(content(value)), content)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "rulebook",
            ".yaml",
            lambda path: load_file(path, as_of=DAY),
            RULEBOOK.encode,
            None,
            writing.rules,
        ),
        _shelved("settings", load_config, SETTINGS),
        _shelved("cases", read_cases, CASES),
        _shelved(
            "mapping",
            lambda path: load_mapping(str(path)),
            _shipped("_feedback", "amazon-suppressed.yaml"),
        ),
        _shelved("service", load_profile, _service),
        Kind(
            "waivers",
            ".yaml",
            load_waivers,
            WAIVERS.encode,
            writing.waivers,
            writing.without_places,
        ),
        Kind("lock", ".yaml", read_lock, _lock, lock_text),
        Kind("baseline", ".json", read_baseline, BASELINE.encode, render),
        Kind(
            "result",
            ".json",
            read_result,
            lambda: writing.document(real_result()).encode(),
            writing.document,
        ),
        Kind(
            "result-lines",
            ".jsonl",
            read_result,
            lambda: writing.lines(real_result()).encode(),
            writing.lines,
            line_by_line=True,
        ),
        Kind(
            "manifest-lines",
            ".jsonl",
            _manifest,
            MANIFEST_LINES.encode,
            writing.manifest_lines,
            writing.without_places,
            line_by_line=True,
        ),
        Kind(
            "manifest",
            ".csv",
            _manifest,
            MANIFEST.encode,
            writing.manifest,
            writing.without_places,
        ),
    )
}
