"""What a stored result knows of a picture: what was measured, what could not be, what never was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from imgrules import plugins
from imgrules.engine.contain import Crashed
from imgrules.engine.judge import CRASHED, UNREADABLE
from imgrules.engine.measure import Measured, MeasureKey, Unmeasured, Unreadable
from imgrules.engine.picture import READABLE, Asked, cannot_be_read, says_unreadable
from imgrules.ext import Need
from imgrules.model import Finding, ImageResult, Measurement, Outcome, StoredMeasurement

_FINE = "whole"
_READS_PIXELS = {Need.PIXELS, Need.SUBJECT, Need.TEXT}
_ENGINE = "imgrules"


class Pool:
    """Equal measurements as one object, so that what is judged once need not be judged again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, str, tuple[object, ...]], Measurement] = {}
        self._versions: dict[str, int] = {}

    def take(self, made: StoredMeasurement) -> Measurement | Unmeasured:
        """Return the measurement; one by another version of its check is as good as none."""
        installed = self._version(made.check)
        if made.version != installed:
            return Unmeasured(
                f"the result holds it by version {made.version} of {made.check}, "
                f"version {installed} is installed"
            )
        key = (made.check, made.version, repr(made.values), made.regions)
        known = self._known.get(key)
        if known is None:
            known = Measurement(made.check, made.version, made.values, made.regions)
            self._known[key] = known
        return known

    def _version(self, check: str) -> int:
        if check not in self._versions:
            self._versions[check] = plugins.load_check(check).version
        return self._versions[check]


class Recall:
    """One picture's stored measurements, as measuring would return them."""

    def __init__(self, image: ImageResult, pool: Pool) -> None:
        self._image = image
        self._pool = pool
        self._stored = {_key(made): made for made in image.measurements}
        self._known: dict[MeasureKey, Measured] = {}

    def get(self, key: MeasureKey) -> Measured:
        """Return the measurement, or why there is none."""
        known = self._known.get(key)
        if known is None:
            made = self._stored.get(key)
            known = self._absent(key.check) if made is None else self._pool.take(made)
            self._known[key] = known
        return known

    def share(self, key: MeasureKey) -> Measurement | Unmeasured | None:
        """Return the picture's share in a set's measurement; None where it could not be read."""
        found = self.get(key)
        if isinstance(found, Measurement):
            return found
        if isinstance(found, Unmeasured) and not self._unreadable_for(key.check):
            return found
        return None

    def readable(self, findings: Sequence[Finding], asked: Sequence[Asked]) -> list[Finding]:
        """Return the engine's own finding on a file that cannot be read, where it is due."""
        failure = self._failure()
        if failure is None or says_unreadable(findings):
            return []
        # A file whose header can be read is only known to be broken once pixels are asked for.
        looked = self._image.width is None or any(
            each.key is not None and _reads_pixels(each.key.check) for each in asked
        )
        return [failure] if looked else []

    def _absent(self, check: str) -> Measured:
        """Tell what could not be measured from what nobody asked for."""
        note = _unchecked_notes(self._image).get(check, "")
        if note.startswith(UNREADABLE):
            return Unreadable("", note.removeprefix(UNREADABLE))
        if note.startswith(CRASHED):
            return Crashed(note.removeprefix(CRASHED))
        return Unmeasured(f"the result does not hold {check} of this picture")

    def _unreadable_for(self, check: str) -> bool:
        """Whether the file is known to be unreadable as far as the check looks into it."""
        if self._failure() is None:
            return False
        return self._image.width is None or _reads_pixels(check)

    def _failure(self) -> Finding | None:
        for finding in self._image.findings:
            if finding.rule == READABLE and finding.rulebook == _ENGINE:
                return finding
        whole = self._stored.get(MeasureKey("file.complete"))
        if whole is None or whole.values["state"] == _FINE:
            return None
        return cannot_be_read(str(whole.values["state"]), str(whole.values["detail"]))


def _unchecked_notes(image: ImageResult) -> Mapping[str, str]:
    return {
        finding.check: finding.note
        for finding in image.findings
        if finding.outcome is Outcome.UNCHECKED
    }


def _reads_pixels(check: str) -> bool:
    return plugins.load_check(check).needs in _READS_PIXELS


def _key(made: StoredMeasurement) -> MeasureKey:
    options = json.dumps(dict(made.options), sort_keys=True) if made.options else "{}"
    return MeasureKey(made.check, options)
