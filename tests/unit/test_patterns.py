from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgrules import resources
from imgrules.patterns import Bounded, SlowPatternError, is_harmless, pattern_flaw

SLOW = r"(\w|[a-z])*(\w+)+$"
NAME = "a" * 60 + "!"


@pytest.mark.parametrize(
    ("pattern", "harmless"),
    [
        (r"^(?P<sku>[A-Z0-9]{8,14})\.(?:PT\d\d|LEFT|BACK)\.[A-Z]+$", True),
        (r"^(?P<sku>.+)[._-](?:sw\d{0,2}|swatch)\.[a-z0-9]+$", True),
        (r"_main\.", True),
        (r"[(+*){2}]+", True),
        (r"\(\*\)\+*", True),
        (SLOW, False),
        ("(a|a)*b", False),
        ("(a|a)(a|a)" * 20, False),
        ("a?" * 40 + "a" * 40, False),
        (".*.*.*.*=", False),
        ("(?=(a+))x", True),
        ("(?<=(a+))x", False),
        ("(?:a{1,200}){2}", False),
    ],
)
def test_what_is_harmless_is_told_by_the_pattern(pattern: str, harmless: bool) -> None:
    assert is_harmless(pattern, whole=pattern.startswith("^")) == harmless


def test_patterns_of_shipped_rulebooks_need_no_watching() -> None:
    texts = (path.read_text("utf-8") for path in resources.rules_dir().glob("[a-z]*/*.yaml"))
    found = {pattern for text in texts for pattern in re.findall(r"\bpattern: '([^']+)'", text)}
    assert len(found) > 5
    assert [pattern for pattern in found if not is_harmless(pattern, whole=True)] == []


def test_a_match_that_would_last_for_ever_is_given_up_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("imgrules.patterns.SECONDS", 0.05)
    with pytest.raises(SlowPatternError) as caught:
        Bounded(SLOW).find(NAME)
    assert SLOW in caught.value.message
    assert NAME in caught.value.message
    assert "repetitions" in str(caught.value.hint)
    assert caught.value.at("acme.yaml").message.startswith("acme.yaml: ")


def test_patterns_that_are_watched_match_as_others() -> None:
    assert Bounded(SLOW, whole=True).find("one") is not None
    assert Bounded("(A)+(?P<sku>B)", ignore_case=True).find("xaab").groupdict() == {"sku": "b"}
    assert Bounded("(A)+", whole=True).find("AB") is None
    assert Bounded("a" * 300).find("a" * 300) is not None


@given(st.text("ab1.-", max_size=12))
def test_both_ways_find_the_same(text: str) -> None:
    for pattern in (r"^(?P<sku>[a-z]+)-\d?", r"(a|b)\.", "1{2,3}"):
        bounded = Bounded(pattern, ignore_case=True)
        assert is_harmless(pattern)
        quick, watched = bounded.find(text), bounded._watched(text)
        assert (quick and quick.groupdict()) == (watched and watched.groupdict())


@pytest.mark.parametrize("pattern", ["(", "[[a]", "*a", "(?P<n>a)(?P<n>b)"])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    assert pattern_flaw(pattern)
    assert pattern_flaw(SLOW) is None
