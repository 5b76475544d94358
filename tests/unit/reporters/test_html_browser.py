"""The HTML report in a real browser: it stays silent and offline, and everything on it works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from imgrules.cli.pictures import OnDisk
from imgrules.model import Finding, Outcome, Region, Result, RoleChoice, RulebookUsed, Verdict
from imgrules.reporters import View
from imgrules.reporters.html_ import Html
from tests.browsers import browser as started
from tests.unit.reporters.conftest import PASSED, PIXELS, TEXT, WHITE, image
from tests.unit.reporters.pages import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MARKED = Region(300, 150, 600, 400)
"""Where the picture shows a red box: its outline must lie on the box's edge."""
WIDE = (1600, 1000)


@dataclass
class Opened:
    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as made:
        yield made


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("html")
    path = folder / "report.html"
    view = View(pictures=OnDisk(root=folder))
    path.write_text(Html().end(_result(folder), view), encoding="utf-8", newline="\n")
    return path


def _result(folder: Path) -> Result:
    marked = replace(WHITE, regions=(MARKED,))
    text = replace(TEXT, regions=(Region(0, 0, 1600, 1000), Region(1500, 950, 90, 40)))
    fine = [_picture(folder, f"fine{at}.jpg", Verdict.PASS, PASSED, sku="SKU3") for at in range(4)]
    return Result(
        version="0.1.0",
        as_of="2026-11-21",
        not_a_gate=False,
        rulebooks=(RulebookUsed("amazon", "2026-07-22", "Amazon product images", "0" * 64, 34),),
        images=(
            _picture(folder, "marked.jpg", Verdict.FAIL, marked, PIXELS, text, sku="SKU1"),
            _picture(folder, "text.png", Verdict.REVIEW, text, PASSED, sku="SKU2", role="swatch"),
            image(HOSTILE, Verdict.FAIL, replace(WHITE, note=HOSTILE), sku=HOSTILE),
            image("<script>alert(1)</script>.jpg", Verdict.WARN, replace(PIXELS, title=HOSTILE)),
            *fine,
        ),
    )


def _picture(
    folder: Path, name: str, verdict: Verdict, *findings: Finding, sku: str, role: str = "main"
) -> Any:
    picture = Image.new("RGB", WIDE, "white")
    box = (MARKED.x, MARKED.y, MARKED.x + MARKED.width - 1, MARKED.y + MARKED.height - 1)
    ImageDraw.Draw(picture).rectangle(box, fill="#c81e1e")
    picture.save(folder / name, quality=95)
    digest = sha256((folder / name).read_bytes()).hexdigest()
    roles = (RoleChoice("amazon", role, "x"),)
    return image(name, verdict, *findings, sku=sku, sha256=digest, width=WIDE[0], height=WIDE[1],
                 roles=roles)  # fmt: skip


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Open]:
    contexts = []

    def open_(fragment: str = "", **settings: Any) -> Opened:
        context = browser.new_context(**{"viewport": DESKTOP, **settings})
        contexts.append(context)
        made = Opened(context.new_page())
        made.page.on("console", lambda message: made.said.append(message.text))
        made.page.on("pageerror", lambda problem: made.said.append(str(problem)))
        made.page.on("dialog", lambda dialog: (made.said.append(dialog.message), dialog.dismiss()))
        made.page.on("request", lambda request: made.asked.append(request.url))
        made.page.set_default_timeout(10_000)
        made.page.goto(report.as_uri() + fragment)
        return made

    yield open_
    for context in contexts:
        context.close()


def visible(page: Page) -> list[str]:
    # Not innerText: browsers leave out the text of what the style keeps from being laid out.
    names = page.locator("article.entry:visible h3").all_text_contents()
    return [name for name in names if "script" not in name]


def clear(page: Page) -> None:
    page.get_by_role("button", name="Clear").click()
    # Clearing empties the count at once, and the filter runs after that.
    page.locator("output", has_text=re.compile("^[0-9]+ pictures shown$")).wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_silent_offline_and_not_wider_than_the_screen(
    opened: Open, report: Path, viewport: dict[str, int], scheme: str
) -> None:
    made = opened(viewport=viewport, color_scheme=scheme)
    for _ in range(4):
        made.page.keyboard.press("j")
    made.page.locator(".passing summary").first.click()
    assert made.said == []
    assert [url for url in made.asked if not url.startswith("data:")] == [report.as_uri()]
    assert made.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_every_picture_is_shown(opened: Open) -> None:
    page = opened().page
    page.locator(".passing summary").first.click()
    sizes = page.evaluate("Array.from(document.images, (each) => each.naturalWidth)")
    assert sizes == [640, 640, 320, 320, 320, 320]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_boxes_lie_on_what_they_are_about(opened: Open, viewport: dict[str, int]) -> None:
    page = opened(viewport=viewport).page
    entry = page.locator("article.entry", has=page.get_by_role("heading", name="marked.jpg"))
    entry.scroll_into_view_if_needed()
    shot = entry.locator("img").bounding_box()
    # An outline grows the box that Chromium reports by half of its width; the geometry has none.
    box = entry.locator('rect.box[x="300"]').evaluate(
        """(rect) => {
          const [map, box] = [rect.getScreenCTM(), rect.getBBox()];
          return { x: map.a * box.x + map.e, y: map.d * box.y + map.f,
                   width: map.a * box.width, height: map.d * box.height };
        }"""
    )
    assert shot is not None
    scale = shot["width"] / WIDE[0]
    assert box["x"] == pytest.approx(shot["x"] + MARKED.x * scale, abs=0.75)
    assert box["y"] == pytest.approx(shot["y"] + MARKED.y * scale, abs=0.75)
    assert box["width"] == pytest.approx(MARKED.width * scale, abs=0.75)
    assert box["height"] == pytest.approx(MARKED.height * scale, abs=0.75)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_outline_is_drawn_on_the_edge_that_the_picture_shows(
    opened: Open, viewport: dict[str, int]
) -> None:
    """Judged by screenshots alone: the red area with boxes off, and what boxes leave of it."""
    page = opened(viewport=viewport).page
    entry = page.locator("article.entry", has=page.get_by_role("heading", name="marked.jpg"))
    shot = entry.locator(".shot")
    page.get_by_label("Boxes on the pictures").uncheck()
    bare = _red(shot.screenshot())
    page.get_by_label("Boxes on the pictures").check()
    boxed = _red(shot.screenshot())
    # Halo and outline hide about two pixels inside the edge, on every side alike.
    inset = [abs(a - b) for a, b in zip(bare, boxed, strict=True)]
    assert min(inset) >= 1
    assert max(inset) <= 4
    assert max(inset) - min(inset) <= 1


def _red(png: bytes) -> tuple[int, int, int, int]:
    """Return the extent of the red area: left, top, right, bottom."""
    rgb = np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)
    rows, columns = np.nonzero(np.abs(rgb - (200, 30, 30)).max(axis=2) <= 12)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_boxes_can_be_taken_off(opened: Open) -> None:
    page = opened().page
    assert page.locator("svg.boxes:visible").count() > 0
    page.keyboard.press("b")
    assert page.locator("svg.boxes:visible").count() == 0
    page.get_by_label("Boxes on the pictures").check()
    assert page.locator("svg.boxes:visible").count() > 0


def test_filters_by_rule_outcome_role_sku_and_words(opened: Open) -> None:
    page = opened().page
    everything = ["marked.jpg", "text.png"]
    assert visible(page) == everything
    page.get_by_role("combobox", name="Rule", exact=True).select_option("amazon/no-text")
    assert visible(page) == ["marked.jpg", "text.png"]
    page.get_by_role("combobox", name="Outcome", exact=True).select_option("error")
    assert visible(page) == []
    assert page.locator("output").inner_text() == "0 of 8 pictures shown"
    clear(page)
    assert visible(page) == everything
    page.get_by_role("combobox", name="Outcome", exact=True).select_option("pass")
    assert visible(page) == [f"fine{at}.jpg" for at in range(4)]
    page.get_by_role("combobox", name="Rule", exact=True).select_option("amazon/background-white")
    assert visible(page) == ["text.png", *(f"fine{at}.jpg" for at in range(4))]
    clear(page)
    page.get_by_role("combobox", name="Role", exact=True).select_option("swatch")
    assert visible(page) == ["text.png"]
    clear(page)
    page.get_by_role("combobox", name="SKU", exact=True).fill("sku1")
    assert visible(page) == ["marked.jpg"]
    clear(page)
    page.get_by_role("searchbox", name="Search").fill("text PNG")
    assert visible(page) == ["text.png"]
    assert page.locator("output").inner_text() == "1 of 8 pictures shown"


def test_a_filter_leaves_only_the_findings_it_asks_for_and_their_boxes(opened: Open) -> None:
    page = opened().page
    entry = page.locator("article.entry", has=page.get_by_role("heading", name="marked.jpg"))
    assert entry.locator(".finding:visible").count() == 3
    page.get_by_role("combobox", name="Rule", exact=True).select_option("amazon/background-white")
    assert entry.locator(".finding:visible").count() == 1
    assert entry.locator(".boxes g:visible").count() == 1


def test_the_table_by_rule_filters(opened: Open) -> None:
    page = opened().page
    page.locator(".rules a[data-only='amazon/no-text']").click()
    assert visible(page) == ["marked.jpg", "text.png"]
    assert page.get_by_role("combobox", name="Rule", exact=True).input_value() == "amazon/no-text"


def test_it_is_used_by_keyboard_alone(opened: Open) -> None:
    page = opened().page
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the pictures"
    assert page.locator(":focus").bounding_box()["x"] >= 0  # type: ignore[index]
    # The page moves the focus once more when the browser tells it of the new address.
    page.evaluate("() => { told = new Promise((done) => addEventListener('hashchange', () => "
                  "setTimeout(done))); }")  # fmt: skip
    page.keyboard.press("Enter")
    page.evaluate("() => told")
    assert page.evaluate("document.activeElement.id") == "pictures"
    seen = []
    for key in ("j", "j", "ArrowRight", "k", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(page.locator(":focus h3").inner_text()[:9])
    assert seen[0] == seen[4]
    assert seen[1] == seen[3]
    assert len(set(seen)) == 3
    page.keyboard.press("/")
    page.keyboard.type("jkb")
    assert page.get_by_role("searchbox", name="Search").input_value() == "jkb"
    assert page.get_by_label("Boxes on the pictures").is_checked()


def test_focus_can_be_seen(opened: Open) -> None:
    page = opened().page
    page.keyboard.press("j")
    assert page.locator(":focus").evaluate("(each) => getComputedStyle(each).outlineStyle") == (
        "solid"
    )
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("(each) => getComputedStyle(each).outlineStyle") == (
        "solid"
    )


def test_shortcuts_can_be_turned_off(opened: Open) -> None:
    page = opened().page
    page.get_by_label("Keys:").uncheck()
    page.locator("h1").click()
    page.keyboard.press("b")
    assert page.get_by_label("Boxes on the pictures").is_checked()


def test_every_control_has_a_name(opened: Open) -> None:
    page = opened().page
    nameless = page.evaluate(
        """Array.from(document.querySelectorAll("input, select, button, a, summary"))
           .filter((each) => !((each.labels && each.labels.length) || each.textContent.trim()
                               || each.closest("[hidden], details:not([open])")))
           .map((each) => each.outerHTML)"""
    )
    assert nameless == []
    assert page.evaluate("Array.from(document.images).every((each) => each.alt)")


def test_a_link_to_a_finding_opens_what_hides_it(opened: Open) -> None:
    first = opened().page
    anchor = first.locator(".finding").first.get_attribute("id")
    page = opened(fragment=f"#{anchor}").page
    assert page.evaluate("document.activeElement.id") == anchor
    card = first.locator(".passing article").last.get_attribute("id")
    page.evaluate(f"location.hash = '#{card}'")
    page.locator(f"[id='{card}']:focus").wait_for()
    assert page.locator(f"#{card}").is_visible()


def test_without_script_it_is_one_long_page(opened: Open) -> None:
    made = opened(java_script_enabled=False)
    page = made.page
    assert visible(page) == ["marked.jpg", "text.png"]
    assert page.locator("#filters").is_hidden()
    assert page.locator("svg.boxes:visible").count() > 0
    page.locator("#boxes").uncheck()
    assert page.locator("svg.boxes:visible").count() == 0
    page.locator(".passing summary").first.click()
    assert "fine0.jpg" in visible(page)
    assert [url for url in made.asked if not url.startswith(("data:", "file:"))] == []


def test_dark_mode_is_dark_and_can_be_read(opened: Open) -> None:
    light, dark = (_colours(opened(color_scheme=each).page) for each in ("light", "dark"))
    assert light["paper"] > 0.8
    assert dark["paper"] < 0.05
    for shown in (light, dark):
        for name in ("ink", "soft", "bad", "badge", "link"):
            bright, dim = max(shown[name], shown["card"]), min(shown[name], shown["card"])
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, name


def _colours(page: Page) -> dict[str, float]:
    """Return relative luminances (WCAG)."""
    asked = {
        "paper": ("body", "backgroundColor"), "card": ("article.entry", "backgroundColor"),
        "ink": ("body", "color"), "soft": (".entry .soft", "color"), "bad": (".verdict", "color"),
        "badge": (".finding .badge", "color"), "link": (".source a", "color"),
    }  # fmt: skip
    return {name: _luminance(page, *where) for name, where in asked.items()}


def _luminance(page: Page, selector: str, name: str) -> float:
    said = page.locator(selector).first.evaluate(f"(each) => getComputedStyle(each).{name}")
    levels = [int(level) / 255 for level in re.findall(r"\d+", said)[:3]]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in levels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_paper_gets_every_picture_and_no_controls(opened: Open) -> None:
    page = opened(color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator(".passing article").last.is_visible()
    assert page.locator("svg.boxes:visible").count() > 0
    assert _colours(page)["paper"] == pytest.approx(1.0)
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Subtype /Image") >= 3


def test_what_stands_out_is_what_was_left_open(opened: Open) -> None:
    """A hostile name is shown with everything invisible written out, and is text only."""
    page = opened().page
    shown = page.locator("article.entry h3").all_text_contents()
    assert any("<script>alert(1)</script>" in name and "\\u202e" in name for name in shown)
    assert page.locator("script").count() == 1
    assert Outcome.PASS.value not in {each.get_attribute("data-outcome") for each in page.locator(
        ".finding").all()}  # fmt: skip
