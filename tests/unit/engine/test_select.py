from __future__ import annotations

import pytest

from imgrules.engine.select import select_rules
from imgrules.errors import UsageError
from tests.unit.engine.conftest import make_rule, make_rulebook

BOOKS = (
    make_rulebook(
        make_rule("long-min", "dimensions.long_edge", params={"min_px": 1}), make_rule("real-item")
    ),
    make_rulebook(
        make_rule("long-min", "dimensions.long_edge", params={"min_px": 2}), name="other"
    ),
)


@pytest.mark.parametrize(
    ("select", "ignore", "kept"),
    [
        ([], [], [["long-min", "real-item"], ["long-min"]]),
        (["shop/long-min"], [], [["long-min"], []]),
        (["dimensions.*"], [], [["long-min"], ["long-min"]]),
        ([], ["long-min"], [["real-item"], []]),
        (["shop/*"], ["real-*"], [["long-min"], []]),
    ],
)
def test_select(select: list[str], ignore: list[str], kept: list[list[str]]) -> None:
    chosen = select_rules(BOOKS, select=select, ignore=ignore)
    assert [[rule.id for rule in book.rules] for book in chosen] == kept


@pytest.mark.parametrize("where", ["select", "ignore"])
def test_pattern_that_names_nothing_is_refused(where: str) -> None:
    with pytest.raises(UsageError, match="long-mim") as caught:
        select_rules(BOOKS, **{where: ["long-mim"]})
    assert caught.value.hint == "did you mean long-min?"
