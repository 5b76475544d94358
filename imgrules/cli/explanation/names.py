"""What a name to be explained looks like."""

from __future__ import annotations

import re

_FINDING = re.compile(r"[Ff]-[0-9A-Fa-f]+")


def is_finding(name: str) -> bool:
    """Whether the name is that of a finding in a stored result, such as ``F-7b58f71527c2``."""
    return _FINDING.fullmatch(name) is not None
