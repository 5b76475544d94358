from __future__ import annotations

from datetime import date

import pytest

from imgrules.errors import RulebookError
from imgrules.rulebook.stale import stale_sources

SOURCES = (
    'sources:\n  guide: {title: Guide, retrieved: "2026-05-01"}\n'
    '  other: {title: Cited by nobody, retrieved: "2020-01-01"}\n'
)


@pytest.mark.parametrize(("today", "count"), [(date(2026, 5, 11), 0), (date(2026, 5, 12), 1)])
def test_both_sides_of_the_limit(library, today: date, count: int) -> None:
    library.add(sources=SOURCES)
    found = stale_sources(library.load(), today=today, days=10)
    assert [(each.ref, each.days, each.rules) for each in found] == [("guide", 11, 1)] * count


def test_a_source_without_a_day_is_stale(library) -> None:
    library.add()
    assert [each.days for each in stale_sources(library.load(), today=date(2026, 1, 1))] == [None]


def test_a_day_that_is_none(library) -> None:
    library.add(sources=SOURCES.replace("2026-05-01", "2026-02-31"))
    with pytest.raises(RulebookError, match="no day"):
        stale_sources(library.load(), today=date(2026, 3, 1))
