from __future__ import annotations

from pathlib import Path

from imgrules.engine.census import Census
from imgrules.engine.job import Picture
from imgrules.model import RoleChoice
from tests.unit.engine.test_doubts import BOOK


def picture(name: str, role: str = "main", sku: str | None = None) -> Picture:
    return Picture(Path(name), name, {"acme": RoleChoice("acme", role, "x")}, sku)


def test_the_first_of_each_kind_stands_for_all() -> None:
    pictures = [picture("a"), picture("b"), picture("c", "back"), picture("d", sku="S")]
    assert [each.name for each in Census.of(pictures, [BOOK]).kinds] == ["a", "c", "d"]


def test_skus_have_the_numbers_of_their_pictures() -> None:
    pictures = [picture("a", sku="S"), picture("b"), picture("c", sku="T"), picture("d", sku="S")]
    census = Census.of(pictures, [BOOK])
    assert census.skus == {"S": [0, 3], "T": [2]}
    assert len(census) == 4
