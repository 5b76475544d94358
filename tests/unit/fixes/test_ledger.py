from __future__ import annotations

import math
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imgrules.errors import ImgrulesError
from imgrules.fixes.budget import Budget, Caps
from imgrules.fixes.calls import Call, call_of, canonical
from imgrules.fixes.database import MIGRATIONS, Database
from imgrules.fixes.ledger import Ledger
from imgrules.fixes.tickets import LedgerTicket
from imgrules.fixes.till import ImageTill
from imgrules.processor import Context, Declined, Stopped

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
Open = Callable[..., Ledger]


@pytest.fixture
def ledger_of(tmp_path: Path):
    """Open the ledger of one state folder; every call is another run unless named."""
    opened: list[Ledger] = []

    def open_(run: str | None = None, **settings: object) -> Ledger:
        name = run or f"run{len(opened)}"
        made = Ledger(tmp_path, run=name, clock=lambda: NOW, patience=0.5, **settings)  # type: ignore[arg-type]
        opened.append(made)
        return made

    yield open_
    for each in opened:
        each.close()


def ask(till: ImageTill, **changes: object) -> LedgerTicket:
    asked = {"processor": "shop", "operation": "background.replace", "work": "w", "params": {},
             "credits": 5, **changes}  # fmt: skip
    return till.open(**asked)  # type: ignore[arg-type]


def rows(state: Path) -> list[Call]:
    database = Database(state / "ledger.sqlite3")
    found = [call_of(row) for row in database.read("SELECT * FROM calls ORDER BY id")]
    database.close()
    return found


def test_a_till_is_what_processors_are_given(ledger_of: Open) -> None:
    Context(till=ledger_of().till("a.jpg", "0"))


def test_every_step_is_written_down(ledger_of: Open, tmp_path: Path) -> None:
    with ledger_of("r").till("shots/a.jpg", "abc") as till:
        ticket = ask(till, params={"b": [1.0, {"c": None}], "a": "é"})
        assert (ticket.state, ticket.remote_id, ticket.result) == ("planned", None, None)
        ticket.sent()
        ticket.sent()
        assert ticket.state == "sent"
        ticket.accepted("gen-7", credits_used=6)
        assert (ticket.state, ticket.remote_id) == ("accepted", "gen-7")
        ticket.done(b"pixels")
        assert (ticket.state, ticket.result) == ("done", b"pixels")
        assert till.spent == 6
    (call,) = rows(tmp_path)
    assert (call.run, call.picture, call.image_sha256) == ("r", "shots/a.jpg", "abc")
    assert call.params == '{"a":"\\u00e9","b":[1,{"c":null}]}'
    assert (call.estimated, call.reported, call.sendings, call.attempt) == (5, 6, 2, 1)
    assert call.planned_at == call.ended_at == "2026-01-02T03:04:05.000+00:00"
    assert (tmp_path / "results" / str(call.result)).read_bytes() == b"pixels"


def test_work_that_is_done_is_never_bought_again(ledger_of: Open, tmp_path: Path) -> None:
    with ledger_of().till("a.jpg", "0") as till:
        ticket = ask(till, params={"width": 10, "color": "#fff"})
        ticket.sent()
        ticket.done(b"x")
    broke = ledger_of(budget=Budget(Caps(per_run=0)))
    with broke.till("copy of a.jpg", "0") as till:
        again = ask(till, params={"color": "#fff", "width": 10.0}, credits=math.nan)
        assert (again.state, again.result, till.spent) == ("done", b"x", 0)
    assert len(rows(tmp_path)) == 1


@pytest.mark.parametrize(
    "change",
    [{"processor": "other"}, {"operation": "overlay.erase"}, {"work": "v"}, {"params": {"a": 1}}],
)
def test_other_work_is_other_work(ledger_of: Open, change: dict[str, object]) -> None:
    ledger = ledger_of()
    with ledger.till("a.jpg", "0") as till:
        ticket = ask(till)
        ticket.sent()
        ticket.done(b"x")
        assert ask(till, **change).state == "planned"


def test_params_that_no_json_holds_are_refused() -> None:
    assert canonical({"a": 1.5, "b": (1, 2)}) == '{"a":1.5,"b":[1,2]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": math.nan})


def test_accepted_work_is_resumed_and_paid_once(ledger_of: Open, tmp_path: Path) -> None:
    first = ledger_of("first")
    with first.till("a.jpg", "0") as till:
        ticket = ask(till)
        ticket.sent()
        ticket.accepted("gen-7")
    with ledger_of("second", budget=Budget(Caps(per_run=0))).till("a.jpg", "0") as till:
        resumed = ask(till)
        assert (resumed.state, resumed.remote_id) == ("accepted", "gen-7")
        with pytest.raises(RuntimeError, match=r"sent\(\) on a ticket that is accepted"):
            resumed.sent()
        resumed.done(b"x", credits_used=4)
        assert till.spent == 0
    (call,) = rows(tmp_path)
    assert (call.run, call.state, call.reported) == ("first", "done", 4)


def test_an_unknown_outcome_is_said_and_asks(ledger_of: Open, tmp_path: Path) -> None:
    with ledger_of("first").till("a.jpg", "0") as till:
        ask(till).sent()
        assert till.spent == 0
    second = ledger_of("second")
    with second.till("b.jpg", "0") as till, pytest.raises(Declined) as told:
        ask(till)
    for words in ("a.jpg", "by shop", "may have cost 5 credits", "--resend", "paying twice"):
        assert words in told.value.message
    with ledger_of("third", unknown="resend").till("a.jpg", "0") as till:
        ticket = ask(till)
        assert ticket.state == "planned"
        ticket.sent()
        ticket.done(b"x")
    assert [(call.state, call.attempt) for call in rows(tmp_path)] == [("unknown", 1), ("done", 2)]


def test_leave_to_resend_is_none_for_calls_of_the_same_run(ledger_of: Open) -> None:
    ledger = ledger_of(unknown="resend")
    with ledger.till("a.jpg", "0") as till:
        ask(till).sent()
        with pytest.raises(Declined, match="unknown"):
            ask(till)
    with ledger.till("b.jpg", "0") as till, pytest.raises(Declined, match="unknown"):
        ask(till)


def test_an_unknown_call_counts_against_the_budget(ledger_of: Open) -> None:
    ledger = ledger_of(budget=Budget(Caps(per_run=9)))
    with ledger.till("a.jpg", "0") as till:
        ask(till).sent()
    with ledger.till("b.jpg", "1") as till, pytest.raises(Stopped):
        ask(till, work="v")


def test_work_that_was_never_sent_costs_nothing(ledger_of: Open, tmp_path: Path) -> None:
    ledger = ledger_of(budget=Budget(Caps(per_run=5)))
    with ledger.till("a.jpg", "0") as till:
        ask(till)
    with ledger.till("b.jpg", "1") as till:
        assert ask(till).state == "planned"
    (call,) = rows(tmp_path)
    assert call.picture == "b.jpg"
    assert ledger.budget.spent == 0


def test_what_failed_may_be_sent_again(ledger_of: Open, tmp_path: Path) -> None:
    ledger = ledger_of(budget=Budget(Caps(per_run=5)))
    with ledger.till("a.jpg", "0") as till:
        ticket = ask(till)
        for _ in range(3):
            ticket.sent()
            ticket.failed("429: too many requests \udcff")
            assert (ticket.state, till.spent) == ("planned", 0)
        ticket.sent()
        ticket.done(b"x")
    (call,) = rows(tmp_path)
    assert (call.state, call.sendings, call.error) == ("done", 4, "429: too many requests \\udcff")


def test_a_failure_that_cost_something_stays_on_the_books(ledger_of: Open, tmp_path: Path) -> None:
    ledger = ledger_of(budget=Budget(Caps(per_image=7)))
    with ledger.till("a.jpg", "0") as till:
        ticket = ask(till)
        ticket.sent()
        ticket.accepted("gen-1")
        ticket.failed("blocked", credits_used=2)
        assert (till.spent, ticket.remote_id) == (2, "gen-1")
        ticket.sent()
        assert ticket.remote_id is None
        ticket.failed("blocked", credits_used=2)
        with pytest.raises(Declined, match="a picture"):
            ticket.sent()
    assert [(call.state, call.reported) for call in rows(tmp_path)] == [("failed", 2)] * 2


def test_a_failure_of_an_earlier_run_may_be_asked_for(ledger_of: Open, tmp_path: Path) -> None:
    with ledger_of().till("a.jpg", "0") as till:
        ticket = ask(till)
        ticket.sent()
        ticket.failed("500")
    with ledger_of().till("a.jpg", "0") as till:
        assert ask(till).state == "planned"
    assert [call.attempt for call in rows(tmp_path)] == [1, 2]


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ((), lambda ticket: ticket.accepted("1")),
        ((), lambda ticket: ticket.done(b"")),
        (("sent", "done"), lambda ticket: ticket.sent()),
        (("sent", "done"), lambda ticket: ticket.failed("no")),
    ],
)
def test_a_step_out_of_order_is_a_fault_of_the_processor(
    ledger_of: Open, steps: tuple[str, ...], wrong: Callable[[LedgerTicket], None]
) -> None:
    with ledger_of().till("a.jpg", "0") as till:
        ticket = ask(till)
        for step in steps:
            ticket.sent() if step == "sent" else ticket.done(b"x")
        with pytest.raises(RuntimeError):
            wrong(ticket)


def test_a_ticket_outlives_its_till_only_to_tell_what_came_back(ledger_of: Open) -> None:
    ledger = ledger_of()
    with ledger.till("a.jpg", "0") as till:
        unsent, sent = ask(till), ask(till, work="v")
        sent.sent()
    sent.done(b"late but paid")
    with pytest.raises(Declined, match="took this call over"):
        unsent.sent()
    with ledger.till("b.jpg", "0") as till:
        assert ask(till, work="v").result == b"late but paid"


# -- results that are gone -------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("?")])
@pytest.mark.parametrize("number", [None, "gen-7"])
def test_a_damaged_result_is_said_and_fetched_or_asked_for_anew(
    ledger_of: Open, tmp_path: Path, damage: Callable[[Path], None], number: str | None
) -> None:
    said: list[str] = []
    with ledger_of().till("a.jpg", "0") as till:
        ticket = ask(till)
        ticket.sent()
        if number:
            ticket.accepted(number)
        ticket.done(b"x")
    (stored,) = (tmp_path / "results").iterdir()
    damage(stored)
    with ledger_of(say=said.append).till("a.jpg", "0") as till:
        ticket = ask(till)
        assert ticket.state == ("accepted" if number else "planned")
        if not number:
            ticket.sent()
        ticket.done(b"x")
        assert ask(till).result == b"x"
    assert "missing" in said[0] or "damaged" in said[0]
    assert ("number gen-7" if number else "once more") in said[0]


# -- at the same time ------------------------------------------------------------------------------


def test_threads_that_want_the_same_buy_once(ledger_of: Open) -> None:
    ledger = ledger_of()
    ledger.patience = 20
    bought, got, start = [], [], threading.Barrier(8)

    def work(number: int) -> None:
        start.wait()
        with ledger.till(f"{number}.jpg", "0") as till:
            ticket = ask(till)
            if ticket.state == "planned":
                ticket.sent()
                bought.append(number)
                ticket.done(b"x")
            got.append(ticket.result)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(bought), got) == (1, [b"x"] * 8)


def test_a_wait_has_an_end_and_is_said(ledger_of: Open) -> None:
    said: list[str] = []
    ledger, other = ledger_of(), ledger_of(say=said.append)
    with ledger.till("a.jpg", "0") as mine, other.till("b.jpg", "0") as theirs:
        ask(mine).sent()
        with pytest.raises(Declined, match="is being asked for by another run"):
            ask(theirs)
    assert said == ["b.jpg: waiting; the same work is being asked for already"]


def test_closing_the_ledger_lets_go_of_every_call(ledger_of: Open, tmp_path: Path) -> None:
    ledger = ledger_of()
    ask(ledger.till("a.jpg", "0"))
    ledger.close()
    assert [call.owner for call in rows(tmp_path)] == [None]
    with ledger_of().till("b.jpg", "0") as till:
        assert ask(till).state == "planned"


BUYER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from imgrules.fixes.ledger import Ledger
state, number = Path(sys.argv[1]), sys.argv[2]
with Ledger(state, run=number, clock=lambda: datetime.now(UTC), patience=30) as ledger:
    for work in "abcde":
        with ledger.till(f"{number}.jpg", "0") as till:
            ticket = till.open(processor="shop", operation="o", work=work, params={}, credits=1)
            if ticket.state == "planned":
                ticket.sent()
                with (state / "orders").open("a") as orders:
                    orders.write(work)
                time.sleep(0.02)
                ticket.done(work.encode())
            assert ticket.result == work.encode()
"""


def python(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_processes_that_want_the_same_buy_once(tmp_path: Path) -> None:
    buyers = [python(BUYER, tmp_path, number) for number in range(6)]
    for buyer in buyers:
        _, said = buyer.communicate(timeout=60)
        assert buyer.returncode == 0, said.decode()
    assert sorted((tmp_path / "orders").read_text()) == list("abcde")


HOLDER = BUYER.replace("time.sleep(0.02)", "print('sent', flush=True); time.sleep(600)")


def test_a_killed_buyer_holds_nobody_up(tmp_path: Path, ledger_of: Open) -> None:
    buyer = python(HOLDER, tmp_path, 0)
    assert buyer.stdout is not None
    assert buyer.stdout.readline() == b"sent\n"
    ledger = ledger_of()
    with ledger.till("b.jpg", "0") as till:
        with pytest.raises(Declined, match="asked for by another run"):
            ask(till, operation="o", work="a")
        buyer.send_signal(signal.SIGKILL)
        buyer.communicate(timeout=30)
        with pytest.raises(Declined, match="outcome is unknown"):
            ask(till, operation="o", work="a")


# -- the file itself -------------------------------------------------------------------------------


def test_hostile_names_go_in_and_come_out(ledger_of: Open, tmp_path: Path) -> None:
    name = "a\n\x1b[31m\udcff\ud800'; DROP TABLE calls; --" + "x" * 300
    with ledger_of().till(name, "0") as till:
        ticket = ask(till, params={name: name})
        ticket.sent()
        ticket.accepted("\ud800\0")
    (call,) = rows(tmp_path)
    assert (call.picture, call.remote_id) == (name, "\\ud800\0")


def test_a_ledger_of_a_newer_imgrules_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(ImgrulesError, match="newer imgrules"):
        Database(path)


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    with pytest.raises(ImgrulesError, match="no ledger of imgrules"):
        Database(path)


def test_a_damaged_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_bytes(b"this is no database, whatever its name" * 100)
    with pytest.raises(ImgrulesError, match="damaged") as told:
        Ledger(tmp_path, run="r", clock=lambda: NOW)
    assert "backup" in str(told.value.hint)
    assert not list((tmp_path / "owners").iterdir())


def test_a_full_disk_is_said_and_nothing_is_half_bought(ledger_of: Open, tmp_path: Path) -> None:
    ledger = ledger_of()
    with ledger.till("a.jpg", "0") as till:
        ticket = ask(till)
        pages = ledger.database.read("PRAGMA page_count")[0][0]
        ledger.database.read(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ImgrulesError, match="full") as told:
            ask(till, work="v", params={"long": "x" * 100_000})
        assert "free some space" in str(told.value.hint)
        ticket.sent()
    assert [call.state for call in rows(tmp_path)] == ["sent"]


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.sqlite3")
    full = database.read("PRAGMA synchronous")[0][0]
    mode = database.read("PRAGMA journal_mode")[0][0]
    database.close()
    assert (full, mode) == (2, "wal")
