from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from imgrules.model import Result, Verdict
from imgrules.reporters import View
from imgrules.reporters.markdown import MOST_BYTES, Markdown, markdown
from imgrules.reporters.markdown_text import code, link, words
from tests.unit.reporters.conftest import WHITE, image

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


class Page(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.feed(markup)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def shown(result: Result, **view: object) -> str:
    return Markdown().end(result, View(**view))  # type: ignore[arg-type]


def page(text: str) -> Page:
    return Page(PARSER.render(text))


def test_it_says_how_many_fail_and_by_what(excused: Result) -> None:
    made = page(shown(replace(excused, problems=()))).text
    assert "imgrules: 1 of 4 pictures fails" in made
    assert "Amazon product images, edition 2026-07-22" in made
    assert "W-0007 ran out on 2026-11-01 (renew or remove it)" in made
    assert "waived by photo-studio until 2026-12-01" in made
    assert "becomes an error on 2027-01-31" in made


def test_a_run_that_cannot_be_trusted_says_so_first(result: Result) -> None:
    made = shown(result)
    assert made.startswith("# imgrules: 3 pictures, and the run cannot be trusted")
    assert made.index("overlay.watermark crashed") < made.index("By rule")


def test_rules_come_gravest_first_and_pictures_worst_first(result: Result) -> None:
    made = page(shown(result)).text
    assert made.index("Background is pure white") < made.index("Longest side at least 1600 px")
    assert made.index("shots/b.jpg") < made.index("shots/c.jpg")
    assert "shots/a.jpg" not in made


def test_a_rule_links_to_its_clause(result: Result) -> None:
    assert "[3.2](https://example.com/images)" in shown(result)


def test_what_only_a_person_can_confirm_stands_once(result: Result) -> None:
    assert page(shown(result)).text.count("The picture shows the product sold") == 1


def test_few_pictures_are_listed_unless_all_are_asked_for(crowd: Result) -> None:
    assert "203 more pictures need attention" in shown(crowd)
    assert "more pictures need attention" not in shown(crowd, show_all=True)


@pytest.mark.parametrize("most", [2_000, 20_000, MOST_BYTES])
def test_it_never_outgrows_its_limit_and_counts_what_is_left_out(crowd: Result, most: int) -> None:
    made = markdown(crowd, View(show_all=True), most)
    assert len(made.encode()) <= most
    listed = made.count("\n### ")
    assert listed == 253 - (0 if most == MOST_BYTES else _left(made))


def _left(made: str) -> int:
    return int(made.strip().splitlines()[-1].split()[0])


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "a|b", "`x`", "*x* _y_ ~~z~~", "[x](https://evil.example)",
        "@someone", "#12", "https://evil.example", "www.evil.example", "# head", "- item", "1. one",
        "+ item", "==x==", "&lt;", "\\|", "a\\", "$x$", ":smile:", "![x](y)", "> quote",
        "x<!-- y", "= a", "<https://evil.example>", "C:/x", "8:30",
    ],
)  # fmt: skip
def test_text_is_shown_as_it_is(text: str) -> None:
    made = page(f"| a |\n| --- |\n| {words(text)} |\n\n- {words(text)}\n\n### {code(text)}\n")
    assert set(made.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "ul", "li", "h3", "code"}
    assert made.text.split("\n").count(text.strip()) == 3


def test_a_mention_is_broken_up() -> None:
    assert "@" not in words("@someone")
    assert "<!-- -->" in words("@someone")


def test_only_the_web_is_linked_to() -> None:
    assert link("x", "javascript:alert(1)") == "x"
    assert link("x", "https://a.example/b(c)|d") == "[x](https://a.example/b%28c%29%7Cd)"


def test_a_name_that_commands_is_written_out(trusted: Result) -> None:
    made = replace(trusted, images=(image("a\n# x\u202e\udcff.jpg", Verdict.FAIL, WHITE),), sets=())
    assert r"a\n# x\u202e\xff.jpg" in page(shown(made)).text
