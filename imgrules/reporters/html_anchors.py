"""Addresses within the page: every finding has one, and no two have the same."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from imgrules.document import finding_id
from imgrules.model import Finding, ImageResult, SetResult


class Anchors:
    """Gives out addresses; remembers what is on the page, for tables to link to."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()
        self.first: dict[str, str] = {}
        self.pictures: set[str] = set()
        """Paths of the pictures that are on the page."""

    def finding(self, subject: ImageResult | SetResult, finding: Finding) -> str:
        """Return the finding's name; one that is taken, by a copy of the file, gets a number."""
        name = finding_id(subject, finding)
        self._given[name] += 1
        count = self._given[name]
        address = name if count == 1 else f"{name}-{count}"
        self.first.setdefault(finding.full_id, address)
        return address

    def picture(self, path: str) -> str:
        """Return the address of a picture that is put on the page."""
        self.pictures.add(path)
        return picture_address(path)


def picture_address(path: str) -> str:
    """Return a picture's address: file names hold what addresses cannot."""
    return f"P-{sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"
