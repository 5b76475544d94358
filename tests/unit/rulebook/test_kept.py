from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from imgrules.errors import RulebookError, RulebookErrors
from imgrules.rulebook.kept import Kept
from imgrules.rulebook.load import load_file, load_rulebook
from imgrules.rulebook.shelf import everything

DAY = date(2026, 11, 21)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept")


def test_a_kept_rulebook_is_the_one_read(kept: Kept) -> None:
    for path in (edition.path for shelved in everything() for edition in shelved.editions):
        read = load_file(path, as_of=DAY)
        assert kept.get(path, DAY) is None
        load_file(path, as_of=DAY, kept=kept)
        again = kept.get(path, DAY)
        assert again == read
        assert [rule.params for rule in again.rules] == [rule.params for rule in read.rules]


def test_an_edited_file_is_read_anew(library, kept: Kept) -> None:
    path = library.add()
    load_file(path, as_of=DAY, kept=kept)
    path.write_text(path.read_text().replace("500", "700"))
    assert kept.get(path, DAY) is None
    (rule,) = load_file(path, as_of=DAY, kept=kept).rules
    assert rule.params_given == {"min_px": 700}
    path.write_text(path.read_text().replace("min_px", "min_pix"))
    with pytest.raises((RulebookError, RulebookErrors), match="min_pix"):
        load_file(path, as_of=DAY, kept=kept)


def test_an_edited_parent_is_read_anew(library, kept: Kept) -> None:
    parent = library.add("base/web")
    path = library.add("acme", top="extends: [base/web@2026-01-01]\n", rules="")
    assert load_rulebook("acme", as_of=DAY, kept=kept).rules[0].params_given == {"min_px": 500}
    assert kept.get(path, DAY) is not None
    parent.write_text(parent.read_text().replace("500", "900"))
    assert load_rulebook("acme", as_of=DAY, kept=kept).rules[0].params_given == {"min_px": 900}


def test_a_parent_found_elsewhere_is_read_anew(
    library, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add("base/web")
    own = tmp_path / "own.yaml"
    text = library.add("acme", top="extends: [base/web@2026-01-01]\n", rules="").read_text()
    own.write_text(text)
    assert load_file(own, as_of=DAY, kept=kept).rules[0].params_given == {"min_px": 500}
    other = tmp_path / "other"
    (other / "base/web").mkdir(parents=True)
    source = (library.root / "base/web/2026-01-01.yaml").read_text().replace("500", "800")
    (other / "base/web/2026-01-01.yaml").write_text(source)
    monkeypatch.setenv("IMGRULES_RULES_PATH", f"{other}{os.pathsep}{library.root}")
    assert load_file(own, as_of=DAY, kept=kept).rules[0].params_given == {"min_px": 800}


def test_another_working_folder_names_places_its_own_way(
    library, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library.add()
    monkeypatch.chdir(path.parent)
    near = load_file(path, as_of=DAY, kept=kept).rules[0].origin[""]
    monkeypatch.chdir(tmp_path)
    far = load_file(path, as_of=DAY, kept=kept).rules[0].origin[""]
    assert near.startswith("2026-01-01.yaml:")
    assert far.endswith(f"acme/{near}")


def test_a_file_of_another_name_is_still_refused(library, kept: Kept) -> None:
    path = library.add()
    load_file(path, as_of=DAY, kept=kept)
    with pytest.raises(RulebookError, match="the folder is named other"):
        load_file(path, as_of=DAY, name="other", kept=kept)


@pytest.mark.parametrize("text", ["", "{}", "0\n{}", "\xff"])
def test_what_is_damaged_is_read_anew(library, kept: Kept, text: str) -> None:
    path = library.add()
    read = load_file(path, as_of=DAY, kept=kept)
    (file,) = kept.folder.iterdir()
    file.write_text(text, encoding="latin-1")
    assert kept.get(path, DAY) is None
    assert load_file(path, as_of=DAY, kept=kept) == read
    kept.clear()
    assert list(kept.folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_no_verdict(library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = library.add()
    assert load_file(path, as_of=DAY, kept=Kept(tmp_path / "file")) == load_file(path, as_of=DAY)


def test_the_oldest_go_first(library, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgrules.rulebook.kept._MOST", 2)
    paths = [library.add(f"acme{number}") for number in range(4)]
    for path in paths:
        load_file(path, as_of=DAY, kept=kept)
    assert [kept.get(path, DAY) is not None for path in paths] == [False, False, True, True]


def test_a_kept_rulebook_imports_no_check(library, kept: Kept) -> None:
    load_rulebook("amazon", as_of=DAY, kept=kept)
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from imgrules.rulebook.kept import Kept; from imgrules.rulebook.load import load_rulebook;"
        "kept = Kept(Path(sys.argv[1]));"
        "book = load_rulebook('amazon', as_of=date(2026, 11, 21), kept=kept);"
        "print([m for m in sys.modules if m in ('pydantic', 'yaml', 'jsonschema') or"
        " m.startswith('imgrules.checks.')], len(book.rules) > 20)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(kept.folder.parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[] True"
