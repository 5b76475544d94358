from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.config import Fix
from imgrules.fixes.constraints import gather
from imgrules.fixes.wishes import FRAME, Wishes, border, wishes
from imgrules.model import Outcome, Status
from tests.unit.fixes.seen import TODAY, Seen, book, look

GOOD = Seen()


def wished(seen: Seen, *names: str, fix: Fix | None = None, **changes: object) -> Wishes:
    books = [book(name) for name in names or ("amazon",)]
    image, _ = look(seen, books)
    if changes:
        findings = tuple(replace(each, **changes) for each in image.findings)  # type: ignore[arg-type]
        image = replace(image, findings=findings)
    rules = gather([(each, each.rules) for each in books], TODAY).rules
    return wishes(image, rules, fix or Fix())


def asked(found: Wishes) -> dict[str, str]:
    return {wish.rule.partition("/")[2]: wish.operation for wish in found.wanted}


def test_what_passes_asks_for_nothing():
    assert wished(GOOD) == Wishes()


@pytest.mark.parametrize(
    ("seen", "names", "expected"),
    [
        (replace(GOOD, fails=("background.white",)), ("amazon",),
         {"background-white": "background.whiten"}),
        (replace(GOOD, fails=("background.shadow", "background.residue")), ("amazon",),
         {"shadow-minimal": "background.whiten", "no-cutout-residue": "background.whiten"}),
        (replace(GOOD, orientation=6), ("amazon",), {"orientation-baked": "orientation.bake"}),
        (replace(GOOD, profile="adobe-rgb"), ("amazon",),
         {"colour-profile-srgb": "color.convert"}),
        (replace(GOOD, mode="cmyk", profile="cmyk"), ("amazon",),
         {"colour-mode-preferred": "color.convert"}),
        (replace(GOOD, name="a.png"), ("amazon",),
         {"extension-matches-content": "file.encode"}),
        (replace(GOOD, bytes=20_000), ("bol",), {"file-size-min": "file.encode"}),
        (replace(GOOD, bytes=20_000_000), ("bol",), {"file-size-max": "file.encode"}),
        (replace(GOOD, size=(2000, 1000), product=(600, 60, 800, 880)), ("walmart",),
         {"aspect-ratio": FRAME, "pixel-size": FRAME, "zoom-min": FRAME}),
        (replace(GOOD, fails=("alpha.transparency",)), ("etsy",),
         {"no-transparency": "file.encode"}),
    ],
)  # fmt: skip
def test_each_failure_asks_for_what_repairs_it(seen, names, expected):
    found = asked(wished(seen, *names))
    assert {rule: found.get(rule) for rule in expected} == expected


def test_the_fill_asks_for_a_frame_whichever_way_it_misses():
    small = wished(replace(GOOD, product=(700, 700, 500, 500)), "google")
    large = wished(replace(GOOD, product=(10, 10, 1980, 1980)), "google")
    for found in (small, large):
        assert asked(found) == {"product-fill-range": FRAME}
        assert not found.wanted[0].blocking, "a warning"


def test_one_cause_is_said_once_however_many_rules_it_keeps_from_being_judged():
    found = wished(
        replace(GOOD, fails=("background.white",)),
        outcome=Outcome.UNCHECKED, message="cut off", note="", checklist=False,
    )  # fmt: skip
    assert len(found.unreadable) == 1
    assert found.unreadable[0].startswith("cut off (")


def test_only_errors_in_force_block():
    found = wished(replace(GOOD, product=(700, 700, 500, 500)))
    assert [each.blocking for each in found.wanted] == [True]
    assert found.wanted[0].params == {"fill": 0.88}
    small = wished(replace(GOOD, size=(400, 400), product=(40, 40, 320, 320)), "google")
    upcoming = {each.rule: each.blocking for each in small.wanted}
    assert upcoming["google/min-size-2027"] is False
    assert "from 2027-01-31" in next(
        each.words for each in small.wanted if each.rule == "google/min-size-2027"
    )


@pytest.mark.parametrize("check", ["encoding.jpeg_quality", "sharpness.focus"])
def test_what_nothing_repairs_is_left_with_its_reason(check):
    seen = replace(GOOD, quality=50) if check.startswith("enc") else replace(GOOD, fails=(check,))
    found = wished(seen)
    assert not found.wanted
    assert any(
        word in found.left[0].words for word in ("does not bring back", "another photograph")
    )


def test_text_asks_for_erasing_only_where_somebody_does_it():
    lettered = replace(GOOD, fails=("overlay.text",))
    assert "no processor is named" in wished(lettered).left[0].words
    fix = Fix(processors={"overlay.erase": ("pixelapi",)})
    assert asked(wished(lettered, fix=fix)) == {"no-text": "overlay.erase"}


def test_a_product_nobody_is_sure_of_is_left_to_a_cut_out_or_a_person():
    found = wished(replace(GOOD, product=None))
    assert {each.rule for each in found.left if each.on_product} == {
        "amazon/product-fill-min", "amazon/product-not-cropped",
    }  # fmt: skip


def test_what_people_decide_is_worth_a_look_and_blocks_nothing():
    found = wished(replace(GOOD, fails=("overlay.words",)))
    assert not found.wanted
    assert not found.left
    assert all(each.startswith("worth a look: amazon/no-") for each in found.looks)


def test_waived_findings_ask_for_nothing():
    small = replace(GOOD, product=(700, 700, 500, 500))
    assert wished(small, status=Status.WAIVED) == Wishes()
    assert wished(small, status=Status.UPCOMING).wanted[0].blocking is False


def test_a_border_is_cut_one_pixel_inside_itself():
    image, _ = look(replace(GOOD, border=10), [book("amazon")])
    assert border(image) == (11, 11, 1978, 1978)
    assert asked(wished(replace(GOOD, border=10))) == {"no-frame-line-border": "canvas.crop"}
    image, _ = look(GOOD, [book("amazon")])
    assert border(image) is None
    image, _ = look(replace(GOOD, border=10, border_kind="strip"), [book("amazon")])
    assert border(image) is None, "it may be the scene's own"
    found = wished(replace(GOOD, border=10, border_kind="strip"))
    assert "a person must look" in found.left[0].words
