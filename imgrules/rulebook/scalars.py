"""What a plain word in a rulebook means: YAML 1.2 core, less everything YAML 1.1 reads otherwise.

A word that two YAML versions, or two editors, read differently is refused with the spelling that
all of them agree on. Guessing would let ``1:1`` become 61 and Norway become false.
"""

from __future__ import annotations

import re

from imgrules.model import Scalar

_CONSTANTS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?[0-9]*\.[0-9]+|[-+]?[0-9]+\.")
_LONGEST = 100
"""Characters of a number; past about 300 none holds it, past 4,300 Python reads none at all."""
_QUOTE = 'quote it: "{}"'
_AMBIGUOUS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), what, hint)
    for pattern, what, hint in (
        (r"[-+]?[0-9][0-9_.]*(:[0-9][0-9_.]*)+", "a ratio or time", _QUOTE),
        (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?", "a date", _QUOTE),
        (r"(?i:y|n|yes|no|on|off)", "text or a yes/no", 'write true or false, or quote it: "{}"'),
        (r"[-+]?0[0-9_]+", "a number with a leading zero", 'drop the zero, or quote it: "{}"'),
        (r"[-+]?0[obx][0-9A-Fa-f_]+", "a number that is not decimal", _QUOTE),
        (r"[-+]?[0-9][0-9]*_[0-9_.]*", "a number with underscores", "write it without underscores"),
        (r"[-+]?[0-9.]+[eE][-+]?[0-9]+", "a number with an exponent", "write the number out"),
        (r"[-+]?\.(?i:inf|nan)", "not a number", "write a number"),
        (r"<<", "a merge key", "write the keys out; use extends to build on another file"),
        (r"=", "a value key", _QUOTE),
    )
)


class AmbiguousScalarError(ValueError):
    """A plain word that YAML 1.1 and 1.2 read differently."""

    def __init__(self, word: str, what: str, hint: str) -> None:
        super().__init__(f"unquoted {word} means different things to different programs ({what})")
        self.hint = hint.format(word)


def read_plain(word: str) -> Scalar:
    """Return the value of an unquoted word. Raises AmbiguousScalarError."""
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if len(word) > _LONGEST and (_INTEGER.fullmatch(word) or _FLOAT.fullmatch(word)):
        raise AmbiguousScalarError(f"{word[:20]}…", f"a number of {len(word)} signs", "quote it")
    if _INTEGER.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    for pattern, what, hint in _AMBIGUOUS:
        if pattern.fullmatch(word):
            raise AmbiguousScalarError(word, what, hint)
    return word
