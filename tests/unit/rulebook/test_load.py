from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from imgrules.errors import RulebookError, RulebookNotFoundError, UsageError
from imgrules.rulebook.load import Spec, list_editions, list_rulebooks, load_rulebook, parse_spec

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("amazon", Spec("amazon")),
        ("base/web-photo", Spec("base/web-photo")),
        ("amazon@2026-07-22", Spec("amazon", "2026-07-22")),
        ("amazon@2026-07-22.1", Spec("amazon", "2026-07-22.1")),
        ("./my/amazon", Spec("./my/amazon", None, Path("my/amazon"))),
        ("./my/amazon@2026-07-22", Spec("./my/amazon", "2026-07-22", Path("my/amazon"))),
        ("my/amazon/", Spec("my/amazon/", None, Path("my/amazon"))),
        ("copy.yaml", Spec("copy.yaml", None, Path("copy.yaml"))),
        ("/a/copy.yml", Spec("/a/copy.yml", None, Path("/a/copy.yml"))),
    ],
)
def test_reads_what_the_user_names(text, spec):
    assert parse_spec(text) == spec


def test_an_edition_that_is_no_day_is_refused():
    with pytest.raises(RulebookNotFoundError, match="latest in amazon@latest is no edition"):
        parse_spec("amazon@latest")


@pytest.mark.parametrize(
    ("as_of", "edition"),
    [
        ("2026-01-01", "2026-01-01"),
        ("2026-06-30", "2026-01-01"),
        ("2026-07-01", "2026-07-01.1"),
        ("2027-12-31", "2026-07-01.1"),
    ],
)
def test_an_edition_is_in_force_from_its_day_until_the_next(library, as_of, edition):
    for each in ("2026-01-01", "2026-07-01", "2026-07-01.1"):
        library.add(edition=each)
    assert library.load(as_of=as_of).edition == edition


def test_before_the_first_edition_there_are_no_rules_and_the_error_says_so(library):
    library.add(edition="2026-01-01")
    with pytest.raises(RulebookNotFoundError, match="no edition in force on 2025-12-31") as e:
        library.load(as_of="2025-12-31")
    assert "its first edition is 2026-01-01" in e.value.hint


def test_a_pinned_edition_is_used_whatever_the_date(library):
    library.add(edition="2026-01-01")
    library.add(edition="2027-01-01")
    assert library.load("acme@2027-01-01", as_of="2026-02-02").edition == "2027-01-01"
    with pytest.raises(RulebookNotFoundError, match="no edition 2028-01-01") as e:
        library.load("acme@2028-01-01")
    assert e.value.hint == "editions: 2026-01-01, 2027-01-01"


def test_a_pinned_edition_of_a_folder_must_be_there(library):
    folder = str(library.add().parent)
    assert library.load(f"{folder}@2026-01-01").edition == "2026-01-01"
    with pytest.raises(RulebookNotFoundError, match="has no edition 2026-01-02") as e:
        library.load(f"{folder}@2026-01-02")
    assert e.value.hint == "editions: 2026-01-01"


def test_an_unknown_name_is_met_with_the_nearest(library):
    library.add("acme")
    with pytest.raises(RulebookNotFoundError, match="no rulebook is called acmee") as e:
        library.load("acmee")
    assert e.value.hint == "did you mean acme?"


def test_a_folder_is_not_taken_for_a_name_but_pointed_at(library, monkeypatch):
    library.add("acme")
    monkeypatch.chdir(library.root.parent)
    with pytest.raises(RulebookNotFoundError) as e:
        library.load("library/acme")
    assert e.value.hint == f"for the folder or file of that name write .{os.sep}library/acme"
    assert library.load("./library/acme").name == "acme"


def test_a_copy_under_any_name_works_by_path(library, book, tmp_path):
    copy = tmp_path / "my-copy.yaml"
    copy.write_text(book("amazon", "2026-07-22").replace("500", "777"), encoding="utf-8")
    loaded = library.load(str(copy), as_of="2020-01-01")
    assert (loaded.name, loaded.edition) == ("amazon", "2026-07-22")
    assert loaded.rules[0].params.min_px == 777


def test_a_copy_with_an_edition_that_is_no_day_is_refused(library, book, tmp_path):
    copy = tmp_path / "my-copy.yaml"
    copy.write_text(book("amazon", "2026-13-01"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r":3:10: edition 2026-13-01 is no day of the calendar"):
        library.load(str(copy), as_of="2026-12-01")


def test_within_a_folder_the_file_is_named_after_its_edition(library, book):
    library.put("acme/2026-01-01.yaml", book(edition="2026-01-02"))
    assert library.refusals() == [
        (
            "3:10",
            "edition is 2026-01-02, but the file is named 2026-01-01",
            'write edition: "2026-01-01", or rename the file',
        )
    ]


def test_within_a_library_the_folder_is_named_after_the_rulebook(library, book):
    path = library.put("acme/2026-01-01.yaml", book("other"))
    assert library.refusals()[0][:2] == ("2:11", "rulebook is other, but the folder is named acme")
    assert library.load(str(path.parent)).name == "other"


def test_the_users_folders_come_first_and_pinned_parents_are_still_found(library):
    shipped = next(book for book in list_rulebooks() if book.name == "base/filenames")
    pinned = f"base/filenames@{shipped.editions[0].id}"
    library.add("base/filenames", "2030-01-01", top=f"extends: [{pinned}]\nunmatched: main\n")
    mine = library.load("base/filenames", as_of="2030-01-01")
    assert mine.file.endswith("library/base/filenames/2030-01-01.yaml")
    assert mine.roles


def test_a_tree_given_by_path_finds_its_own_parents(tmp_path, book):
    for name in ("clients/base", "clients/acme"):
        file = tmp_path / name / "2026-01-01.yaml"
        file.parent.mkdir(parents=True)
        top = "extends: [clients/base@2026-01-01]\n" if name.endswith("acme") else ""
        file.write_text(book(name, top=top, rules="" if top else None), encoding="utf-8")
    loaded = load_rulebook(str(tmp_path / "clients/acme"), as_of=TODAY)
    assert [rule.id for rule in loaded.rules] == ["long-edge"]


def test_a_missing_parent_is_refused_where_it_is_named(library):
    library.add("acme", top="extends: [nobody@2026-01-01]\n")
    [(place, message, _)] = library.refusals()
    assert place == "5:11"
    assert "extends nobody@2026-01-01: no rulebook is called nobody" in message


@pytest.mark.parametrize("spec", ["./nowhere", "./nowhere.yaml", "./empty"])
def test_a_path_that_holds_no_rulebook_is_refused(tmp_path, monkeypatch, spec):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(RulebookNotFoundError):
        load_rulebook(spec, as_of=TODAY)


def test_a_file_named_after_no_day_of_the_calendar_is_refused(library, book):
    library.put("acme/2026-02-30.yaml", book())
    with pytest.raises(RulebookError, match="2026-02-30 is no day of the calendar"):
        library.load()


def test_a_search_path_that_is_no_folder_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("IMGRULES_RULES_PATH", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="IMGRULES_RULES_PATH names"):
        list_rulebooks()


def test_listing_reads_no_file(library):
    library.put("acme/2026-01-01.yaml", "not: [valid")
    library.put("acme/tests/2026-01-01.yaml", "a case")
    assert [e.id for e in list_editions("acme")] == ["2026-01-01"]
    assert [each.name for each in list_rulebooks() if each.origin == str(library.root)] == ["acme"]


def test_the_hash_follows_what_judges_not_where_it_stands(library, book, tmp_path):
    library.add()
    first = library.load()
    moved = tmp_path / "moved.yaml"
    moved.write_text("# a comment\n" + book(), encoding="utf-8")
    assert library.load(str(moved)).sha256 == first.sha256
    moved.write_text(book().replace("500", "501"), encoding="utf-8")
    assert library.load(str(moved)).sha256 != first.sha256
    # A default that is written out judges alike.
    moved.write_text(book().replace("500", "500, max_px: null"), encoding="utf-8")
    assert library.load(str(moved)).sha256 == first.sha256


def test_a_rulebook_travels_to_worker_processes(library):
    library.add()
    loaded = library.load()
    assert pickle.loads(pickle.dumps(loaded)) == loaded  # noqa: S301


def test_listing_and_finding_import_no_check():
    code = (
        "import sys; from imgrules.rulebook.shelf import everything; everything();"
        "print([m for m in sys.modules if m in ('numpy', 'cv2', 'jsonschema') or"
        " m.startswith('imgrules.checks.')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_names_are_suggested_by_rule_too(library):
    library.add()
    with pytest.raises(UsageError, match="acme@2026-01-01 has no rule long-egde") as e:
        library.load().rule("long-egde")
    assert e.value.hint == "did you mean long-edge?"
