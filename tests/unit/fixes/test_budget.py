from __future__ import annotations

import math
import threading

import pytest

from imgrules.fixes.budget import Budget, Caps, amount
from imgrules.processor import Declined, Stopped


def test_the_run_may_spend_its_budget_to_the_last_credit_and_no_more() -> None:
    budget = Budget(Caps(per_run=10))
    for _ in range(2):
        budget.settle(budget.reserve("a", 5), 5)
    assert budget.spent == 10
    with pytest.raises(Stopped, match="10 credits a run is used up: 10 spent, the next call costs"):
        budget.reserve("b", 0.01)


def test_tenths_add_up_to_one() -> None:
    budget = Budget(Caps(per_run=1))
    for _ in range(10):
        budget.settle(budget.reserve("a", 0.1), 0.1)
    with pytest.raises(Stopped):
        budget.reserve("a", 0.001)


def test_calls_in_flight_count_at_their_estimate() -> None:
    budget = Budget(Caps(per_run=10))
    first = budget.reserve("a", 6)
    with pytest.raises(Stopped, match="0 spent, 6 under way"):
        budget.reserve("b", 5)
    budget.settle(first, 4)
    assert (budget.spent, budget.reserved) == (4, 0)
    budget.reserve("b", 5)


def test_what_is_reported_replaces_what_was_settled_before() -> None:
    budget = Budget()
    call = budget.reserve("a", 5)
    budget.settle(call, 5)
    budget.settle(call, 7)
    assert budget.spent == budget.spent_on("a") == 7


def test_one_picture_over_its_budget_harms_no_other() -> None:
    budget = Budget(Caps(per_image=5))
    budget.reserve("a", 5)
    with pytest.raises(Declined, match="5 credits a picture"):
        budget.reserve("a", 1)
    budget.reserve("b", 5)


@pytest.mark.parametrize("price", [None, math.nan, math.inf, -1.0])
def test_a_price_nobody_knows_is_declined_under_a_budget(price: float | None) -> None:
    with pytest.raises(Declined, match="price unknown"):
        Budget(Caps(per_image=100)).reserve("a", price)
    assert Budget().reserve("a", price).credits == 0


def test_threads_together_never_exceed_it() -> None:
    budget, got = Budget(Caps(per_run=50)), []
    start = threading.Barrier(8)

    def spend() -> None:
        start.wait()
        for _ in range(20):
            try:
                budget.settle(budget.reserve("a", 1), 1)
                got.append(1)
            except Stopped:
                pass

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == budget.spent == 50


@pytest.mark.parametrize(
    ("credits", "shown"), [(5.0, "5"), (0.25, "0.25"), (1200, "1200"), (0, "0"), (1 / 3, "0.3333")]
)
def test_credits_read_as_people_write_them(credits: float, shown: str) -> None:
    assert amount(credits) == shown
