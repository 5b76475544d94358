"""A bar on stderr while many pictures are judged; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_FEW = 3
"""So few pictures are done before a bar could be read."""
_EARLY = 1.0
"""Seconds until a rate means something: the first answers come all at once."""
_PACE = 25
"""Columns that the rate and the time left take, with the spaces around them."""
_LONGEST, _SHORTEST = 30, 4
"""Columns of the bar; where not even the shortest fits, there is none."""


@contextmanager
def progress(total: int, *, wanted: bool, doing: str = "checking") -> Iterator[Callable[[], None]]:
    """Yield what to call after each picture."""
    if not wanted or total <= _FEW or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console

    with bar_of(total, doing, Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def pace(speed: float | None, left: float | None, elapsed: float | None) -> str:
    """Say how many a second and how long it will take; nothing while that is a guess."""
    if not speed or left is None or (elapsed or 0) < _EARLY:
        return "--/s -:--:-- left"
    return f"{speed:,.{0 if speed >= 100 else 1}f}/s {timedelta(seconds=round(left))} left"


def bar_of(total: int, doing: str, console: Console) -> Progress:
    """Return one line, whatever the width: what wraps is drawn over wrongly."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
    )
    from rich.table import Column
    from rich.text import Text

    class Pace(ProgressColumn):
        """Worked out when it is drawn, not at every picture: those may be thousands a second."""

        def render(self, task: Task) -> Text:
            return Text(pace(task.speed, task.time_remaining, task.elapsed))

    whole = Column(no_wrap=True)
    words = len(doing) + len(f" {total}/{total} ") + _PACE
    room = min(_LONGEST, console.width - words)
    bar = (BarColumn(bar_width=room),) if room >= _SHORTEST else ()
    columns = (
        TextColumn(doing, table_column=whole.copy()),
        *bar,
        MofNCompleteColumn(table_column=whole.copy()),
        Pace(table_column=whole.copy()),
    )
    return Progress(*columns, console=console, transient=True)
