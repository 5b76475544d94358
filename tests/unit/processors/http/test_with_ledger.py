"""Services and the ledger on disk, as a run uses them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imgrules.ext import Context, Cutout, Declined
from imgrules.fixes.ledger import Ledger
from tests.unit.processors.http.bench import ENVIRON, name_of, shot

CUT = "background.replace"


@pytest.fixture
def run(tmp_path):
    """Return a function that lets a service do a step in a run of its own."""

    def once(service, draft, **given):
        with (
            Ledger(tmp_path, run="r", clock=lambda: datetime.now(UTC), **given) as ledger,
            ledger.till("a.png", "0" * 64) as till,
        ):
            return service.run(CUT, draft, {}, Context(till=till, environ=ENVIRON))

    return once


def test_a_result_is_kept_from_run_to_run(fake, make, run):
    draft = shot()
    fake.script("submit", "throttle:0.01", "unavailable")
    assert isinstance(run(make(), draft), Cutout)
    assert isinstance(run(make(), draft), Cutout)
    assert fake.charges == {name_of(draft): 1}


def test_the_next_run_asks_about_the_job(fake, make, run):
    draft = shot()
    fake.script("poll", "missing")
    with pytest.raises(Declined):
        run(make(), draft)
    assert isinstance(run(make(), draft), Cutout)
    assert fake.charges == {name_of(draft): 1}


def test_a_lost_answer_is_asked_about_until_the_user_says_so(fake, make, run):
    draft = shot()
    fake.script("submit", "drop")
    with pytest.raises(Declined, match="not known"):
        run(make(), draft)
    with pytest.raises(Declined, match="outcome is unknown"):
        run(make(), draft)
    assert fake.charges == {name_of(draft): 1}
