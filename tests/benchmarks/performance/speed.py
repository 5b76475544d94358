"""Checking beside bare decoding, the naive script and CleanVision, over the same files."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.performance.findings import Findings, Row, Table, at_least, at_most
from tests.benchmarks.performance.rounds import Times, median, over, ratio
from tests.benchmarks.performance.scale import Scale

BARE = "bare decoding"
HEADERS = "check: files and headers"
PIXELS = "check: all but text"
EVERYTHING = "check: all rules"
NAIVE = "naive script"
RIVAL = "CleanVision"
WAYS = {
    BARE: ("decode", 0),
    HEADERS: ("headers", 0),
    PIXELS: ("pixels", 0),
    EVERYTHING: ("everything", 0),
    NAIVE: ("naive", 0),
    RIVAL: ("cleanvision", 0),
}
IN_WORKERS = {
    BARE: "decode", HEADERS: "headers", PIXELS: "pixels", EVERYTHING: "everything",
    NAIVE: "naive", RIVAL: "cleanvision",
}  # fmt: skip
_SLOW = ("everything", "naive", "cleanvision")
HEAD = ("way", "ms a picture", "pictures a second", "× bare decoding", "× all but text")


def mains(folder: Path, scale: Scale) -> Findings:
    """Measure main pictures on one core."""
    count = _count(folder)
    times = over(folder, WAYS, scale.rounds, scale.clock)
    words = (
        f"{count} JPEG main pictures of 2000 × 2000 px on white, one core, nothing cached by "
        "imgrules, the allocator set for all as imgrules sets it for its workers; "
        f"{scale.clock} time, medians of {scale.rounds} interleaved rounds, ratios are the median "
        "of the rounds' ratios."
    )
    yield Table("Main pictures, one core", words, HEAD, _rows(times, count), times)
    yield at_most("all but text beside bare decoding", 2.0, ratio(times, PIXELS, BARE), " ×")
    yield at_least("the naive script beside all but text", 10, ratio(times, NAIVE, PIXELS), " ×")
    yield at_least("CleanVision beside all but text", 8, ratio(times, RIVAL, PIXELS), " ×")
    rate = 1 / median(times, EVERYTHING, count)
    yield at_least("all rules on white main pictures, one core", 10, rate, " a second")


def mixed(folder: Path, scale: Scale) -> Findings:
    """Measure pictures of mixed sizes on one core."""
    count = _count(folder)
    times = over(folder, WAYS, scale.few_rounds, scale.clock)
    words = (
        f"{count} pictures of 1 to 24 megapixels: JPEG, progressive JPEG, PNG, WebP; one core, "
        f"{scale.clock} time, {scale.few_rounds} rounds."
    )
    yield Table("Mixed sizes, one core", words, HEAD, _rows(times, count), times)


def workers(many: Path, few: Path, scale: Scale) -> Findings:
    """Measure what a second worker brings; the slow ways over a few of the pictures."""
    rows: list[Row] = []
    values: dict[str, list[float]] = {}
    for title, way in IN_WORKERS.items():
        folder = few if way in _SLOW else many
        count = _count(folder)
        ways = {f"{title}, {number}": (way, number) for number in (1, 2)}
        times = over(folder, ways, scale.few_rounds if way in _SLOW else scale.rounds)
        one, two = ways
        rates = (f"{1 / median(times, name, count):,.1f}" for name in ways)
        rows.append((title, *rates, f"{ratio(times, one, two):.2f}"))
        values.update({name: list(taken) for name, taken in times.items()})
    words = (
        f"{_count(many)} such main pictures, {_count(few)} for all rules, the naive script and "
        "CleanVision. `imgrules` in worker processes as `check` has them, their start included; "
        "the others in as many processes by their own means. Pictures a second, medians of "
        "interleaved rounds."
    )
    yield Table("A second worker", words, ("way", "1 worker", "2 workers", "gain"), rows, values)
    gain = next(float(row[3]) for row in rows if row[0] == PIXELS)
    yield at_least("two workers beside one, all but text", 1.8, gain, " ×", 2)


def _count(folder: Path) -> int:
    return len(list(folder.iterdir()))


def _rows(times: Times, count: int) -> list[Row]:
    return [
        (
            name,
            f"{1000 * median(times, name, count):,.1f}",
            f"{1 / median(times, name, count):,.1f}",
            f"{ratio(times, name, BARE):.2f}",
            f"{ratio(times, name, PIXELS):.2f}",
        )
        for name in times
    ]
