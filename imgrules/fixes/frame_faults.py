"""Why there is no frame that satisfies all rules."""

from __future__ import annotations

from collections.abc import Iterable

from imgrules.fixes.model import Bound
from imgrules.processor import Declined


class NoFrame(Declined):
    """No frame satisfies the rules. ``rules`` are those in the way, none where it is the product.

    A processor's refusal of a kind: applying a plan, the picture goes to review with these words.
    """

    def __init__(self, message: str, rules: Iterable[Bound] = ()) -> None:
        super().__init__(message)
        self.rules = tuple(rules)


class ProductUnknown(NoFrame):
    """A rule is about the product, and nobody knows where it is."""


class NeedsLarger(NoFrame):
    """Only a larger picture would do. ``rule`` asks for the pixels.

    ``needed`` is how many the longer side of the product (of the picture, where the product is
    not known) must have, ``factor`` how much larger that is than today.
    """

    def __init__(
        self, message: str, rule: Bound, rules: Iterable[Bound], *, needed: int, factor: float
    ) -> None:
        super().__init__(message, rules)
        self.rule, self.needed, self.factor = rule, needed, factor


class Contradiction(NoFrame):
    """Rules that no picture of this product satisfies together."""
