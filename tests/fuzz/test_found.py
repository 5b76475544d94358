"""What fuzzing has found in files of text, once each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imgrules.document import speakable
from imgrules.errors import ImgrulesError
from imgrules.patterns import pattern_flaw
from imgrules.rulebook import yaml
from tests.fuzz.texts import BASELINE, KINDS, RULEBOOK, WAIVERS


def refusal(tmp_path: Path, kind: str, content: str) -> str:
    path = tmp_path / f"file{KINDS[kind].ending}"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ImgrulesError) as refused:
        KINDS[kind].read(path)
    assert str(path) in refused.value.message
    return refused.value.message


def test_a_number_longer_than_any_program_holds_is_no_number(tmp_path: Path) -> None:
    assert "a number of 5000 signs" in refusal(tmp_path, "rulebook", "schema: " + "9" * 5000)
    assert yaml.parse("a: " + "9" * 100, label="f").data == {"a": int("9" * 100)}
    assert "unquoted" in refusal(tmp_path, "rulebook", "a: " + "9" * 400 + ".0")


@pytest.mark.parametrize("kind", ["baseline", "result", "manifest-lines"])
@pytest.mark.parametrize("content", ["9" * 5000, "[" * 100_000, '{"path": ' * 100_000])
def test_long_numbers_and_deep_nesting_in_json(tmp_path: Path, kind: str, content: str) -> None:
    assert refusal(tmp_path, kind, content)


def test_a_line_break_after_a_word_is_not_the_word(tmp_path: Path) -> None:
    text = RULEBOOK.replace("category: [clothing]", 'category: ["clothing\\n"]')
    assert ":28:23: item 1 of category" in refusal(tmp_path, "rulebook", text)
    text = WAIVERS.replace('granted: "2026-11-01"', 'granted: "2026-11-01\\n"')
    assert "is not well formed" in refusal(tmp_path, "waivers", text)
    assert "line break" in refusal(tmp_path, "waivers", '"schema\\n": 1')


def test_a_whole_number_is_written_without_a_point(tmp_path: Path) -> None:
    text = "schema: 1\ncheck: {max_waiver_days: 90.0}"
    assert "must be a whole number" in refusal(tmp_path, "settings", text)


def test_a_key_of_the_wrong_form_in_a_map_is_named(tmp_path: Path) -> None:
    text = KINDS["lock"].sound().decode().replace("background.white", "Background")
    said = refusal(tmp_path, "lock", text)
    assert "the key 'Background' is not well formed" in said
    assert "write a check as family.name" in said


@pytest.mark.parametrize("pattern", ["(", "a{99999999999}", "(" * 50_000, "[[a]", "a**"])
def test_what_python_cannot_compile_is_no_pattern(tmp_path: Path, pattern: str) -> None:
    assert pattern_flaw(pattern)
    text = RULEBOOK.replace("'^(?P<sku>[A-Z0-9]+)\\.MAIN'", json.dumps(pattern))
    assert "no regular expression" in refusal(tmp_path, "rulebook", text)


def test_a_pattern_is_a_pattern() -> None:
    assert pattern_flaw(r"^(?P<sku>[A-Z]+)\.MAIN$") is None


def test_half_a_character_is_no_text(tmp_path: Path) -> None:
    said = refusal(tmp_path, "manifest-lines", r'{"path": "a.jpg", "shelf": "\ud800"}')
    assert said.endswith(":1: '\\ud800' is half a character")
    whole = tmp_path / "whole.jsonl"
    whole.write_text(r'{"path": "\ud83d\ude00.jpg"}', encoding="utf-8")
    assert KINDS["manifest-lines"].read(whole)[0].path == "\U0001f600.jpg"


def test_half_a_character_in_a_stored_result_is_no_result(tmp_path: Path) -> None:
    whole = KINDS["result"].sound().decode()
    half = whole.replace("Export it larger", r"\ud800")
    assert "surrogates not allowed" in refusal(tmp_path, "result", half)
    spelled = tmp_path / "spelled.json"
    spelled.write_text(whole.replace("Export it larger", r"\\ud800"), encoding="utf-8")
    assert r"\ud800." in {each.remedy for each in KINDS["result"].read(spelled).findings}


def test_a_known_finding_has_a_rule(tmp_path: Path) -> None:
    assert refusal(tmp_path, "baseline", BASELINE.replace("amazon/main-white", ""))


def test_half_a_character_in_a_result_can_be_written() -> None:
    assert speakable("\ud800a\udc80é") == r"\ud800a\x80é"


def test_two_keys_for_one_column_are_refused(tmp_path: Path) -> None:
    text = '{"path": "a.jpg", "Role": "main", "role": "swatch"}'
    assert "two keys mean the same column" in refusal(tmp_path, "manifest-lines", text)
