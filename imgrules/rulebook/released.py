"""Released editions never change: their hashes are written down and compared.

The file is what ``sha256sum`` writes and checks: one line per edition, hash and path.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from imgrules.errors import RulebookError
from imgrules.rulebook.shelf import BUNDLED, Root, walk

RELEASED = "RELEASED.sha256"
_LINE = re.compile(r"(?P<hash>[0-9a-f]{64})  (?P<path>\S+)")


def verify_released(root: Path) -> tuple[str, ...]:
    """Return what is wrong with the released editions below ``root``; nothing when all is well."""
    messages = []
    for name, recorded in _read(root).items():
        path = root / name
        if not path.is_file():
            messages.append(f"{name} was released and is gone")
        elif _hash(path) != recorded:
            messages.append(f"{name} was released and has changed; a correction is a new edition")
    return tuple(messages)


def unreleased(root: Path) -> tuple[str, ...]:
    """Return the editions below ``root`` that are not written down yet."""
    return tuple(sorted(_editions(root) - _read(root).keys()))


def write_released(root: Path) -> tuple[str, ...]:
    """Write down the new editions and return them. Raises where a released one changed."""
    if messages := verify_released(root):
        raise RulebookError(
            "\n".join(messages), location=str(root / RELEASED), hint="restore the released file"
        )
    added = unreleased(root)
    recorded = _read(root) | {name: _hash(root / name) for name in added}
    lines = [f"{recorded[name]}  {name}\n" for name in sorted(recorded)]
    (root / RELEASED).write_text("".join(lines), encoding="utf-8", newline="\n")
    return added


def _editions(root: Path) -> set[str]:
    shelves = walk(Root(root, BUNDLED))
    return {
        edition.path.relative_to(root).as_posix()
        for shelved in shelves
        for edition in shelved.editions
    }


def _read(root: Path) -> dict[str, str]:
    path = root / RELEASED
    if not path.exists():
        return {}
    recorded = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not (found := _LINE.fullmatch(line)):
            raise RulebookError(
                "is not a hash, two spaces and a path", location=f"{path}:{number}:1"
            )
        recorded[found["path"]] = found["hash"]
    return recorded


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
