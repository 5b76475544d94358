"""The kit must catch each breach of the contract; a kit that always agrees is worthless."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import ConfigDict

from imgrules import ext
from imgrules.testing import assert_processor_contract


class Darken:
    """A sound processor: a draft for one operation, a cut-out for another."""

    api: ClassVar[int] = ext.API
    name = "acme.darken"
    version = 1
    operations: tuple[str, ...] = ("color.convert", "background.replace")
    Options: ClassVar[type[ext.Options]] = ext.Options

    def offer(self, operation: str, facts: ext.Facts, params: Any) -> ext.Offer:
        self.known(operation)
        return ext.Offer(ext.Safety.UNSAFE, credits=2.0)

    def run(self, operation: str, draft: ext.Draft, params: Any, context: ext.Context) -> Any:
        self.known(operation)
        if operation == "color.convert":
            return draft.with_(samples=draft.samples // 2)
        return ext.Cutout((draft.samples[..., 0] < 128).astype(np.float32), 0.9)

    def known(self, operation: str) -> None:
        if operation not in self.operations:
            raise ext.Declined(f"does not do {operation}")


def broken(**changes: Any) -> Any:
    return type("Broken", (Darken,), changes)()


def test_a_sound_processor_keeps_the_contract() -> None:
    assert_processor_contract(Darken())


def test_a_draft_and_parameters_may_be_given() -> None:
    seen: list[Any] = []

    def run(self: Any, operation: str, draft: ext.Draft, params: Any, context: ext.Context) -> Any:
        self.known(operation)
        seen.append((draft.width, params))
        raise ext.Declined("not this one")

    small = ext.Draft(np.zeros((5, 7, 3), np.uint8))
    params = {"color.convert": {"to": "srgb"}}
    assert_processor_contract(broken(run=run), small, params=params)
    assert seen == [(7, {"to": "srgb"})] * 2 + [(7, {})] * 2


def running(made: Any) -> Any:
    def run(self: Any, operation: str, draft: ext.Draft, params: Any, context: ext.Context) -> Any:
        self.known(operation)
        return made(draft) if callable(made) else made

    return run


def cutting(**changes: Any) -> Any:
    sound = {"alpha": np.ones((160, 200), np.float32), "confidence": 0.5}
    only = ("background.replace",)
    return {"operations": only, "run": running(ext.Cutout(**{**sound, **changes}))}


class Loose(ext.Options):
    model_config = ConfigDict(extra="ignore")


_counter = itertools.count()


def scribbling(draft: ext.Draft) -> ext.Draft:
    draft.samples[0, 0] += 1
    return draft


def wandering(draft: ext.Draft) -> ext.Draft:
    return draft.with_(samples=np.full_like(draft.samples, next(_counter)))


def secretive(draft: ext.Draft) -> ext.Draft:
    return draft.with_(samples=draft.samples // 2, changed=False)


def everything(self: Any, operation: str, *_: Any) -> ext.Offer:
    return ext.Offer(ext.Safety.SAFE)


def silent(self: Any, *_: Any) -> ext.Offer:
    raise ext.Declined("")


def wavering(self: Any, operation: str, *_: Any) -> ext.Offer:
    self.known(operation)
    return ext.Offer(ext.Safety.SAFE, credits=next(_counter))


def refunding(self: Any, operation: str, *_: Any) -> ext.Offer:
    self.known(operation)
    return ext.Offer(ext.Safety.SAFE, credits=-1)


HALF = np.full((160, 200), np.nan, np.float32)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"api": 2}, "api must be 1"),
        ({"name": "Darken it"}, "is not a name"),
        ({"version": 0}, "version counts from 1"),
        ({"operations": ()}, "operations is empty"),
        ({"operations": ("background.remove",)}, "no such operation: background.remove"),
        ({"Options": dict}, "must derive from ext.Options"),
        ({"Options": Loose}, "Options loosens extra"),
        ({"offer": silent}, "declined without a reason"),
        ({"offer": wavering}, "offer of color.convert differs"),
        ({"offer": refunding}, "a price below nothing"),
        ({"offer": everything}, "is not declined when offered"),
        ({"run": running(None)}, "gives NoneType, not a draft"),
        ({"run": running(scribbling)}, "writes into the draft"),
        ({"run": running(wandering)}, "color.convert differs from one time"),
        ({"run": running(secretive)}, "does not mark it as changed"),
        ({"run": running(lambda draft: draft.with_(mode="L"))}, "L has 1 channels"),
        (
            {"run": running(lambda draft: draft.with_(samples=draft.samples[..., 0]))},
            "samples must",
        ),
        ({"run": running(lambda draft: draft.with_(alpha=draft.samples[:9, :, 0]))}, "alpha must"),
        (
            {"run": running(ext.Cutout(HALF, 1)), "operations": ("color.convert",)},
            "only background.replace cuts out",
        ),
        (cutting(alpha=np.ones((9, 9), np.float32)), "alpha must be float32, 160 × 200"),
        (cutting(alpha=np.ones((160, 200))), "alpha must be float32"),
        (cutting(alpha=HALF), "alpha must lie within 0 to 1"),
        (cutting(shadow=HALF * 2), "shadow must lie within"),
        (cutting(confidence=1.5), "confidence is 0 to 1"),
        (cutting(backdrop=np.zeros((160, 200), np.uint8)), "backdrop must be uint8"),
        (cutting(model={"name": "x", "sha256": ""}), "model lacks licence"),
    ],
)
def test_each_breach_is_caught(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_processor_contract(broken(**changes))


def test_running_what_it_does_not_know_is_caught() -> None:
    def run(self: Any, operation: str, draft: ext.Draft, *_: Any) -> Any:
        return draft

    with pytest.raises(AssertionError, match="is not declined when run"):
        assert_processor_contract(broken(run=run))


def test_a_processor_that_buys_needs_a_context() -> None:
    def run(self: Any, operation: str, draft: ext.Draft, params: Any, context: ext.Context) -> Any:
        context.till.open(processor=self.name, operation=operation, work="", params={}, credits=1.0)

    with pytest.raises(ext.Stopped, match="nothing is bought here"):
        assert_processor_contract(broken(run=run))
