"""Text for a terminal: safe, in the characters it can show, wrapped and coloured."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

STYLES = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34",
    "magenta": "35", "cyan": "36",
}  # fmt: skip

_ASCII = str.maketrans({
    "✓": "+", "✗": "x", "◷": "~", "·": "-", "–": "-", "—": "-", "→": "->", "…": "...",
    "×": "x", "≥": ">=", "≤": "<=", "Δ": "delta ", "±": "+/-", "“": '"', "”": '"', "’": "'",
    "‘": "'", "°": " deg", "§": "section ", "\u202f": " ", "−": "-",
})  # fmt: skip

_CI_COMMAND = re.compile(r"##(?=\w*\[)")

NO_BREAK = "\u00a0"
_JOINERS = "\u200c\u200d"


def safe(text: str) -> str:
    r"""Return the text with everything invisible or commanding written out.

    A file's name may hold a newline, an escape sequence or a mark that turns the writing round;
    none of them may reach a terminal. Bytes that are no UTF-8 show as ``\xNN``.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_safe, text))


def harmless(line: str) -> str:
    r"""Return a line of output so that no CI system takes it for a command.

    GitHub Actions obeys a line that begins with ``::`` and what follows ``##[``, Azure Pipelines
    ``##vso[``, TeamCity ``##teamcity[``; a file's name may hold any of them.
    """
    line = _CI_COMMAND.sub(r"\\x23#", line)
    start = len(line) - len(line.lstrip())
    return f"{line[:start]}\\x3a{line[start + 1 :]}" if line.startswith("::", start) else line


def prose(text: str) -> str:
    """Return the text on one line: rulebooks may fold theirs over several."""
    return re.sub("[ \\t\\r\\n]+", " ", text).strip(" ")


def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs" and 0xDC80 <= ord(character) <= 0xDCFF:
        return f"\\x{ord(character) - 0xDC00:02x}"
    if category in {"Cc", "Cs", "Zl", "Zp", "Cn", "Co"} or (
        category == "Cf" and character not in _JOINERS
    ):
        return character.encode("unicode_escape").decode("ascii")
    return character


@dataclass(frozen=True, slots=True)
class Ink:
    """Writes for one terminal."""

    width: int = 80
    colour: bool = False
    unicode: bool = True

    def plain(self, text: str) -> str:
        """Return the text safe and in characters the terminal has."""
        shown = safe(text)
        return shown if self.unicode else shown.translate(_ASCII)

    def paint(self, text: str, *styles: str) -> str:
        """Return the text in a style, or as it is where colour is off."""
        if not self.colour or not styles or not text:
            return text
        codes = ";".join(STYLES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def block(
        self, text: str, *styles: str, indent: int = 0, first: str = "", hang: int = 0
    ) -> list[str]:
        """Wrap the text: ``first`` stands before the first line, ``indent`` before the others.

        A no-break space holds words together and is written as a space.
        """
        wrapped = wrap(self.plain(text), self.width - indent, hang=hang)
        lines = [line.replace(NO_BREAK, " ") for line in wrapped]
        head = first or " " * indent
        return [
            (head if at == 0 else " " * (indent + hang)) + self.paint(line, *styles)
            for at, line in enumerate(lines)
        ]


def wrap(text: str, width: int, *, hang: int = 0) -> list[str]:
    """Break the text at spaces; a word wider than a line is cut, never lost."""
    lines: list[str] = []
    line = ""
    room = max(width, 20)
    for word in text.split(" "):
        trial = f"{line} {word}" if line else word
        if cells(trial) <= room:
            line = trial
            continue
        if line:
            lines.append(line)
            room = max(width - hang, 20)
        *whole, line = _cut(word, room)
        lines.extend(whole)
    return [*lines, line]


def _cut(word: str, room: int) -> list[str]:
    pieces = [""]
    for character in word:
        if cells(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def cells(text: str) -> int:
    """Return how many columns the text takes; Chinese, Japanese and Korean signs take two."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.combining(character) or character in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
