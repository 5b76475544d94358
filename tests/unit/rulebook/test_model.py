from __future__ import annotations

import pytest

from imgrules.rulebook.model import RolePattern, When


@pytest.mark.parametrize(
    ("when", "given", "matches"),
    [
        (When(), {}, True),
        (When(category=("shoes",)), {}, False),
        (When(category=("shoes", "home")), {"categories": ["home"]}, True),
        (When(category=("shoes",)), {"categories": ["home"]}, False),
        (When(category=("shoes",), region=("uk",)), {"categories": ["shoes"]}, False),
        (
            When(category=("shoes",), region=("uk",)),
            {"categories": ["shoes"], "region": "uk"},
            True,
        ),
        (When(not_category=("shoes",)), {}, True),
        (When(not_category=("shoes",)), {"categories": ["home"]}, True),
        (When(not_category=("shoes",)), {"categories": ["shoes"]}, False),
        (When(channel=("app",), not_region=("de",)), {"channel": "app", "region": "de"}, False),
    ],
)
def test_all_limits_must_be_met_and_no_exemption(when, given, matches):
    assert when.matches(**given) is matches


def test_patterns_ignore_case_and_match_anywhere():
    found = RolePattern("main", r"^(?P<sku>[a-z0-9]+)\.main\.").search("B0TEST.MAIN.jpg")
    assert found
    assert found["sku"] == "B0TEST"
    assert RolePattern("main", "main").search("swatch.jpg") is None


def test_roles_a_rulebook_knows_come_from_patterns_fallback_and_rules(library, rule):
    library.add(
        top="roles: [{role: main, pattern: m}, {role: main, pattern: o}]\nunmatched: other\n",
        rules=rule(extra="    applies_to: [swatch, main]\n"),
    )
    book = library.load()
    assert book.role_names == ("main", "other", "swatch")
    assert book.rules[0].for_role("swatch")
    assert not book.rules[0].for_role("other")


def test_a_rule_for_all_roles_names_none(library, rule):
    library.add(rules=rule(extra="    applies_to: [all]\n"))
    assert library.load().rules[0].applies_to == ()
    assert library.load().rules[0].for_role("anything")
