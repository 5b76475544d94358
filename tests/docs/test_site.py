"""The documentation builds as a site: links lead somewhere, nothing is fetched from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
_LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr[-3000:]
    return folder


class _Page(HTMLParser):
    """What a page links to, which places it has, what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places.add(given.get("id", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and given.get("rel") in {"stylesheet", "preconnect", "icon", "preload"}:
            self.loads.append(given.get("href", ""))
        if tag in _LOADS and _LOADS[tag] in given:
            self.loads.append(given[_LOADS[tag]])


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_page_of_the_documentation_is_on_the_site_and_in_its_menu(site: Path, pages) -> None:
    sources = [page for page in (ROOT / "docs").rglob("*.md") if "generator" not in page.parts]
    menu = {unquote(link).partition("#")[0] for link in pages[site / "index.html"].links}
    for source in sources:
        page = source.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        assert (site / page).is_file()
        assert page in menu


def test_links_and_anchors_lead_somewhere(site: Path, pages) -> None:
    for path, page in pages.items():
        if path.name == "404.html":  # its links count from the root of the server
            continue
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, place = unquote(link).partition("#")
            file = (path.parent / target).resolve() if target else path
            assert file in pages or file.is_file(), f"{path.name}: {link}"
            if place and file in pages:
                assert place in pages[file].places, f"{path.name}: {link}"


def test_nothing_is_loaded_from_outside(site: Path, pages) -> None:
    for path, page in pages.items():
        assert [load for load in page.loads if "//" in load] == [], path.name
    for sheet in site.rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", text), sheet.name


def test_the_decisions_are_all_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d[^)]+)\)", (folder / "index.md").read_text("utf-8"))
    assert listed == sorted(page.name for page in folder.glob("0*.md"))


def test_the_generator_and_its_code_are_left_out(site: Path) -> None:
    assert not (site / "generator").exists()
    assert list(site.rglob("*.py")) == []
