"""The documentation is complete, its links lead somewhere, and it is not out of date."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from docs.generator.__main__ import drift, pages
from imgrules import plugins
from imgrules.checks import CHECKS
from imgrules.cli import app
from imgrules.fixes.services import bundled_profiles, load_profile

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_generated_pages_are_up_to_date() -> None:
    assert drift(pages()) == []


def test_every_check_has_its_page() -> None:
    for name in CHECKS:
        assert (ROOT / "docs" / "reference" / "checks" / f"{name}.md").is_file()


def test_every_command_is_on_the_page_of_commands() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    for name in app.list_commands(click.Context(app)):
        assert f"## `imgrules {name}`" in page


def test_every_processor_has_its_page() -> None:
    folder = ROOT / "docs" / "reference" / "processors"
    index = (folder / "index.md").read_text("utf-8")
    for name in (*plugins.PROCESSORS, *bundled_profiles()):
        assert f"({name}.md)" in index
        assert (folder / f"{name}.md").is_file()


@pytest.mark.parametrize("name", bundled_profiles())
def test_a_service_s_page_states_each_price_with_its_day_and_source(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "processors" / f"{name}.md").read_text("utf-8")
    profile = load_profile(bundled_profiles()[name])
    assert profile.prices
    for table in profile.prices:
        row = next(line for line in page.splitlines() if line.startswith(f"| {table.since} "))
        assert table.source in row
        assert all(f"`{call}` {paid:g}" in row for call, paid in table.credits.items())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"
