"""Writing into a file of waivers that people write too: all else in it stays as it is.

Entries are added and cut out as lines of text. What comes out is read again and has to say exactly
what was meant; a file laid out so that this fails is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, cast

import yaml as pyyaml

from imgrules.errors import RulebookError
from imgrules.model import Value
from imgrules.rulebook import yaml
from imgrules.rulebook.waivers import waivers_of

_HEAD = """\
# Exceptions from image rules: who answers for them, why, and until when.
# They change the exit status of imgrules check; what they excuse is reported all the same.
schema: 1
waivers: []
"""
_KEY = "waivers"
_INDENT = 2

Entry = Mapping[str, Value]


def added(text: str | None, entry: Entry, *, label: str) -> str:
    """Return the file with an entry more; ``text`` None: a new file.

    Raises RulebookError where it is laid out so that nothing can be added safely.
    """
    file = _File(_HEAD if text is None else text, label)
    new = file.with_entry(entry)
    return file.checked(new, [*file.entries, dict(entry)], "write the entry into it by hand")


def without(text: str, ids: Collection[str], *, label: str) -> str:
    """Return the file without some entries and the comments right above them.

    Raises RulebookError where it is laid out so that they cannot be cut out safely.
    """
    file = _File(text, label)
    gone = [at for at, each in enumerate(file.entries) if each.get("id") in ids]
    kept = [each for at, each in enumerate(file.entries) if at not in gone]
    by_hand = f"take {', '.join(sorted(ids))} out by hand"
    return file.checked(file.without(gone), kept, by_hand)


class _File:
    """The text of a file, and where in it the entries stand."""

    def __init__(self, text: str, label: str) -> None:
        self.document = yaml.parse(text.removeprefix("\ufeff"), label=label)
        waivers_of(self.document)
        self.label = label
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.lines = text.splitlines(keepends=True)
        top = cast("pyyaml.MappingNode", pyyaml.compose(text, Loader=pyyaml.SafeLoader))
        self.list: pyyaml.SequenceNode = next(
            value for key, value in top.value if key.value == _KEY
        )

    @property
    def entries(self) -> list[dict[str, Any]]:
        return list(cast("Any", self.document.data)[_KEY])

    def with_entry(self, entry: Entry) -> str:
        lines = list(self.lines)
        if self.list.value:
            at = _last_line(self.list.value[-1])
            indent = len(lines[self._first(0)]) - len(lines[self._first(0)].lstrip())
        else:
            at, indent = self.list.end_mark.line, _INDENT
            start, end = self.list.start_mark, self.list.end_mark
            if start.line == at:
                line = lines[at][: start.column].rstrip() + lines[at][end.column :]
                lines[at] = line.rstrip() + self.newline
        if not lines[at].endswith(("\n", "\r")):
            lines[at] += self.newline
        written = [f"{' ' * indent}{line}{self.newline}" for line in _rendered(entry)]
        return "".join([*lines[: at + 1], *written, *lines[at + 1 :]])

    def without(self, gone: Collection[int]) -> str:
        lines = list(self.lines)
        items = self.list.value
        for at in sorted(gone, reverse=True):
            last = at + 1 == len(items)
            stop = _last_line(items[at]) + 1 if last else self._with_comment(at + 1)
            del lines[self._with_comment(at) : stop]
        if len(gone) == len(items):
            lines = [re.sub(rf"^{_KEY}\s*:", f"{_KEY}: []", line) for line in lines]
        return "".join(lines)

    def _first(self, at: int) -> int:
        return int(self.list.value[at].start_mark.line)

    def _with_comment(self, at: int) -> int:
        """Return the line in which an entry begins, or the comment right above it."""
        line = self._first(at)
        while line and self.lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return line

    def checked(self, new: str, wanted: list[Any], by_hand: str) -> str:
        """Return the new text if it says what is wanted, and all else as before."""
        refusal = RulebookError(
            "is laid out so that it cannot be edited safely; nothing was changed",
            location=self.document.where((_KEY,)),
            hint=by_hand,
        )
        try:
            document = yaml.parse(new.removeprefix("\ufeff"), label=self.label)
        except RulebookError as problem:
            raise refusal from problem
        if document.data != {**cast("Any", self.document.data), _KEY: wanted}:
            raise refusal
        waivers_of(document)
        return new


def _last_line(node: pyyaml.Node) -> int:
    """Return the last line of a value; where blocks end, the parser has read on to what follows."""
    if isinstance(node, pyyaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    end = node.end_mark
    return int(end.line if end.column else end.line - 1)


class _Dumper(pyyaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key, as people write them."""
        super().increase_indent(flow, False)


def _rendered(entry: Entry) -> list[str]:
    # Marks that turn text around, and breaks that are no line ends, are written as escapes.
    plain = all(str(part).isprintable() for part in entry.values())
    return pyyaml.dump(
        [dict(entry)], Dumper=_Dumper, sort_keys=False, allow_unicode=plain, width=10_000,
        default_flow_style=False,
    ).splitlines()  # fmt: skip
