"""Every shipped edition loads, lints, passes its cases and survives ablation."""

from __future__ import annotations

from datetime import date

import pytest

from imgrules.engine.cases import run_cases
from imgrules.model import Decides
from imgrules.resources import rules_dir
from imgrules.rulebook.lint import lint
from imgrules.rulebook.load import list_editions, list_rulebooks, load_rulebook
from imgrules.rulebook.released import verify_released

NAMES = [book.name for book in list_rulebooks() if book.origin == "bundled"]
EDITIONS = [(name, edition) for name in NAMES for edition in list_editions(name)]
MARKETPLACES = {
    "amazon", "ebay", "google", "walmart", "etsy", "shopify", "bol", "zalando", "mercadolibre",
    "tiktok", "meta",
}  # fmt: skip


def test_every_marketplace_is_shipped() -> None:
    assert set(NAMES) >= MARKETPLACES


@pytest.mark.parametrize(
    ("name", "edition"), EDITIONS, ids=lambda part: str(getattr(part, "id", part))
)
def test_edition_lints_clean(name: str, edition: object) -> None:
    # The sources' own reading date, not today's: a test must not begin to fail by itself.
    messages = lint(edition.path, today=date(2026, 11, 21))
    assert [message for message in messages if message.severity != "info"] == []


@pytest.mark.parametrize(
    ("name", "edition"), EDITIONS, ids=lambda part: str(getattr(part, "id", part))
)
def test_official_rules_say_where_they_come_from(name: str, edition: object) -> None:
    book = load_rulebook(f"{name}@{edition.id}", as_of=date.max)
    for rule in book.rules:
        assert rule.source.ref, rule.id
        assert rule.source.title, rule.id
        assert rule.remedy or rule.decides is Decides.HUMAN, rule.id


@pytest.mark.parametrize("name", sorted(MARKETPLACES))
def test_cases_pass_cover_every_rule_and_notice_its_absence(name: str) -> None:
    report = run_cases(name, ablate=True, require_coverage=True)
    red = [(case.id, case.edition, case.mismatches) for case in report.results if case.mismatches]
    assert (red, report.uncovered, report.unguarded) == ([], (), ())
    assert report.ok


def test_released_editions_are_unchanged() -> None:
    assert verify_released(rules_dir()) == ()
