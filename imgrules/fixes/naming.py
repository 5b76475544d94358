"""Where a result goes and what it is called."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath, PurePosixPath

from imgrules import plugins
from imgrules.images.magic import ALSO, EXTENSIONS
from imgrules.model import Measurement, Outcome
from imgrules.rulebook.model import Rule

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *", re.IGNORECASE)


def portable(name: PurePosixPath) -> PurePosixPath:
    """Return the name as every system can hold it: results are sent to people with Windows.

    What Windows forbids becomes an underscore: its signs, a dot or space at the end, the names of
    its devices (``CON``, ``LPT1``), whatever follows their first dot.
    """
    return PurePosixPath(*(_portable(part) for part in name.parts))


def _portable(part: str) -> str:
    shown = _FORBIDDEN.sub("_", part)
    bare = shown.rstrip(". ")
    shown = bare + "_" * (len(shown) - len(bare))
    stem, dot, rest = shown.partition(".")
    return f"{stem}_{dot}{rest}" if _RESERVED.fullmatch(stem) else shown


def relative(path: Path, roots: Iterable[Path]) -> PurePosixPath:
    """Return a picture's place below the folder it was found in, or its bare name.

    It is where a result goes, so it is a name that every system can hold.
    """
    full = _normal(path)
    for root in roots:
        folder = _normal(root)
        if full != folder and full.is_relative_to(folder):
            return portable(PurePosixPath(full.relative_to(folder).as_posix()))
    return portable(PurePosixPath(path.name))


def _normal(path: Path) -> Path:
    # Links are not followed: the tree the user sees is the one mirrored.
    return Path(os.path.normpath(path.absolute()))


def with_format(name: PurePosixPath, file_format: str) -> PurePosixPath:
    """Return the name with an extension that fits; one that does is left as it is spelt."""
    fitting = (*EXTENSIONS[file_format], *ALSO.get(file_format, ()))
    if name.suffix.removeprefix(".").lower() in fitting:
        return name
    kept = name.name if not _is_extension(name.suffix) else name.stem
    return name.with_name(f"{kept}.{EXTENSIONS[file_format][0]}")


def _is_extension(suffix: str) -> bool:
    """Whether a suffix names a format; ``.MAIN`` in B0ABCDEFGH.MAIN does not."""
    known = {ending for endings in EXTENSIONS.values() for ending in endings}
    return suffix.removeprefix(".").lower() in known


def refused_by(name: str, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Return the full ids of the rules on names that a name would fail."""
    found = []
    for full_id, rule in rules.items():
        if rule.check == "file.name" and rule.params is not None:
            check = plugins.load_check(rule.check)
            seen = Measurement(rule.check, check.version, {"name": PurePath(name).name})
            if check.judge(seen, rule.params).outcome is not Outcome.PASS:
                found.append(full_id)
    return tuple(found)


def collisions(outputs: Iterable[str]) -> frozenset[str]:
    """Return the outputs that would overwrite each other.

    Also where case, or how an accented letter is stored, is all that differs: Windows and macOS
    hold one such file.
    """
    listed = list(outputs)
    counted = Counter(map(folded, listed))
    return frozenset(each for each in listed if counted[folded(each)] > 1)


def folded(name: str) -> str:
    """Return what names that are one file to some system share."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
