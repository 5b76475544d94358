"""One JSON object a line: each picture as soon as it is judged, the summary last.

Every line names its ``kind``: ``image``, ``set`` or ``summary``.
"""

from __future__ import annotations

import dataclasses

from imgrules.document import SCHEMA, dump, summary_data, to_data
from imgrules.model import ImageResult, Result
from imgrules.reporters import View

_WRITTEN_BEFORE = {"images", "sets"}


class JsonLines:
    """Together the lines hold what the JSON document holds."""

    def image(self, image: ImageResult) -> str:
        return _line("image", to_data(image))

    def end(self, result: Result, view: View) -> str:
        sets = "".join(_line("set", to_data(group)) for group in result.sets)
        rest = {
            field.name: to_data(getattr(result, field.name))
            for field in dataclasses.fields(result)
            if field.name not in _WRITTEN_BEFORE
        }
        last = {"schema": SCHEMA, **rest, "summary": summary_data(result)}
        return sets + _line("summary", last)


def _line(kind: str, data: dict[str, object]) -> str:
    return dump({"kind": kind, **data}, indent=None) + "\n"
