"""A hand-made result that shows every kind of finding once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.model import (
    Basis,
    Decides,
    Finding,
    ImageResult,
    Notice,
    Outcome,
    Problem,
    Region,
    Result,
    RoleChoice,
    RulebookUsed,
    SetResult,
    Severity,
    Source,
    Status,
    Suppression,
    Verdict,
)

SOURCE = Source("tech", "Image requirements", "https://example.com/images", "3.2", "pure white")

WHITE = Finding(
    rulebook="amazon",
    edition="2026-07-22",
    rule="background-white",
    title="Background is pure white",
    outcome=Outcome.FAIL,
    severity=Severity.ERROR,
    check="background.white",
    measured="91.2 % white",
    required="100 % white",
    note="a grey gradient that darkens towards the bottom edge",
    remedy="Re-shoot on white, or remove the\nbackground.",
    regions=(Region(0, 1410, 2000, 590), Region(0, 0, 80, 80), Region(1900, 0, 100, 100)),
    source=SOURCE,
)
PIXELS = replace(
    WHITE,
    rule="zoom-size",
    title="Longest side at least 1600 px",
    severity=Severity.WARNING,
    check="dimensions.long_edge",
    measured="1200 px",
    required="at least 1600 px",
    note="",
    regions=(),
    remedy="Export larger.",
    basis=Basis.THIRD_PARTY,
)
TEXT = replace(
    WHITE,
    rule="no-text",
    title="No text on the background",
    outcome=Outcome.REVIEW,
    check="overlay.text",
    measured="“SALE” read with 41 % certainty",
    required="no text",
    note="",
    regions=(Region(1500, 100, 300, 80, "SALE"),),
    remedy="Remove the text.",
    decides=Decides.ASSIST,
)
UPCOMING = replace(
    PIXELS,
    rulebook="google",
    edition="2027-01-31",
    rule="min-size",
    title="At least 500 × 500 px",
    status=Status.UPCOMING,
    severity=Severity.ERROR,
    measured="400 px",
    required="at least 500 px",
    basis=Basis.OFFICIAL,
    enforce_from="2027-01-31",
)
UNCHECKED = replace(
    TEXT, rule="no-watermark", title="No watermark", outcome=Outcome.UNCHECKED,
    measured="", required="", note="the check crashed: ValueError: boom", regions=(), remedy="",
)  # fmt: skip
HUMAN = replace(
    WHITE,
    rule="right-product",
    title="The picture shows the product sold",
    outcome=Outcome.REVIEW,
    check="",
    checklist=True,
    measured="",
    required="",
    note="",
    regions=(),
    remedy="Compare with the listing.",
    decides=Decides.HUMAN,
)
PASSED = replace(
    WHITE, outcome=Outcome.PASS, measured="100 % white", note="", regions=(), remedy=""
)


def image(path: str, verdict: Verdict, *findings: Finding, **changes: object) -> ImageResult:
    made = ImageResult(
        path=path,
        sha256="0" * 64,
        bytes=1000,
        format="jpeg",
        width=2000,
        height=2000,
        sku=None,
        roles=(RoleChoice("amazon", "main", "x"),),
        verdict=verdict,
        measurements=(),
        findings=findings,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def result() -> Result:
    amazon = RulebookUsed(
        "amazon", "2026-07-22", "Amazon product images", "0" * 64, 34, ("swatch-size",)
    )
    google = RulebookUsed("google", "2026-04-14", "Google Merchant Center", "1" * 64, 12)
    return Result(
        version="0.1.0",
        as_of="2026-11-21",
        not_a_gate=False,
        rulebooks=(amazon, google),
        images=(
            image("shots/a.jpg", Verdict.PASS, PASSED, HUMAN),
            image(
                "shots/b.jpg", Verdict.FAIL, PASSED, PIXELS, TEXT, WHITE, HUMAN,
                replace(WHITE, rulebook="google"), UPCOMING,
                roles=(RoleChoice("amazon", "main", "x"), RoleChoice("google", "cover", "x")),
            ),
            image("shots/c.jpg", Verdict.UNCHECKED, UNCHECKED, width=None, height=None),
        ),
        sets=(
            SetResult(
                "amazon",
                "B0TEST0001",
                ("shots/a.jpg", "shots/b.jpg"),
                (
                    replace(
                        PIXELS,
                        rule="one-main",
                        title="Exactly one main picture",
                        severity=Severity.ERROR,
                        check="set.count",
                        measured="2",
                        required="1",
                        remedy="Keep one.",
                        basis=Basis.OFFICIAL,
                    ),
                ),
            ),
        ),
        problems=(
            Problem(
                "check-crashed",
                "overlay.watermark crashed: ValueError: boom",
                "in overlay.py, line 3",
                "shots/c.jpg",
                "amazon/no-watermark",
            ),
        ),
    )  # fmt: skip


WAIVED = replace(
    WHITE,
    rule="shadow",
    title="No shadow",
    status=Status.WAIVED,
    suppression=Suppression(
        "waiver", "W-0031", "Glass; case 4471", "photo-studio", "2026-03-04", "2026-12-01"
    ),
)
KNOWN = replace(
    WHITE,
    rule="dpi",
    title="72 dpi",
    status=Status.BASELINED,
    suppression=Suppression("baseline", since="2026-10-01"),
)


@pytest.fixture
def trusted(result: Result) -> Result:
    """The same result without the problem."""
    return replace(result, problems=())


@pytest.fixture
def excused(result: Result) -> Result:
    """The same result with a waived finding, a known one and a notice."""
    more = image("shots/d.jpg", Verdict.PASS, WAIVED, KNOWN, sku="B0TEST0004")
    notice = Notice("waiver-expired", "W-0007 ran out on 2026-11-01", "renew or remove it")
    return replace(result, images=(*result.images, more), notices=(notice,))


@pytest.fixture
def crowd(trusted: Result) -> Result:
    """The same result with 250 more pictures that fail alike."""
    pictures = (image(f"many/{n:03}.jpg", Verdict.FAIL, WHITE, PIXELS) for n in range(250))
    return replace(trusted, images=(*trusted.images, *pictures))
