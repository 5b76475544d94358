"""Regular expressions that people write in files: whether they are any, and matching them safely.

A pattern such as ``(a+)+b`` tries every way to part a name, which takes longer than anybody waits.
Most patterns can be seen to be harmless; the others are matched by the package regex, which can be
told when to stop.
"""

from __future__ import annotations

import math
import re
import warnings
from typing import Protocol, Self, cast

from imgrules.errors import ImgrulesError

SECONDS = 2.0
"""Of the processor, after which a match is given up."""
_LONGEST = 255
"""Characters of a file's name on most disks."""
_HARMLESS = 10_000_000
"""Ways to try on such a name: fractions of a second at worst."""

_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""What stands for one character or place: an escape, a class."""
_OPENING = re.compile(r"\(\?(?:[:=!]|P<\w+>)")
_REPETITION = re.compile(r"[*+?]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\}")
_REPEATED_GROUP = re.compile(r"\)[*+{]")


class SlowPatternError(ImgrulesError):
    """A pattern took so long on a text that nobody knows whether it matches."""

    def at(self, where: str) -> Self:
        """Return the same error, saying where the pattern is written."""
        return type(self)(f"{where}: {self.message}", hint=self.hint)


class Match(Protocol):
    """What was found; of either package."""

    def groupdict(self) -> dict[str, str | None]: ...


class Bounded:
    """A pattern whose matching ends."""

    def __init__(self, pattern: str, *, whole: bool = False, ignore_case: bool = False) -> None:
        """``whole``: the pattern must match the text from its beginning to its end."""
        self.pattern = pattern
        self._whole = whole
        self._ignore_case = ignore_case
        self._quick = self._compiled() if is_harmless(pattern, whole=whole) else None

    def find(self, text: str) -> Match | None:
        """Return the first match. Raises SlowPatternError where none is found in time."""
        quick = self._quick
        if quick is None or len(text) > _LONGEST:
            return self._watched(text)
        return quick.fullmatch(text) if self._whole else quick.search(text)

    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE if self._ignore_case else 0)

    def _watched(self, text: str) -> Match | None:
        import regex  # most runs need it not

        compiled = regex.compile(self.pattern, regex.IGNORECASE if self._ignore_case else 0)
        look = compiled.fullmatch if self._whole else compiled.search
        try:
            return cast("Match | None", look(text, timeout=SECONDS))
        except TimeoutError:
            raise SlowPatternError(
                f"the pattern {self.pattern} takes more than {SECONDS:g} s on {text[:_LONGEST]}",
                hint="write it without repetitions inside repetitions, such as (a+)+ or (a|ab)*",
            ) from None


def is_harmless(pattern: str, *, whole: bool = False) -> bool:
    """Whether a pattern surely needs but a moment for any file's name."""
    return _ways(pattern, whole=whole) <= _HARMLESS


def _ways(pattern: str, *, whole: bool) -> float:
    """Return in how many ways a name can be tried at most; infinite where that is not seen."""
    plain = _OPENING.sub("(", _ATOM.sub("x", pattern))
    if "(?" in plain or _REPEATED_GROUP.search(plain):
        return math.inf
    starts = 1 if whole or plain.startswith("^") else _LONGEST
    return starts * math.prod(map(_lengths, _REPETITION.finditer(plain))) * _branches(plain)


def _lengths(repetition: re.Match[str]) -> int:
    """Return how many lengths a repetition can have."""
    if repetition[0] == "?":
        return 2
    least, most = repetition["least"], repetition["most"]
    if repetition[0] in "*+" or (repetition["comma"] and not most):
        return _LONGEST
    return max(1, int(most or least or 0) - int(least or 0) + 1)


def _branches(plain: str) -> int:
    """Return in how many ways one alternative can be chosen in each group."""
    ways, open_groups = 1, [1]
    for sign in plain:
        if sign == "(":
            open_groups.append(1)
        elif sign == "|":
            open_groups[-1] += 1
        elif sign == ")" and len(open_groups) > 1:
            ways *= open_groups.pop()
    return ways * math.prod(open_groups)


def pattern_flaw(pattern: str, *, whole: bool = False) -> str | None:
    """Say why a pattern cannot be used; None where it can. ``whole`` as for ``Bounded``.

    One that Python announces to read otherwise one day, such as ``[[a]``, is refused now.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, FutureWarning) as problem:
        return str(problem) or type(problem).__name__
    return None if is_harmless(pattern, whole=whole) else _flaw_if_watched(pattern)


def _flaw_if_watched(pattern: str) -> str | None:
    import regex

    try:
        regex.compile(pattern)
    except (regex.error, OverflowError, RecursionError) as problem:
        return str(problem) or type(problem).__name__
    return None
