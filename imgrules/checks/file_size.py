from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import judge_bounds, require_any
from imgrules.checks._words import say_bytes


class FileSize:
    """Size of the file.

    What it measures: bytes of the file as it lies on disk.

    How: counted.

    Parameters: ``min_bytes`` and ``max_bytes``, both inclusive; at least one.

    Limits: shops that say MB may mean 1,000,000 or 1,048,576 bytes; the rule states bytes.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "file.size"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.FILE
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Bounds; at least one."""

        min_bytes: Annotated[
            int | None, Field(ge=1, description="Fewest bytes."), ext.Stricter.UP
        ] = None
        max_bytes: Annotated[
            int | None, Field(ge=1, description="Most bytes."), ext.Stricter.DOWN
        ] = None

        _any = require_any("min_bytes", "max_bytes")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version, {"bytes": image.file.size})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        size = int(measurement.number("bytes"))
        judged = judge_bounds(size, low=params.min_bytes, high=params.max_bytes, unit="bytes")
        limits = [
            f"{word} {say_bytes(limit)}"
            for word, limit in (("at least", params.min_bytes), ("at most", params.max_bytes))
            if limit is not None
        ]
        return ext.Judgement(judged.outcome, say_bytes(size), " and ".join(limits))
