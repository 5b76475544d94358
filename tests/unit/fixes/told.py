"""A hand-made plan and its outcome that show every kind of thing once."""

from __future__ import annotations

from imgrules.fixes.model import (
    Candidate,
    Decision,
    Done,
    Ending,
    Fidelity,
    FixResult,
    ImageFix,
    ImagePlan,
    Plan,
    Step,
)
from imgrules.model import Region
from imgrules.processor import Safety

SAME = Fidelity(median=0.31, p95=1.42, damaged=0.0004, structure=0.987, pixels=90_000)
CUT = Step(
    "background.whiten",
    (
        Candidate("built-in", "background.whiten", Safety.SAFE),
        Candidate("local", "background.replace", Safety.UNSAFE),
        Candidate("pixelapi", "background.replace", Safety.UNSAFE, 2.0),
    ),
    reasons=("amazon/background-white",),
)
PAID = Step(
    "background.replace",
    (Candidate("pixelapi", "background.replace", Safety.UNSAFE, 2.0),),
    reasons=("amazon/background-white",),
    note="a cut-out",
)
CROP = Step(
    "canvas.crop",
    (Candidate("built-in", "canvas.crop", Safety.SAFE),),
    reasons=("amazon/product-fill-min",),
)
ENCODE = Step("file.encode", (Candidate("built-in", "file.encode", Safety.SAFE),))


def planned(path: str, decision: Decision, *steps: Step, **more: object) -> ImagePlan:
    return ImagePlan(
        path=path, source=f"/pictures/{path}", sha256="0" * 64, output=path, decision=decision,
        steps=steps, product=Region(10, 10, 80, 60), **more,  # type: ignore[arg-type]
    )  # fmt: skip


FAILING = ("amazon/background-white", "amazon/product-fill-min")


def plan(*images: ImagePlan) -> Plan:
    return Plan(
        version="0.1.0", as_of="2026-11-21", rulebooks=("amazon@2026-07-22",), images=images
    )


PLAN = plan(
    planned("shots/a.jpg", Decision.KEEP),
    planned("shots/b.jpg", Decision.FIX, CUT, CROP, ENCODE, failing=FAILING),
    planned("shots/c.jpg", Decision.FIX, CUT, CROP, ENCODE, failing=FAILING),
    planned(
        "shots/d.jpg", Decision.FIX, PAID, ENCODE, failing=FAILING[:1],
        reasons=("a person decides amazon/no-text: “SALE” read with 41 % certainty",),
    ),
    planned(
        "shots/e.jpg", Decision.REVIEW, failing=("amazon/longest-side-min",),
        reasons=("size.enlarge is only suggested: allow it with --allow size.enlarge",),
    ),
)  # fmt: skip

FIXES = (
    ImageFix("shots/a.jpg", Ending.KEPT, "/ready/shots/a.jpg", "0" * 64),
    ImageFix(
        "shots/b.jpg", Ending.FIXED, "/ready/shots/b.jpg", "1" * 64,
        (
            Done("background.whiten", "built-in", "the backdrop was 231 of 255"),
            Done("canvas.crop", "built-in", "to 900 × 900 px"),
            Done("file.encode", "built-in", "quality 92, 4:4:4"),
        ),
        ("a person decides amazon/no-text: “SALE” read with 41 % certainty",),
        SAME,
    ),
    ImageFix("shots/c.jpg", Ending.DONE_BEFORE, "/ready/shots/c.jpg", "2" * 64),
    ImageFix(
        "shots/d.jpg", Ending.REVIEW, steps=(Done("background.replace", "pixelapi", "", 2.0),),
        reasons=(
            "background.replace by pixelapi: would break amazon/longest-side-min: 480 px, "
            "required: at least 500 px",
        ),
        fidelity=Fidelity(0.4, 5.2, 0.031, 0.91, 80_000),
        rejected="/state/rejected/d.jpg", credits=2.0,
    ),
    ImageFix(
        "shots/e.jpg", Ending.REVIEW,
        reasons=("size.enlarge is only suggested: allow it with --allow size.enlarge",),
    ),
)  # fmt: skip
RESULT = FixResult(PLAN, FIXES, run="20261121-113000")
