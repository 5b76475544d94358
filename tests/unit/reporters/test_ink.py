from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgrules.reporters.ink import NO_BREAK, Ink, cells, prose, safe, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ö 漢", "plain ö 漢"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202eabc\u200b", r"\u202eabc\u200b"),
        ("caf\udce9", r"caf\xe9"),
        ("\ud800", r"\ud800"),
        ("\u2028", r"\u2028"),
        ("کتاب\u200cها", "کتاب\u200cها"),
    ],
)
def test_nothing_invisible_or_commanding_is_left(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(st.text())
def test_safe_text_is_one_printable_line(text: str) -> None:
    shown = safe(text)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in shown)


@given(st.text(alphabet="ab 漢é", max_size=200), st.integers(20, 60))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= width for line in lines)


def test_a_word_wider_than_a_line_is_cut() -> None:
    assert wrap("x" * 45, 20) == ["x" * 20, "x" * 20, "x" * 5]


def test_wide_signs_take_two_columns_and_accents_none() -> None:
    assert (cells("漢字"), cells("e\u0301"), cells("abc")) == (4, 1, 3)


def test_a_block_hangs_under_its_first_line() -> None:
    lines = Ink(width=30).block("→ " + "word " * 8, indent=4, first="  ! ", hang=2)
    assert lines[0].startswith("  ! → word")
    assert all(line.startswith("      word") for line in lines[1:])


def test_a_no_break_space_holds_words_together() -> None:
    joined = f"{'a' * 15} x{NO_BREAK}1–20"
    assert Ink(width=20).block(joined) == ["a" * 15, "x 1–20"]


def test_styles_are_written_only_in_colour() -> None:
    assert Ink().paint("x", "red") == "x"
    assert Ink(colour=True).paint("x", "bold", "red") == "\x1b[1;31mx\x1b[0m"


def test_folded_text_becomes_one_line() -> None:
    assert prose("  a\n  b  c\n") == "a b c"
