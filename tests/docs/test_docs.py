"""The documentation is complete, its links lead somewhere, and it is not out of date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generator.__main__ import drift, pages
from imgrules.checks import CHECKS

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_generated_pages_are_up_to_date() -> None:
    assert drift(pages()) == []


def test_every_check_has_its_page() -> None:
    for name in CHECKS:
        assert (ROOT / "docs" / "reference" / "checks" / f"{name}.md").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"
