from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from imgrules.fixes.ledger import Ledger
from imgrules.fixes.runs import start_run
from tests.cli.conftest import Run
from tests.cli.test_process import process

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOSTILE = "a\n\x1b[31m\udcff.jpg"


def buy(state: Path) -> None:
    with Ledger(state, run="run1", clock=lambda: NOW) as book, book.till(HOSTILE, "0") as till:
        for work, operation in (("1", "background.replace"), ("2", "overlay.erase")):
            ticket = till.open(processor="shop", operation=operation, work=work, params={},
                               credits=5)  # fmt: skip
            ticket.sent()
            if work == "1":
                ticket.done(b"x", credits_used=4)


def test_no_state_folder_is_2_and_makes_none(place: Path, run: Run) -> None:
    outcome = run("costs")
    assert outcome.exit_code == 2
    assert "nothing was ever applied here" in outcome.stderr
    assert not (place / ".imgrules").exists()


def test_a_run_without_services_cost_nothing(place: Path, run: Run) -> None:
    with start_run(place / ".imgrules", '{"images": [{}]}', NOW) as applied:
        applied.finish({})
    outcome = run("costs")
    assert outcome.exit_code == 0
    assert outcome.stdout == (
        f"planned: 0 credits, for 1 picture (run {applied.id})\n\nnothing was bought\n"
    )


def test_the_table_shows_what_was_spent_and_what_nobody_knows(place: Path, run: Run) -> None:
    buy(place / "books")
    shown = run("costs", "--state", "books").stdout
    assert shown == (
        "service  calls  estimated  spent  difference  unknown\n"
        "shop     2      5          4      -1          1 (up to 5)\n"
        "\n"
        "1 call has an unknown outcome; imgrules fix --resend asks again, at the risk of paying "
        "twice:\n"
        "  a\\n\\x1b[31m\\xff.jpg: overlay.erase by shop, sent 2026-01-02T03:04:05.000+00:00, "
        "5 credits\n"
    )


def test_results_that_wait_and_several_services_are_noted(place: Path, run: Run) -> None:
    with Ledger(place / ".imgrules", run="1", clock=lambda: NOW) as book:
        for service in ("one", "two"):
            with book.till("a.jpg", "0") as till:
                ticket = till.open(processor=service, operation="o", work="1", params={},
                                   credits=0.5)  # fmt: skip
                ticket.sent()
                ticket.accepted("gen-7")
    shown = run("costs").stdout
    assert "total    2      1          1      0\n" in shown
    assert "2 results are not fetched yet; fixing again goes on without paying\n" in shown
    assert "credits of different services are not worth the same\n" in shown


def test_each_way_of_adding_up(place: Path, run: Run) -> None:
    buy(place / ".imgrules")
    by_operation = run("costs", "--by", "operation").stdout.splitlines()
    assert [line.split()[0] for line in by_operation[:4]] == [
        "operation", "background.replace", "overlay.erase", "total",
    ]  # fmt: skip
    assert "a\\n\\x1b[31m\\xff.jpg" in run("costs", "--by", "image").stdout
    assert "run1" in run("costs", "--by", "run").stdout
    assert run("costs", "--by", "colour").exit_code == 2


def test_json_holds_everything(place: Path, run: Run) -> None:
    buy(place / ".imgrules")
    data = json.loads(run("costs", "-f", "json").stdout)
    assert data["schema"] == 1
    assert data["total"]["spent"] == 4
    assert data["by_image"][0]["name"] == "a\n\x1b[31m\\xff.jpg"
    assert data["doubts"][0]["credits"] == 5
    assert {f"by_{way}" for way in ("image", "operation", "service", "run")} <= set(data)


def test_a_damaged_ledger_is_2(place: Path, run: Run) -> None:
    (place / ".imgrules").mkdir()
    (place / ".imgrules" / "ledger.sqlite3").write_bytes(os.urandom(4096))
    outcome = run("costs")
    assert outcome.exit_code == 2
    assert "the ledger is damaged" in outcome.stderr


def test_a_real_process_writes_what_its_terminal_can_hold(place: Path) -> None:
    buy(place / ".imgrules")
    done = process("costs", "--by", "image", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
