"""The whole result as one JSON document (``result.v1.json``)."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.document import written_result
from imgrules.model import ImageResult, Result
from imgrules.reporters import View


class Json:
    """Writes nothing until the end; the same result gives the same bytes."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        return "".join(self.parts(result, view))

    def parts(self, result: Result, view: View) -> Iterator[str]:
        return written_result(result)
