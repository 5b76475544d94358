"""Answers from measurements made before: by the bytes, the check, its version and its options.

Thresholds, roles, waivers and the day are no part of what is kept: another rulebook, an edited
threshold or ``--as-of`` judge the kept measurements anew. A picture on which anything went wrong
is not kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from imgrules import plugins
from imgrules.document import speakable
from imgrules.engine.asking import Asking
from imgrules.engine.cache_rows import (
    FACTS,
    KeptBy,
    broken,
    kept_by_name,
    key_of,
    looks_at_the_name,
    pack,
    unpack,
)
from imgrules.engine.cache_store import CacheStore, Row, unpacked
from imgrules.engine.environment import environment
from imgrules.engine.job import Job, Picture
from imgrules.engine.measure import Measured, MeasureKey
from imgrules.engine.memo import Memo
from imgrules.engine.picture import Answer, Asked, judge_picture
from imgrules.engine.verdict import verdict
from imgrules.images.source import MAX_FILE_BYTES, open_regular
from imgrules.model import ImageResult, Measurement, StoredMeasurement

_SETTLED_NS: Final = 2_000_000_000
"""A file that changed later than this before the run may change again within one tick of its clock,
and show the same stamp."""
_AT_ONCE = 200
"""Pictures asked about together."""
_FRESH_AFTER = 2000
"""Pictures after which the memory of equal judgements starts anew, so that it stays flat."""


_Taken = tuple[Measurement, StoredMeasurement]
_Found = dict[MeasureKey, _Taken]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A measurement that rules ask for, and how rows name it."""

    key: MeasureKey
    kept_by: KeptBy
    name: str
    """In every row; empty where it goes by the file's name."""
    version: int
    """The check's."""
    equal: dict[str, _Taken]
    """Those that were met, by their text."""


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
        self._wanted_by: dict[int, list[_Wanted]] = {}
        self._trusted = trust_stamps_before
        self._environment = environment()
        self._answered = 0
        self._coming = iter(job.pictures)
        self._ahead: dict[str, tuple[str, str | None, str | None]] = {}
        """Of the pictures to come, by name: absolute path, stamp and hash."""
        self._believed: dict[str, tuple[str, str, str]] = {}
        """Of pictures that are measured: path, stamp and the hash remembered for them."""
        self._rows: dict[str, bytes] = {}
        self.hits = 0
        self._given: set[str] = set()
        self._renew()

    def answer(self, picture: Picture) -> Answer | None:
        """Return the picture's answer where everything that rules ask was measured before."""
        sha256 = self._sha256(picture)
        if sha256 is None:
            return None
        row = self._row(self._key(sha256))
        if row is None:
            return None
        asked = self._asking.of(picture)
        found = self._measured(row, picture.path.name, asked)
        if found is None:
            return None
        self._count()
        self._given.add(picture.name)
        return self._judged(picture, sha256, row, asked, found)

    def keep(self, picture: Picture, answer: Answer) -> None:
        """Remember what was measured on a picture, if nothing about it went wrong."""
        image, problems = answer
        self._check_belief(image)
        if image.path in self._given:
            self._given.remove(image.path)
            return
        if problems or image.sha256 is None or image.width is None or broken(image):
            return
        key = self._key(image.sha256)
        known = self._store.picture(key) or {}
        facts = {name: getattr(image, name) for name in FACTS}
        made = {
            **known.get("made", {}),
            **{kept_by_name(key_of(each))(picture.path.name): pack(each)
               for each in image.measurements},
        }  # fmt: skip
        self._store.keep(key, {**facts, "made": made})

    def _sha256(self, picture: Picture) -> str | None:
        if self._trusted is None:
            return _hash(picture.path)
        if picture.name not in self._ahead:
            self._look_ahead(picture, self._trusted)
        name, stamp, known = self._ahead.pop(picture.name)
        if known is not None and stamp is not None:
            self._believed[picture.name] = (name, stamp, known)
        elif (known := _hash(picture.path)) is not None and stamp is not None:
            self._store.keep_stamp(name, stamp, known)
        return known

    def _check_belief(self, image: ImageResult) -> None:
        """Correct the hash remembered for a file where reading it gave another."""
        path, stamp, known = self._believed.pop(image.path, ("", "", image.sha256))
        if image.sha256 is not None and known != image.sha256:
            self._store.keep_stamp(path, stamp, image.sha256)

    def _row(self, key: str) -> Row | None:
        content = self._rows.pop(key, None)
        return self._store.picture(key) if content is None else unpacked(content)

    def _look_ahead(self, picture: Picture, trusted: int) -> None:
        """Ask the store for the pictures after this one too: one question takes as long as many."""
        pictures = {each.name: each.path for each in (picture, *islice(self._coming, _AT_ONCE))}
        paths = {name: _absolute(path) for name, path in pictures.items()}
        stamps = {
            paths[name]: stamp
            for name, path in pictures.items()
            if (stamp := _stamp(path, trusted)) is not None
        }
        hashes = self._store.hashes(stamps)
        self._ahead = {
            name: (path, stamps.get(path), hashes.get(path)) for name, path in paths.items()
        }
        self._rows = self._store.contents([self._key(sha256) for sha256 in hashes.values()])

    def _key(self, sha256: str) -> str:
        return f"{sha256}.{self._environment}"

    def _measured(self, row: Row, name: str, asked: tuple[Asked, ...]) -> _Found | None:
        found: _Found = {}
        made = row["made"]
        for wanted in self._wanted(asked):
            text = made.get(wanted.name or wanted.kept_by(name))
            taken = (wanted.equal.get(text) or self._take(wanted, text)) if text else None
            if taken is None:
                return None
            found[wanted.key] = taken
        return found

    def _wanted(self, asked: tuple[Asked, ...]) -> list[_Wanted]:
        """Return what rules ask for, sorted; ``asked`` is one object for pictures alike."""
        if id(asked) not in self._wanted_by:
            keys = sorted({each.key for each in asked if each.key is not None})
            self._wanted_by[id(asked)] = [self._wanting(key) for key in keys]
        return self._wanted_by[id(asked)]

    def _wanting(self, key: MeasureKey) -> _Wanted:
        kept_by = kept_by_name(key)
        name = "" if looks_at_the_name(key.check) else kept_by("")
        version = plugins.load_check(key.check).version
        return _Wanted(key, kept_by, name, version, self._equal.setdefault(key, {}))

    def _take(self, wanted: _Wanted, text: str) -> _Taken | None:
        """Return a measurement, equal ones as one object: what was judged once stays judged."""
        made = unpack(wanted.key, text)
        if made.version != wanted.version:
            return None
        measurement = Measurement(made.check, made.version, made.values, made.regions)
        taken = wanted.equal[text] = (measurement, made)
        return taken

    def _judged(
        self,
        picture: Picture,
        sha256: str,
        row: Row,
        asked: Sequence[Asked],
        found: _Found,
    ) -> Answer:
        measured: dict[MeasureKey, Measured] = {key: taken for key, (taken, _) in found.items()}
        findings, problems = judge_picture(picture.name, asked, measured, self._judge)
        image = ImageResult(
            path=picture.name,
            sha256=sha256,
            **{name: row[name] for name in FACTS},
            sku=picture.sku,
            sku_given=picture.sku_given,
            roles=tuple(picture.roles[name] for name in sorted(picture.roles)),
            verdict=verdict(findings),
            measurements=tuple(made for _, made in found.values()),
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
        self._equal: dict[MeasureKey, dict[str, _Taken]] = {}
        self._wanted_by.clear()
        self._judge = Memo().judging(self._job.as_of)


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
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                return None
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
