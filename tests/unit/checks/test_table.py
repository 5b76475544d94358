"""The table of checks, the files and the contract agree."""

from __future__ import annotations

from pathlib import Path

import pytest

import imgrules.checks
from imgrules import plugins
from imgrules.checks import CHECKS, FAMILIES
from imgrules.testing import assert_check_contract

FOLDER = Path(imgrules.checks.__file__).parent


def test_every_file_is_in_the_table_and_the_other_way_round() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    assert files == {target.partition(":")[0].rpartition(".")[2] for target in CHECKS.values()}


def test_table_is_sorted_and_its_families_are_known() -> None:
    assert list(CHECKS) == sorted(CHECKS)
    assert {name.partition(".")[0] for name in CHECKS} == set(FAMILIES)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_contract(name: str) -> None:
    assert_check_contract(type(plugins.load_check(name)))
