"""What a run is told while it lasts: what is known already, and that it is to end."""

from __future__ import annotations

from collections.abc import Callable

from imgrules.engine.job import Picture
from imgrules.engine.picture import Answer

Known = Callable[[Picture], Answer | None]
"""Returns the answer on a picture that need not be judged, or None."""
Stop = Callable[[], bool]
"""Says whether the run is to end now, with the pictures judged so far."""
Meanwhile = Callable[[], object]
"""Does what this process will need later, while others work."""

LISTENS_EVERY = 0.2
"""Seconds, while a picture is waited for."""


class StoppedError(Exception):
    """Somebody asked the run to stop; the pictures not yet answered stay unjudged."""
