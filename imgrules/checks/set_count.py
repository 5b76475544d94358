from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import judge_bounds, require_any


class SetCount:
    """How many pictures a product has.

    What it measures: the pictures of one SKU, all of them or those in one role.

    How: by the roles and SKUs given in the manifest or read from file names. Only pictures of
    this run count.

    Parameters: ``role`` (all roles when left out), ``min`` and ``max``, both inclusive, at least
    one of them.

    Limits: pictures without a SKU belong to no set and are not counted.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "set.count"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.FILE
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Bounds of the number of pictures."""

        role: Annotated[
            str | None,
            Field(description="Count only pictures in this role."),
            ext.Directionless("other pictures are counted"),
        ] = None
        min: Annotated[
            int | None, Field(ge=0, description="Fewest pictures allowed."), ext.Stricter.UP
        ] = None
        max: Annotated[
            int | None, Field(ge=0, description="Most pictures allowed."), ext.Stricter.DOWN
        ] = None

        _any = require_any("min", "max")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        return ext.Measurement(self.name, self.version)

    def combine(self, members: Sequence[ext.Member]) -> ext.Measurement:
        roles = Counter(member.role for member in members)
        return ext.Measurement(
            self.name, self.version, {"total": len(members), "roles": dict(sorted(roles.items()))}
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        roles = measurement.values["roles"]
        counts = roles if isinstance(roles, dict) else {}
        total = measurement.number("total")
        found = total if params.role is None else counts.get(params.role, 0)
        count = int(found) if isinstance(found, int | float) else 0
        role = f" in role {params.role}" if params.role else ""
        judged = judge_bounds(count, low=params.min, high=params.max, unit=f"pictures{role}")
        pictures = "picture" if count == 1 else "pictures"
        return replace(judged, measured=f"{count} {pictures}{role}")
