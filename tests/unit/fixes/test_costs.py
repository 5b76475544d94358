from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imgrules.errors import ImgrulesError, UsageError
from imgrules.fixes.costs import Line, read_costs
from imgrules.fixes.ledger import Ledger
from imgrules.fixes.runs import start_run
from imgrules.fixes.till import ImageTill

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PLAN = {
    "images": [
        {"steps": [{"candidates": [{"credits": 5}, {"credits": 50}]}, {"candidates": []}]},
        {"steps": [{"candidates": [{"credits": 0.5}]}, {"candidates": [{"credits": None}]}]},
        {"steps": []},
    ]
}


def ledger(state: Path, run: str) -> Ledger:
    return Ledger(state, run=run, clock=lambda: NOW)


def buy(till: ImageTill, work: str, credits: float | None, used: float | None = None, *,
        service: str = "shop", operation: str = "background.replace") -> None:  # fmt: skip
    ticket = till.open(processor=service, operation=operation, work=work, params={},
                       credits=credits)  # fmt: skip
    if ticket.state == "done":
        return
    ticket.sent()
    ticket.done(work.encode(), credits_used=used)


def test_what_was_spent_is_added_up_every_way(tmp_path: Path) -> None:
    with ledger(tmp_path, "run1") as book:
        with book.till("a.jpg", "0") as till:
            buy(till, "1", 5, 6)
            buy(till, "2", 2, service="other", operation="overlay.erase")
        with book.till("b.jpg", "1") as till:
            ticket = till.open(processor="shop", operation="background.replace", work="3",
                               params={}, credits=5)  # fmt: skip
            ticket.sent()
            ticket.failed("no product")
    with ledger(tmp_path, "run2") as book, book.till("c.jpg", "2") as till:
        buy(till, "1", 5)
        buy(till, "4", None)
    costs = read_costs(tmp_path)
    assert costs.total == Line("total", 4, 8, 7, 1, unpriced=1, unknown=0, at_risk=0)
    assert [(line.name, line.spent) for line in costs.by_image] == [
        ("a.jpg", 8), ("b.jpg", 0), ("c.jpg", 0),
    ]  # fmt: skip
    assert [(line.name, line.spent) for line in costs.by_operation] == [
        ("background.replace", 6), ("overlay.erase", 2),
    ]  # fmt: skip
    assert [(line.name, line.calls) for line in costs.by_service] == [("other", 1), ("shop", 3)]
    assert [(line.name, line.spent) for line in costs.by_run] == [("run1", 8), ("run2", 0)]


def test_what_nobody_knows_is_told_apart(tmp_path: Path) -> None:
    with ledger(tmp_path, "run1") as book, book.till("a.jpg", "0") as till:
        ticket = till.open(processor="shop", operation="o", work="1", params={}, credits=5)
        ticket.sent()
        costs = read_costs(tmp_path)
        assert (costs.under_way, costs.total.unknown, costs.total.spent) == (1, 0, 0)
    costs = read_costs(tmp_path)
    assert (costs.under_way, costs.total.spent) == (0, 0)
    assert (costs.total.unknown, costs.total.at_risk) == (1, 5)
    (doubt,) = costs.doubts
    assert (doubt.image, doubt.service, doubt.credits, doubt.given_up) == (
        "a.jpg",
        "shop",
        5,
        False,
    )
    resending = Ledger(tmp_path, run="run2", clock=lambda: NOW, unknown="resend")
    with resending as book, book.till("a.jpg", "0") as till:
        buy(till, "1", 5, operation="o")
    costs = read_costs(tmp_path)
    assert (costs.total.spent, costs.total.at_risk) == (5, 5)
    assert [doubt.given_up for doubt in costs.doubts] == [True]


def test_accepted_work_is_spent_and_waits_to_be_fetched(tmp_path: Path) -> None:
    with ledger(tmp_path, "run1") as book, book.till("a.jpg", "0") as till:
        ticket = till.open(processor="shop", operation="o", work="1", params={}, credits=5)
        ticket.sent()
        ticket.accepted("gen-7")
        assert (read_costs(tmp_path).under_way, read_costs(tmp_path).unfetched) == (1, 0)
    costs = read_costs(tmp_path)
    assert (costs.under_way, costs.unfetched, costs.total.spent) == (0, 1, 5)


def test_work_that_was_never_sent_is_no_call(tmp_path: Path) -> None:
    with ledger(tmp_path, "run1") as book, book.till("a.jpg", "0") as till:
        till.open(processor="shop", operation="o", work="1", params={}, credits=5)
    assert read_costs(tmp_path).total.calls == 0


def test_the_latest_plan_is_what_is_planned(tmp_path: Path) -> None:
    for plan in ("{}", json.dumps(PLAN)):
        with start_run(tmp_path, plan, NOW) as run:
            run.finish({})
    planned = read_costs(tmp_path).planned
    assert planned is not None
    assert (planned.run, planned.images, planned.credits) == (run.id, 3, 5.5)


@pytest.mark.parametrize("plan", ["", "[]", '{"images": [{"steps": [{}]}]}', '{"images": 1}'])
def test_a_plan_that_is_none_is_said(tmp_path: Path, plan: str) -> None:
    with start_run(tmp_path, plan, NOW) as run:
        run.finish({})
    with pytest.raises(ImgrulesError, match="no plan of imgrules"):
        read_costs(tmp_path)


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        read_costs(tmp_path / "typo")
    assert not list(tmp_path.iterdir())
    assert read_costs(tmp_path).total.calls == 0
    assert not list(tmp_path.iterdir())
