"""One JSON object a line: each picture as soon as it is judged, the summary last.

Every line names its ``kind``: ``rule`` before the first line that refers to it, ``image``, ``set``
or ``summary``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from imgrules.document import SCHEMA, Data, RuleTable, dump, summary_data, to_data
from imgrules.model import ImageResult, Result, SetResult
from imgrules.reporters import View

_WRITTEN_BEFORE = {"images", "sets"}


class JsonLines:
    """Together the lines hold what the JSON document holds."""

    def __init__(self) -> None:
        self._table = RuleTable()

    def image(self, image: ImageResult) -> str:
        return self._lines("image", image)

    def end(self, result: Result, view: View) -> str:
        return "".join(self.parts(result, view))

    def parts(self, result: Result, view: View) -> Iterator[str]:
        for group in result.sets:
            yield self._lines("set", group)
        rest = {
            field.name: to_data(getattr(result, field.name))
            for field in dataclasses.fields(result)
            if field.name not in _WRITTEN_BEFORE
        }
        last = {"schema": SCHEMA, **rest, "summary": summary_data(result)}
        yield _line("summary", last)

    def _lines(self, kind: str, holder: ImageResult | SetResult) -> str:
        known = set(self._table.rules)
        line = self._table.written(holder, kind=kind)
        new = [name for name in self._table.rules if name not in known]
        rules = "".join(
            _line("rule", {"id": name, "says": self._table.rules[name]}) for name in new
        )
        return f"{rules}{line}\n"


def _line(kind: str, data: Data) -> str:
    return dump({"kind": kind, **data}, indent=None) + "\n"
