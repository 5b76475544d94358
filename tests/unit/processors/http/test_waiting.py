from __future__ import annotations

import threading
import time
from email.utils import formatdate

import pytest

from imgrules_processors.http.failures import Again
from imgrules_processors.http.patience import patiently
from imgrules_processors.http.waiting import Pace, asked_to_wait

NOW = 1_790_000_000.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12", 12),
        ("1.5", 1.5),
        (" 3 ", 3),
        ("0", 0),
        ("-4", 0),
        (str(int(NOW) + 30), 30),
        (str(int(NOW) - 30), 0),
        (str((int(NOW) + 30) * 1000), 30),
        (formatdate(NOW + 45, usegmt=True), 45),
        (formatdate(NOW - 45, usegmt=True), 0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_every_form_of_waiting_is_read(text, seconds):
    found = asked_to_wait({"Retry-After": text}, ["Retry-After"], now=NOW)
    assert found == (None if seconds is None else pytest.approx(seconds, abs=1))


def test_the_first_readable_header_counts():
    headers = {"Retry-After": "soon", "X-Reset": "7"}
    assert asked_to_wait(headers, ["Missing", "Retry-After", "X-Reset"]) == 7
    assert asked_to_wait(headers, ["Missing"]) is None


def test_no_more_than_the_limit_pass_in_a_window_over_all_threads():
    pace, passed, lock = Pace(4, window=0.2), [], threading.Lock()

    def work():
        for _ in range(3):
            pace.take()
            with lock:
                passed.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed.sort()
    assert len(passed) == 12
    # The moment of passing is read a little after it was granted: hence the slack.
    assert all(later - first > 0.15 for first, later in zip(passed, passed[4:], strict=False))


def test_a_pause_holds_everybody_up():
    pace = Pace(None)
    pace.take()
    pace.pause(0.1)
    begun = time.monotonic()
    pace.take()
    assert time.monotonic() - begun > 0.09


def test_trying_again_ends_with_the_tries_or_the_time():
    made = []

    def refused():
        made.append(1)
        raise Again("later", after=after)

    after = 0.0
    with pytest.raises(Again, match="later"):
        patiently(refused, within_s=60, backoff_s=0, attempts=3)
    assert len(made) == 3
    after = 100.0
    with pytest.raises(Again, match="later"):
        patiently(refused, within_s=5, backoff_s=0)
    assert len(made) == 4
