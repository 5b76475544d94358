from __future__ import annotations

import pytest

from imgrules.images.quality import Quality, estimate_quality
from tests.unit.images.samples import encode, header_of, scene

# Flatter than libjpeg's tables at any quality, as those of other encoders are.
MEDIUM = (
    6, 4, 4, 6, 9, 11, 12, 16, 4, 5, 5, 6, 8, 10, 12, 12, 4, 5, 5, 6, 10, 12, 14, 19,
    6, 6, 6, 11, 12, 15, 19, 28, 9, 8, 10, 12, 16, 20, 27, 31, 11, 10, 12, 15, 20, 27, 31, 31,
    12, 12, 14, 19, 27, 31, 31, 31, 16, 12, 19, 28, 31, 31, 31, 31,
)  # fmt: skip
FINE = (
    1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 2,
    1, 1, 1, 1, 1, 2, 2, 3, 1, 1, 1, 1, 2, 2, 3, 3, 1, 1, 1, 2, 2, 3, 3, 3,
    1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 3,
)  # fmt: skip


@pytest.mark.parametrize("quality", range(1, 101))
def test_libjpeg_s_own_tables_are_known_exactly(quality: int) -> None:
    facts = header_of(encode(scene(8, 8), "JPEG", quality=quality)).jpeg
    assert facts is not None
    assert estimate_quality(facts.tables) == Quality(quality, exact=True)


def test_grey_has_one_table() -> None:
    facts = header_of(encode(scene(8, 8, mode="L"), "JPEG", quality=83)).jpeg
    assert facts is not None
    assert estimate_quality(facts.tables) == Quality(83, exact=True)


@pytest.mark.parametrize(("table", "low", "high"), [(MEDIUM, 75, 88), (FINE, 96, 99)])
def test_other_encoders_tables_are_an_estimate(table: tuple[int, ...], low: int, high: int) -> None:
    found = estimate_quality((table, table))
    assert found is not None
    assert not found.exact
    assert low <= found.value <= high


def test_no_tables() -> None:
    assert estimate_quality(()) is None
