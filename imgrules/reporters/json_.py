"""The whole result as one JSON document (``result.v1.json``)."""

from __future__ import annotations

from imgrules.document import dump_result, result_data
from imgrules.model import ImageResult, Result
from imgrules.reporters import View


class Json:
    """Writes nothing until the end; the same result gives the same bytes."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        return dump_result(result_data(result))
