"""What a stored result knows of a picture: what was measured, what could not be, what never was."""

from __future__ import annotations

import json
from collections.abc import Mapping

from imgrules import plugins
from imgrules.engine.contain import Crashed
from imgrules.engine.judge import CRASHED, UNREADABLE
from imgrules.engine.measure import Measured, MeasureKey, Unmeasured, Unreadable
from imgrules.engine.picture import READABLE, Asked, cannot_be_read, says_unreadable
from imgrules.ext import Need
from imgrules.model import Finding, ImageResult, Measurement, Outcome, StoredMeasurement

_FINE = "whole"
_READS_PIXELS = {Need.PIXELS, Need.SUBJECT, Need.TEXT}


class Recall:
    """One picture's stored measurements, as measuring would return them."""

    def __init__(self, image: ImageResult) -> None:
        self._image = image
        self._stored = {_key(made): made for made in image.measurements}
        self._failed: Mapping[str, str] | None = None

    def get(self, key: MeasureKey) -> Measured:
        """Return the measurement, or why there is none."""
        made = self._stored.get(key)
        if made is None:
            return self._absent(key.check)
        installed = plugins.load_check(key.check).version
        if made.version != installed:
            return Unmeasured(
                f"the result holds it by version {made.version} of {key.check}, "
                f"version {installed} is installed"
            )
        return Measurement(made.check, made.version, made.values, made.regions)

    def share(self, key: MeasureKey) -> Measurement | Unmeasured | None:
        """Return the picture's share in a set's measurement; None where it could not be read."""
        found = self.get(key)
        if isinstance(found, Measurement):
            return found
        if isinstance(found, Unmeasured) and not self._unreadable_for(key.check):
            return found
        return None

    def _absent(self, check: str) -> Measured:
        """Tell what could not be measured from what nobody asked for."""
        if self._failed is None:
            self._failed = {
                finding.check: finding.note
                for finding in self._image.findings
                if finding.outcome is Outcome.UNCHECKED
            }
        note = self._failed.get(check, "")
        if note.startswith(UNREADABLE):
            return Unreadable("", note.removeprefix(UNREADABLE))
        if note.startswith(CRASHED):
            return Crashed(note.removeprefix(CRASHED))
        return Unmeasured(f"the result does not hold {check} of this picture")

    def _unreadable_for(self, check: str) -> bool:
        """Whether the file is known to be unreadable as far as the check looks into it."""
        failure = self._failure()
        return failure is not None and (
            self._image.width is None or plugins.load_check(check).needs in _READS_PIXELS
        )

    def readable(self, findings: list[Finding], asked: tuple[Asked, ...]) -> list[Finding]:
        """Return the engine's own finding on a file that cannot be read, where it is due."""
        failure = self._failure()
        if failure is None or says_unreadable(findings):
            return []
        # A file whose header can be read is only known to be broken once pixels are asked for.
        looked = self._image.width is None or any(
            each.key is not None and plugins.load_check(each.key.check).needs in _READS_PIXELS
            for each in asked
        )
        return [failure] if looked else []

    def _failure(self) -> Finding | None:
        for finding in self._image.findings:
            if finding.rule == READABLE and not finding.check:
                return finding
        whole = self._stored.get(MeasureKey("file.complete"))
        if whole is None or whole.values["state"] == _FINE:
            return None
        return cannot_be_read(str(whole.values["state"]), str(whole.values["detail"]))


def _key(made: StoredMeasurement) -> MeasureKey:
    options = json.dumps(dict(made.options), sort_keys=True) if made.options else "{}"
    return MeasureKey(made.check, options)
