"""How hard hypothesis tries: a few inputs, always the same; ``make fuzz`` asks for many."""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import HealthCheck, settings

_HANGS = timedelta(seconds=20)
"""Reading takes milliseconds; what takes longer would not end."""
_EXAMPLES = os.environ.get("IMGRULES_FUZZ_EXAMPLES")

effort = settings(
    max_examples=int(_EXAMPLES or 25),
    # A gate must not fail by chance.
    derandomize=_EXAMPLES is None,
    deadline=_HANGS,
    suppress_health_check=list(HealthCheck),
)
