from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings

# In make test the same inputs each time: a gate must not fail by chance. make fuzz looks further.
_SHARED = {"deadline": timedelta(seconds=20), "suppress_health_check": list(HealthCheck)}
settings.register_profile("short", max_examples=25, derandomize=True, **_SHARED)
settings.register_profile("fuzz", max_examples=600, **_SHARED)
