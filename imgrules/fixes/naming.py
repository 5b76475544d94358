"""Where a result goes and what it is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath, PurePosixPath

from imgrules import plugins
from imgrules.images.magic import ALSO, EXTENSIONS
from imgrules.model import Measurement, Outcome
from imgrules.rulebook.model import Rule


def relative(path: Path, roots: Iterable[Path]) -> PurePosixPath:
    """Return a picture's place below the folder it was found in, or its bare name."""
    full = _normal(path)
    for root in roots:
        folder = _normal(root)
        if full != folder and full.is_relative_to(folder):
            return PurePosixPath(full.relative_to(folder).as_posix())
    return PurePosixPath(path.name)


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
    """Return the outputs that would overwrite each other, also where case is all that differs."""
    listed = list(outputs)
    counted = Counter(each.casefold() for each in listed)
    return frozenset(each for each in listed if counted[each.casefold()] > 1)
