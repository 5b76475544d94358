from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from imgrules.errors import ImgrulesError
from imgrules.fixes.model import Decision, Done, Ending, FixResult, ImageFix
from imgrules.fixes.preview import preview_html, write_preview
from imgrules.fixes.preview_html import escaped, items
from imgrules.fixes.preview_zoom import SIDE, most_changed
from imgrules.model import Region
from tests.unit.fixes.told import CROP, CUT, ENCODE, FAILING, SAME, plan, planned

HOSTILE = "a\n\x1b[2J\u202egpj.\udce9\"'><script>alert(1)</script>&amp;.jpg"
BOX = Region(300, 250, 200, 300)


def _shot(backdrop: int = 225) -> np.ndarray:
    rgb = np.full((800, 800, 3), backdrop, np.uint8)
    noise = np.random.default_rng(1).integers(0, 200, (300, 200, 3)).astype(np.uint8)
    rgb[250:550, 300:500] = cv2.GaussianBlur(noise, (0, 0), 2.0)
    return rgb


def _save(path: Path, rgb: np.ndarray) -> str:
    Image.fromarray(rgb).save(path, quality=95, subsampling=0)
    return str(path)


@pytest.fixture
def result(tmp_path: Path) -> FixResult:
    """Fixed, dropped, refused, kept and done before, each once."""
    before = _save(tmp_path / "before.jpg", _shot())
    after = _save(tmp_path / "after.jpg", _shot(255)[200:600, 200:600])
    images = tuple(
        replace(image, source=before, product=BOX)
        for image in (
            planned("fixed.jpg", Decision.FIX, CUT, CROP, ENCODE, failing=FAILING),
            planned("dropped.jpg", Decision.FIX, CUT, failing=FAILING),
            planned("refused.jpg", Decision.REVIEW, reasons=("no frame fits",)),
            planned("kept.jpg", Decision.KEEP),
            planned("before.jpg", Decision.FIX, CUT, failing=FAILING),
        )
    )
    fixes = (
        ImageFix(
            "fixed.jpg", Ending.FIXED, after, steps=(Done("background.replace", "local", "cut"),),
            reasons=("still warns: amazon/product-fill-min: 80 %",), fidelity=SAME, credits=2,
        ),
        ImageFix("dropped.jpg", Ending.REVIEW, reasons=("would break x/y: 1 px",), rejected=after),
        ImageFix("refused.jpg", Ending.REVIEW, reasons=("no frame fits",)),
        ImageFix("kept.jpg", Ending.KEPT, before),
        ImageFix("before.jpg", Ending.DONE_BEFORE, after),
    )  # fmt: skip
    return FixResult(plan(*images), fixes, "20261121-113000")


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _picture(uri: str) -> Image.Image:
    return Image.open(BytesIO(b64decode(uri.partition("base64,")[2])))


def test_every_ending_is_on_the_page_what_needs_a_person_first(result: FixResult) -> None:
    page = Page(preview_html(result))
    assert page.open == []
    assert [article["class"] for article in page.all("article")] == [
        "is-review", "is-review", "is-fixed", "is-kept", "is-done-before",
    ]  # fmt: skip
    for said in (
        "left to a person 2", "background.replace by local, cut", "ΔE 0.31".replace(" ", "\xa0"),
        "would break x/y: 1 px", "no frame fits", "2 credits spent", "nothing was written",
        "imgrules undo 20261121-113000",
    ):  # fmt: skip
        assert said in page.text


def test_rules_put_right_are_told_and_those_that_still_warn_are_not(result: FixResult) -> None:
    page = preview_html(result)
    assert "<dt>put right</dt><dd>amazon/background-white</dd>" in page


def test_pictures_are_small_and_inside_the_page(result: FixResult) -> None:
    images = Page(preview_html(result)).all("img")
    assert len(images) == 2 + 2 + 1 + 1 + 2 + 2 + 2 + 2
    for image in images:
        made = _picture(str(image["src"]))
        assert made.format == "JPEG"
        assert max(made.size) <= 480
        assert made.size == (int(str(image["width"])), int(str(image["height"])))
        assert image["alt"]


def test_nothing_is_fetched_and_nothing_runs(result: FixResult) -> None:
    html = preview_html(result)
    page = Page(html)
    assert not {"script", "link", "iframe", "object"} & {name for name, _ in page.tags}
    assert "default-src 'none'" in html
    assert not re.search(r"(src|href)=.(?!data:)", html)
    assert "http://" not in html.replace("http-equiv", "")
    assert "https://" not in html


def test_choices_work_by_style_alone(result: FixResult) -> None:
    page = Page(preview_html(result))
    labels = {label["for"] for label in page.all("label")}
    assert labels == {button["id"] for button in page.all("input")}
    assert "#only-fixed:checked ~ main article:not(.is-fixed) { display: none; }" in page.text


def test_a_plan_that_was_not_applied_shows_originals_and_steps(result: FixResult) -> None:
    page = Page(preview_html(FixResult(result.plan)))
    assert "What would be done" in page.text
    assert "nothing was done yet" in page.text
    assert "background.whiten by built-in (safe)" in page.text
    assert len(page.all("img")) == 5


def test_nothing_hostile_reaches_the_page(result: FixResult, tmp_path: Path) -> None:
    images = tuple(
        replace(image, path=HOSTILE, failing=(HOSTILE,), reasons=(HOSTILE,))
        for image in result.plan.images
    )
    hostile = replace(result, plan=replace(result.plan, images=images, problems=(HOSTILE,)))
    fixes = tuple(
        replace(fix, path=HOSTILE, reasons=(HOSTILE,), steps=(Done(HOSTILE, HOSTILE, HOSTILE),))
        for fix in result.images
    )
    for made in (FixResult(hostile.plan), replace(hostile, images=fixes)):
        target = tmp_path / "sheet.html"
        write_preview(made, target)
        html = target.read_text("utf-8")
        assert "script" not in {name for name, _ in Page(html).tags}
        assert "<script" not in html
        assert not set("\x1b\u202e\udce9") & set(html)


def test_text_is_escaped_and_lists_of_one_are_plain() -> None:
    assert escaped("<a href='x'>\"&\n\u202e") == ("&lt;a href=&#x27;x&#x27;&gt;&quot;&amp; \\u202e")
    assert items(["<"]) == "&lt;"
    assert items(["a", "b"]) == "<ul><li>a</li><li>b</li></ul>"


def test_a_picture_that_cannot_be_read_is_named(result: FixResult, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    images = tuple(
        replace(image, source=str(tmp_path / name))
        for image, name in zip(result.plan.images[:2], ("broken.jpg", "gone.jpg"), strict=True)
    )
    page = Page(preview_html(replace(result, plan=replace(result.plan, images=images))))
    assert len(page.all("article")) == 2
    assert len([each for each in page.all("div") if each.get("class") == "none"]) == 2


def test_a_long_run_is_cut_with_a_note(result: FixResult) -> None:
    html = preview_html(result, limit=2)
    page = Page(html)
    assert len(page.all("article")) == 2
    assert "5 pictures; this sheet shows 2, what needs a person first." in page.text
    assert "this sheet shows" not in preview_html(result, limit=5)


def test_a_sheet_that_cannot_be_written_says_so(result: FixResult, tmp_path: Path) -> None:
    with pytest.raises(ImgrulesError, match="cannot be written"):
        write_preview(FixResult(plan()), tmp_path / "none" / "sheet.html")


def test_the_zoom_finds_the_place_that_lost_detail() -> None:
    before, after = _shot(), _shot(255)[200:600, 200:600]
    after[60:100, 110:150] = 255
    found = most_changed(before, after, BOX)
    assert found is not None
    assert found.before.shape == found.after.shape == (SIDE, SIDE, 3)
    lost = (found.after.min(axis=2) > 250) & (found.before.max(axis=2) < 200)
    assert lost.sum() > 1000
    kept = found.after.max(axis=2) < 250
    assert np.abs(found.before[kept].astype(int) - found.after[kept]).mean() < 6


@pytest.mark.parametrize("scale", [0.5, 0.8, 1.0])
def test_the_zoom_shows_the_original_at_the_result_s_scale(scale: float) -> None:
    side = round(400 * scale)
    after = cv2.resize(_shot(255)[200:600, 200:600], (side, side), interpolation=cv2.INTER_AREA)
    found = most_changed(_shot(), after, Region(302, 252, 195, 297))
    assert found is not None
    kept = found.after.max(axis=2) < 250
    assert np.abs(found.before[kept].astype(int) - found.after[kept]).mean() < 12


def test_pictures_of_different_things_have_no_zoom() -> None:
    other = np.full((300, 300, 3), 255, np.uint8)
    other[100:200, 100:200] = (0, 0, 255)
    assert most_changed(_shot(), other, BOX) is None
    assert most_changed(_shot(), np.full((300, 300, 3), 255, np.uint8), BOX) is None
