"""Answers from measurements made before: by the bytes, the check, its version and its options.

Thresholds, roles, waivers and the day are no part of what is kept: another rulebook, an edited
threshold or ``--as-of`` judge the kept measurements anew. A picture on which anything went wrong
is not kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from imgrules import plugins
from imgrules.document import speakable, to_data
from imgrules.engine.asking import Asking
from imgrules.engine.cache_store import CacheStore, Row
from imgrules.engine.environment import environment
from imgrules.engine.job import Job, Picture
from imgrules.engine.measure import Measured, MeasureKey, stored
from imgrules.engine.memo import Memo
from imgrules.engine.picture import Answer, Asked, judge_picture
from imgrules.engine.recall import Pool
from imgrules.engine.verdict import verdict
from imgrules.ext import Need
from imgrules.images.source import MAX_FILE_BYTES
from imgrules.model import ImageResult, Measurement, Region, StoredMeasurement

_SETTLED_NS: Final = 2_000_000_000
"""A file that changed later than this before the run may change again within one tick of its clock,
and show the same stamp."""
_FRESH_AFTER = 2000
"""Pictures after which the memory of equal judgements starts anew, so that it stays flat."""


class Cache:
    """The measurements of earlier runs, for one job.

    ``trust_stamps_before``: nanoseconds since 1970; a file whose size, times and number are as
    remembered, and which changed no later than shortly before, is taken for unchanged without
    being read. None: every file is read and hashed.
    """

    def __init__(
        self, store: CacheStore, job: Job, *, trust_stamps_before: int | None = None
    ) -> None:
        self._store = store
        self._job = job
        self._asking = Asking(job.rulebooks)
        self._trusted = trust_stamps_before
        self._environment = environment()
        self._answered = 0
        self.hits = 0
        self._given: set[str] = set()
        self._renew()

    def answer(self, picture: Picture) -> Answer | None:
        """Return the picture's answer where everything that rules ask was measured before."""
        sha256 = self._sha256(picture.path)
        if sha256 is None:
            return None
        row = self._store.picture(self._key(sha256))
        if row is None:
            return None
        asked = self._asking.of(picture)
        measured = self._measured(row, picture.path.name, asked)
        if measured is None:
            return None
        self._count()
        self._given.add(picture.name)
        return self._judged(picture, sha256, row, asked, measured)

    def keep(self, picture: Picture, answer: Answer) -> None:
        """Remember what was measured on a picture, if nothing about it went wrong."""
        image, problems = answer
        if image.path in self._given:
            self._given.remove(image.path)
            return
        if problems or image.sha256 is None or image.width is None or _broken(image):
            return
        key = self._key(image.sha256)
        known = self._store.picture(key) or {}
        facts = {name: getattr(image, name) for name in _FACTS}
        made = {
            **known.get("made", {}),
            **{_name(_key_of(each), picture.path.name): _packed(each)
               for each in image.measurements},
        }  # fmt: skip
        self._store.keep(key, {**facts, "made": made})

    def _sha256(self, path: Path) -> str | None:
        stamp = None if self._trusted is None else _stamp(path, self._trusted)
        if stamp is None:
            return _hash(path)
        known = self._store.sha256(_absolute(path), stamp)
        if known is None and (known := _hash(path)) is not None:
            self._store.keep_stamp(_absolute(path), stamp, known)
        return known

    def _key(self, sha256: str) -> str:
        return f"{sha256}.{self._environment}"

    def _measured(
        self, row: Row, name: str, asked: Sequence[Asked]
    ) -> dict[MeasureKey, Measured] | None:
        made = row["made"]
        measured: dict[MeasureKey, Measured] = {}
        for key in {each.key for each in asked if each.key is not None}:
            packed = made.get(_name(key, name))
            taken = self._pool.take(_unpacked(key, packed)) if packed else None
            if not isinstance(taken, Measurement):
                return None
            measured[key] = taken
        return measured

    def _judged(
        self,
        picture: Picture,
        sha256: str,
        row: Row,
        asked: Sequence[Asked],
        measured: Mapping[MeasureKey, Measured],
    ) -> Answer:
        findings, problems = judge_picture(picture.name, asked, measured, self._judge)
        image = ImageResult(
            path=picture.name,
            sha256=sha256,
            **{name: row[name] for name in _FACTS},
            sku=picture.sku,
            sku_given=picture.sku_given,
            roles=tuple(picture.roles[name] for name in sorted(picture.roles)),
            verdict=verdict(findings),
            measurements=stored(measured),
            findings=tuple(findings),
            extra=dict(picture.extra),
            categories=picture.categories,
            region=picture.region,
            channel=picture.channel,
        )
        return image, problems

    def _count(self) -> None:
        self.hits += 1
        self._answered += 1
        if self._answered >= _FRESH_AFTER:
            self._renew()

    def _renew(self) -> None:
        self._answered = 0
        self._pool = Pool()
        self._judge = Memo().judging(self._job.as_of)


_FACTS = ("bytes", "format", "width", "height")


def _broken(image: ImageResult) -> bool:
    return any(finding.rulebook == "imgrules" for finding in image.findings) or any(
        finding.outcome == "unchecked" for finding in image.findings
    )


def _name(key: MeasureKey, file_name: str) -> str:
    """Return what a measurement is kept by; those that look at the file's name, by that too."""
    named = f" {file_name}" if _looks_at_the_name(key.check) else ""
    return f"{key.check} {_version(key.check)} {key.options}{named}"


@cache
def _looks_at_the_name(check: str) -> bool:
    # What a plug-in looks at nobody here knows.
    return plugins.load_check(check).needs is Need.FILE or bool(plugins.provenance("check", check))


@cache
def _version(check: str) -> str:
    return f"{plugins.load_check(check).version} {plugins.provenance('check', check)}".strip()


def _key_of(made: StoredMeasurement) -> MeasureKey:
    return MeasureKey(made.check, json.dumps(dict(made.options), sort_keys=True))


def _packed(made: StoredMeasurement) -> list[Any]:
    boxes = [
        [each.x, each.y, each.width, each.height, to_data(each.label)] for each in made.regions
    ]
    return [made.version, to_data(made.values), boxes]


def _unpacked(key: MeasureKey, packed: Sequence[Any]) -> StoredMeasurement:
    version, values, boxes = packed
    return StoredMeasurement(key.check, version, {}, values, tuple(Region(*box) for box in boxes))


def _absolute(path: Path) -> str:
    return speakable(str(path.absolute()))


def _stamp(path: Path, before: int) -> str | None:
    """Return what changes whenever the file does; None where that is not certain."""
    try:
        facts = path.stat()
    except OSError:
        return None
    if max(facts.st_mtime_ns, facts.st_ctime_ns) > before - _SETTLED_NS:
        return None
    numbers = (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino, facts.st_dev)
    return " ".join(map(str, numbers))


def _hash(path: Path) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
