"""The rule and the pictures that somebody typed, as the file of waivers names them."""

from __future__ import annotations

import glob
import hashlib
import os
from datetime import date
from pathlib import Path

from imgrules.cli.waivers.asking import Wish
from imgrules.cli.waivers.common import File, rules_known
from imgrules.document import speakable
from imgrules.engine.intake import shown
from imgrules.errors import UsageError
from imgrules.rulebook.names import suggest


def rule_meant(wish: Wish, file: File, day: date) -> str:
    """Return the rule in full. Raises UsageError for one that is unknown or cannot be waived."""
    asked = wish.rule or ""
    book, slash, short = asked.rpartition("/")
    known = rules_known({book} if slash else set(), wish.rules, file, day)
    full = asked if slash else _spelled_out(short, known)
    if full not in known:
        raise UsageError(f"there is no rule {full}", hint=_near(full, book, known))
    if not known[full]:
        raise UsageError(
            f"{full} cannot be waived",
            hint="its rulebook says so (waivable: false); mend the picture",
        )
    return full


def _spelled_out(short: str, known: dict[str, bool]) -> str:
    found = [full for full in known if full.rpartition("/")[2] == short]
    if len(found) > 1:
        raise UsageError(
            f"{short} is a rule of several rulebooks", hint=f"say {' or '.join(found)}"
        )
    return found[0] if found else short


def _near(full: str, book: str, known: dict[str, bool]) -> str:
    from imgrules.cli.books import available

    siblings = [rule for rule in known if rule.rpartition("/")[0] == book]
    if siblings or not book:
        return suggest(full, siblings or known, what="rules")
    return (
        f"name a rulebook of your own with -r PATH; {suggest(book, available(), what='installed')}"
    )


def pattern_for(path: str) -> str:
    """Return what the file is to say of a path: one that is there is meant as it is spelt."""
    if not path:
        raise UsageError("an empty path was given", hint="a shell variable may be unset")
    if os.path.lexists(path):
        name = shown(str(Path(path)))
        return _escaped(name) + ("/" if Path(path).is_dir() else "")
    if glob.has_magic(path) or path.endswith("/"):
        return path
    raise UsageError(f"{path}: no such file", hint="for files to come write a pattern, in quotes")


def _escaped(name: str) -> str:
    spoken = speakable(name)
    return glob.escape(spoken)


def pin_of(wish: Wish) -> str:
    files = [Path(path) for path in wish.images if Path(path).is_file()]
    if len(files) != 1 or len(wish.images) != 1 or wish.skus:
        raise UsageError("--pin is for one picture", hint="name one file, or leave --pin out")
    try:
        return hashlib.sha256(files[0].read_bytes()).hexdigest()
    except OSError as problem:
        raise UsageError(f"{files[0]}: {problem.strerror or problem}") from problem
