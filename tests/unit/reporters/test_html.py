from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from itertools import combinations

import pytest

from imgrules.document import finding_id
from imgrules.images.thumbnail import CHANGED, Thumbnail
from imgrules.model import (
    ImageResult,
    Notice,
    Outcome,
    Region,
    Result,
    SetResult,
    Source,
    Status,
    Suppression,
    Verdict,
)
from imgrules.reporters import View
from imgrules.reporters.html_ import Html
from imgrules.reporters.html_labels import Labels
from tests.unit.reporters.conftest import PASSED, PIXELS, WHITE, image
from tests.unit.reporters.pages import HOSTILE, Drawn, Page


def rendered(result: Result, **view: object) -> str:
    return Html().end(result, View(**view))  # type: ignore[arg-type]


def page(result: Result, **view: object) -> Page:
    return Page(rendered(result, **view))


def with_images(result: Result, *images: ImageResult) -> Result:
    return replace(result, images=images, sets=(), problems=())


def test_nothing_is_written_before_the_end(result: Result) -> None:
    assert Html().image(result.images[0]) == ""


def test_the_same_result_gives_the_same_bytes(result: Result) -> None:
    assert rendered(result, pictures=Drawn()) == rendered(result, pictures=Drawn())


def test_the_head_says_what_was_judged_by_what_and_for_when(result: Result) -> None:
    head = page(result, notes=("6 rules depend on the category",)).every("header")[0].all_text()
    for said in (
        "1 of 3 pictures fails", "Amazon product images", "edition 2026-07-22",
        "Google Merchant Center", "edition 2026-04-14", "2026-11-21", "imgrules 0.1.0",
        "swatch-size", "6 rules depend on the category", "0000000000000000",
        "This run cannot be trusted", "overlay.watermark crashed", "in overlay.py, line 3",
    ):  # fmt: skip
        assert said in head
    assert "not a gate" not in head


def test_a_day_that_has_passed_is_no_gate(result: Result) -> None:
    head = page(replace(result, not_a_gate=True)).every("header")[0].all_text()
    assert "this report is not a gate" in head


def test_notices_are_in_the_head(result: Result) -> None:
    told = Notice(
        "waiver-expired", "W-0031 ran out on 2026-09-01", "renew it or repair the picture"
    )
    head = page(replace(result, notices=(told,))).every("header")[0].all_text()
    assert "W-0031 ran out" in head
    assert "renew it" in head


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ((), "No picture was checked"),
        ((Verdict.PASS,), "The picture passes"),
        ((Verdict.PASS, Verdict.PASS), "All 2 pictures pass"),
        ((Verdict.PASS, Verdict.WARN), "No picture fails, 1 with warnings"),
        ((Verdict.PASS, Verdict.REVIEW), "1 of 2 pictures needs a person to look"),
        ((Verdict.REVIEW, Verdict.UNCHECKED), "1 of 2 pictures could not be fully checked"),
        ((Verdict.FAIL, Verdict.FAIL), "2 of 2 pictures fail"),
        ((Verdict.FAIL,), "The picture fails"),
    ],
)
def test_the_headline_is_the_gravest_thing(
    result: Result, verdicts: tuple[Verdict, ...], words: str
) -> None:
    images = [image(f"{at}.jpg", verdict) for at, verdict in enumerate(verdicts)]
    assert page(with_images(result, *images)).every("h1")[0].text == words


def test_a_finding_says_all_there_is_to_know(result: Result) -> None:
    shown = page(result)
    white = next(each for each in shown.every("li", "finding") if "91.2 % white" in each.all_text())
    said = white.all_text().replace("\u00a0", " ")
    for words in (
        "Background is pure white", "100 % white", "darkens towards the bottom edge",
        "x 0–2000, y 1410–2000", "Re-shoot on white, or remove the background.",
        "Image requirements, 3.2", "pure white", "amazon/background-white",
        "google/background-white",
    ):  # fmt: skip
        assert words in said
    assert "https://example.com/images" in {a.attributes["href"] for a in white.every("a")}
    assert white.attributes["id"] == finding_id(result.images[1], WHITE)


def test_every_address_is_there_once_and_every_link_within_the_page_leads_somewhere(
    result: Result,
) -> None:
    twin = replace(result.images[1], path="shots/copy of b.jpg")
    shown = page(replace(result, images=(*result.images, twin)))
    addresses = Counter(
        each.attributes["id"] for each in _elements(shown) if "id" in each.attributes
    )
    assert max(addresses.values()) == 1
    inner = [
        each.attributes["href"] for each in shown.every("a") if each.attributes["href"][0] == "#"
    ]
    assert {link[1:] for link in inner} <= set(addresses)
    assert finding_id(twin, WHITE) + "-2" in addresses


def _elements(shown: Page) -> list:
    def walk(element):
        for child in element.inside:
            yield child
            yield from walk(child)

    return list(walk(shown.root))


def test_a_waived_finding_is_listed_with_who_why_and_until_when(result: Result) -> None:
    used = Suppression(
        "waiver", "W-0031", "Transparent glass", "photo-studio", "2026-03-04", "2026-12-01"
    )
    waived = replace(WHITE, status=Status.WAIVED, suppression=used)
    shown = page(with_images(result, image("a.jpg", Verdict.PASS, waived)))
    item = shown.every("li", "finding")[0]
    assert "Waived by photo-studio on 2026-03-04 until 2026-12-01 (W-0031): Transparent glass" in (
        item.all_text()
    )
    assert item.attributes["data-outcome"] == "waived"
    head = shown.every("header")[0].all_text()
    assert "waiver W-0031" in head
    assert "1 waived" in head


def test_two_waivers_of_findings_that_say_the_same_are_told_apart(result: Result) -> None:
    one, other = (
        replace(WHITE, rulebook=book, status=Status.WAIVED,
                suppression=Suppression("waiver", name, "glass", "studio"))
        for book, name in (("amazon", "W-1"), ("google", "W-2"))
    )  # fmt: skip
    items = page(with_images(result, image("a.jpg", Verdict.PASS, one, other))).every(
        "li", "finding"
    )
    assert [("W-1" in each.all_text(), "W-2" in each.all_text()) for each in items] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_what_was_known_before_and_what_comes_say_so(result: Result) -> None:
    known = replace(
        WHITE, status=Status.BASELINED, suppression=Suppression("baseline", since="2026-10-02")
    )
    shown = page(with_images(result, image("a.jpg", Verdict.PASS, known)))
    assert "Known before, since 2026-10-02" in shown.every("li", "finding")[0].all_text()
    assert "baseline" in shown.every("section", "aside")[0].all_text()
    assert "Becomes an error on 2027-01-31." in rendered(result)


def test_boxes_are_in_the_picture_s_own_pixels(result: Result) -> None:
    drawing = page(result, pictures=Drawn()).every("svg", "boxes")[0]
    assert drawing.attributes["viewbox"] == "0 0 2000 2000"
    places = [
        tuple(int(each.attributes[name]) for name in ("x", "y", "width", "height"))
        for each in drawing.every("rect")
        if each.attributes["class"] == "box"
    ]
    assert set(places) == {
        (region.x, region.y, region.width, region.height)
        for finding in result.images[1].findings
        for region in finding.regions
    }
    assert "1: Background is pure white, across the bottom" in drawing.attributes["aria-label"]


def test_many_boxes_are_counted_not_drawn(result: Result) -> None:
    many = tuple(Region(at, at, 10, 10) for at in range(200))
    busy = image("a.jpg", Verdict.FAIL, replace(WHITE, regions=many))
    drawing = page(with_images(result, busy)).every("svg", "boxes")[0]
    assert len(list(drawing.every("rect"))) == 2 * 60


def test_the_numbers_of_boxes_do_not_cover_each_other() -> None:
    labels = Labels((2000, 1000))
    spots = [labels.place(Region(900 + at, 400, 60, 60), str(at)) for at in range(4)]
    for one, other in combinations(spots, 2):
        assert one is not None
        assert other is not None
        apart = abs(one[1] - other[1]) >= labels.letter
        assert apart or abs(one[0] - other[0]) >= 0.6 * labels.letter


@pytest.mark.parametrize("size", [(1, 1), (3, 4000), (4000, 3), (100, 100)])
def test_a_number_stays_on_the_picture_and_each_is_said_at_least_once(
    size: tuple[int, int],
) -> None:
    labels = Labels(size)
    spots = [labels.place(Region(0, 0, *size), str(number)) for number in range(1, 9)]
    assert None not in spots
    assert all(spot is not None and 0 <= spot[1] <= size[1] for spot in spots)


def test_without_pictures_the_boxes_stand_in_an_empty_frame(result: Result) -> None:
    shown = page(result)
    assert not shown.every("img")
    assert shown.every("svg", "blank")[0].attributes["viewbox"] == "0 0 2000 2000"
    assert shown.every("svg", "boxes")


def test_a_picture_that_cannot_be_shown_says_why(result: Result) -> None:
    class Changed(Drawn):
        def thumbnails(self, wanted):
            return iter([Thumbnail(why_not=CHANGED) for _ in wanted])

    assert f"Not shown: {CHANGED}" in rendered(result, pictures=Changed())


def test_thumbnails_are_inside_the_page(result: Result) -> None:
    shown = page(result, pictures=Drawn())
    uris = [each.attributes["src"] for each in shown.every("img")]
    assert len(uris) == 3
    for uri in uris:
        kind, _, data = uri.partition(",")
        assert kind == "data:image/jpeg;base64"
        assert b64decode(data, validate=True).startswith(b"\xff\xd8")


def test_failing_pictures_are_larger_than_passing_ones(result: Result) -> None:
    pictures = Drawn()
    rendered(result, pictures=pictures)
    sides = {each.path: each.side for each in pictures.wanted}
    assert sides == {"shots/a.jpg": 320, "shots/b.jpg": 640, "shots/c.jpg": 640}


def test_nothing_comes_from_outside_and_nothing_else_runs(result: Result) -> None:
    text = rendered(result, pictures=Drawn())
    shown = Page(text)
    (policy,) = [
        each.attributes["content"] for each in shown.every("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    assert policy.startswith("default-src 'none'; img-src data:; ")
    for name in ("script", "style"):
        (element,) = shown.every(name)
        digest = b64encode(sha256(element.text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
        assert not re.search(r"url\(|@import|https?:|fetch|XMLHttp|innerHTML", element.text)
    for element in _elements(shown):
        assert not {name for name in element.attributes if name.startswith("on") or name == "style"}
        assert element.attributes.get("src", "data:").startswith("data:")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://x", ""])
def test_only_addresses_of_the_web_become_links(result: Result, url: str) -> None:
    odd = replace(WHITE, source=Source("x", "A document", url, "3"))
    shown = page(with_images(result, image("a.jpg", Verdict.FAIL, odd)))
    links = [each.attributes["href"] for each in shown.every("a")]
    assert all(link.startswith("#") for link in links)
    assert "A document, 3" in shown.every("li", "finding")[0].all_text()


def test_hostile_names_are_inert_wherever_they_stand(result: Result) -> None:
    hostile = replace(
        WHITE, title=HOSTILE, measured=HOSTILE, required=HOSTILE, message=HOSTILE, note=HOSTILE,
        remedy=HOSTILE, regions=(Region(1, 1, 9, 9, HOSTILE),),
        source=Source(HOSTILE, HOSTILE, f"https://x/{HOSTILE}", HOSTILE, HOSTILE, HOSTILE),
        status=Status.WAIVED,
        suppression=Suppression("waiver", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
    )  # fmt: skip
    bad = replace(
        result,
        images=(
            image(HOSTILE, Verdict.FAIL, hostile, sku=HOSTILE, extra={HOSTILE: HOSTILE}),
            image(HOSTILE + "2", Verdict.PASS, PASSED, sku=HOSTILE),
        ),
        sets=(SetResult("amazon", HOSTILE, (HOSTILE,), (replace(hostile, regions=()),)),),
        notices=(Notice(HOSTILE, HOSTILE, HOSTILE),),
    )
    text = rendered(bad, pictures=Drawn(), notes=(HOSTILE,))
    shown = Page(text)
    assert len(shown.every("script")) == 1
    assert all(each.attributes["src"].startswith("data:image/jpeg") for each in shown.every("img"))
    assert not any(name.startswith("on") for each in _elements(shown) for name in each.attributes)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    text.encode("utf-8")


def test_the_page_holds_the_worst_pictures_and_says_what_it_leaves_out(result: Result) -> None:
    fine = [image(f"fine{at}.jpg", Verdict.PASS, PASSED) for at in range(5)]
    bad = [image(f"bad{at}.jpg", Verdict.FAIL, WHITE) for at in range(3)]
    many = with_images(result, *fine, *bad)
    pictures = Drawn()
    shown = page(many, html_max=4, pictures=pictures)
    names = [each.every("h3") for each in shown.every("article", "entry")]
    assert [next(found).text for found in names] == [
        "bad0.jpg",
        "bad1.jpg",
        "bad2.jpg",
        "fine0.jpg",
    ]
    assert len(pictures.wanted) == 4
    note = shown.every("p", "left-out")[0].all_text()
    assert "8 pictures were judged" in note
    assert "leaves out 4" in note
    assert "--html-max 0" in note
    assert shown.every("h1")[0].text == "3 of 8 pictures fail"


def test_a_page_that_shows_all_says_nothing_of_leaving_out(result: Result) -> None:
    fine = [image(f"fine{at}.jpg", Verdict.PASS, PASSED) for at in range(501)]
    many = with_images(result, *fine)
    assert page(many).every("p", "left-out")
    for most in (0, 501):
        shown = page(many, html_max=most)
        assert not shown.every("p", "left-out")
        assert len(shown.every("article", "entry")) == 501


def test_pictures_that_pass_are_folded_away(result: Result) -> None:
    section = page(result).every("section", "passing")[0]
    (fold,) = (each for each in section.inside if each.name == "details")
    assert "open" not in fold.attributes
    assert "shots/a.jpg" in section.all_text()


def test_a_rule_broken_by_many_products_is_told_once_with_its_products(result: Result) -> None:
    group = result.sets[0]
    sets = tuple(replace(group, sku=f"SKU{at}") for at in range(30))
    section = page(replace(result, sets=sets)).every("section", "products")[0]
    assert len([each for each in section.inside if each.name == "article"]) == 1
    assert len(list(section.every("tr"))) == 1 + 30


def test_a_damaged_picture_s_rules_are_told_together(result: Result) -> None:
    unjudged = [
        replace(PIXELS, rule=f"r{at}", outcome=Outcome.UNCHECKED, note="cut off") for at in range(5)
    ]
    shown = page(with_images(result, image("a.jpg", Verdict.UNCHECKED, *unjudged)))
    (item,) = shown.every("li", "finding")
    assert "5 rules could not be judged" in item.all_text()
    assert item.attributes["data-rules"].split() == [f"amazon/r{at}" for at in range(5)]


def test_what_a_person_confirms_is_listed_once(result: Result) -> None:
    (section,) = page(result).every("section", "checklist")
    assert "The picture shows the product sold" in section.all_text()
    assert "2 pictures" in section.all_text()
