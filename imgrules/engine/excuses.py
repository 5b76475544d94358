"""What may set findings aside in a run; doing it is in ``suppress``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from imgrules.rulebook.model import Rulebook

if TYPE_CHECKING:
    from imgrules.engine.baseline import Baseline
    from imgrules.engine.waive import Naming
    from imgrules.rulebook.waivers import Waivers


@dataclass(frozen=True)
class Excuses:
    """What may set findings aside in a run; None where there is no such file."""

    waivers: Waivers | None = None
    baseline: Baseline | None = None
    rules: Mapping[str, bool] = field(default_factory=dict)
    """Every rule of the rulebooks in full, and whether it can be waived: waivers that name another
    are told. Where left out, the rules that the result itself tells of."""

    def __bool__(self) -> bool:
        return self.waivers is not None or self.baseline is not None

    @cached_property
    def naming(self) -> Naming:
        """Which waivers name which pictures; built once, pictures are many."""
        from imgrules.engine.waive import Naming

        return Naming.of(self.waivers.entries if self.waivers is not None else ())


def rules_of(rulebooks: Sequence[Rulebook]) -> dict[str, bool]:
    """Return the rules of whole rulebooks in full, and whether each can be waived."""
    return {f"{book.name}/{rule.id}": rule.waivable for book in rulebooks for rule in book.rules}
