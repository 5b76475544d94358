"""The bar keeps to one line and says how fast it goes and how long it will take."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from imgrules.cli.progress import bar_of, pace


def drawn(width: int, total: int, done: int, seconds: float) -> list[str]:
    """Return the lines a terminal shows when so many were done at an even rate."""
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    now = 0.0
    bar = bar_of(total, "checking", console)
    bar.get_time = lambda: now
    task = bar.add_task("", total=total)
    for step in range(1, 11):
        now = seconds * step / 10
        bar.update(task, completed=done * step / 10)
    with console.capture() as shown:
        console.print(bar.get_renderable())
    return [line.rstrip() for line in shown.get().splitlines() if line.strip()]


@pytest.mark.parametrize("width", [50, 80, 120])
@pytest.mark.parametrize(("total", "done"), [(30, 10), (2_500, 1_000), (100_000, 40_000)])
def test_one_line_tells_all(width: int, total: int, done: int) -> None:
    (line,) = drawn(width, total, done, seconds=20)
    assert line.startswith("checking ")
    assert f"{done}/{total}" in line.replace(" ", "")
    rate = done / 20
    assert f" {rate:,.{0 if rate >= 100 else 1}f}/s " in line
    assert line.endswith("0:00:30 left" if done / total == 0.4 else "0:00:40 left")
    assert len(line) <= width


def test_a_very_narrow_terminal_gets_one_line_too() -> None:
    (line,) = drawn(30, 1000, 400, seconds=20)
    assert "20.0/s" in line


@pytest.mark.parametrize(
    ("speed", "left", "elapsed", "said"),
    [
        (None, None, None, "--/s -:--:-- left"),
        (24_890.3, 1.0, 0.1, "--/s -:--:-- left"),
        (3.25, 93_600.0, 5.0, "3.2/s 1 day, 2:00:00 left"),
        (2_345.6, 42.0, 5.0, "2,346/s 0:00:42 left"),
    ],
)
def test_no_rate_is_told_before_there_is_one(
    speed: float | None, left: float | None, elapsed: float | None, said: str
) -> None:
    assert pace(speed, left, elapsed) == said
