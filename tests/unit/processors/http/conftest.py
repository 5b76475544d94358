from __future__ import annotations

from typing import Any

import pytest

from imgrules.ext import Context
from imgrules.fixes.services import bundled_profiles, load_profile
from imgrules_processors.http.service import Service
from tests.unit.processors.http.bench import ENVIRON, MemoryTill
from tests.unit.processors.http.fake_service import FakeService


@pytest.fixture
def fake():
    with FakeService() as service:
        yield service


@pytest.fixture
def till():
    return MemoryTill()


@pytest.fixture
def context(till):
    return Context(till=till, environ=ENVIRON)


@pytest.fixture
def make(fake):
    """Return a function that makes a service of a bundled profile, speaking to the fake."""
    made = []

    def service(name: str = "pixelapi", *, profile: Any = None, **options: Any) -> Service:
        given = {
            "base_url": fake.url, "per_minute": 100_000, "interval_s": 0.01, "backoff_s": 0.01,
            "timeout_s": 2.0, "deadline_s": 4.0, **options,
        }  # fmt: skip
        profile = profile or load_profile(bundled_profiles()[name])
        made.append(Service(profile, Service.Options(**given)))
        return made[-1]

    yield service
    for each in made:
        each.close()
