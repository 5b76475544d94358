from __future__ import annotations

import os
import re
from pathlib import Path
from typing import ClassVar

import pytest

from imgrules.engine.assemble import assemble
from imgrules.engine.vocabulary import Given
from imgrules.errors import ManifestError, NoImagesError, UsageError
from imgrules.rulebook.model import RolePattern, Rulebook

AMAZON_ROLES = (
    RolePattern("main", r"^(?P<sku>[A-Z0-9]{10})\.MAIN\."),
    RolePattern("swatch", r"\.SWCH\."),
)


def rulebook(name: str, **changes: object) -> Rulebook:
    given: dict[str, object] = {
        "name": name,
        "edition": "2026-01-01",
        "title": name,
        "sources": {},
        "roles": AMAZON_ROLES,
        "unmatched": "main",
        "categories": ("clothing", "shoes"),
        "regions": ("us", "uk"),
        "channels": (),
        "rules": (),
        "disabled": {},
        "extends": (),
        "sha256": "",
        "file": "",
        "path": Path(),
    }
    return Rulebook(**(given | changes))  # type: ignore[arg-type]


AMAZON = rulebook("amazon")
EBAY = rulebook("ebay", roles=(), unmatched="gallery", categories=(), regions=())


@pytest.fixture
def shots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "shots"
    folder.mkdir()
    for name in ("B0TEST0001.MAIN.jpg", "IMG_1.jpg"):
        (folder / name).write_bytes(b"x")
    return folder


def manifest(folder: Path, *rows: str, header: str = "path,role,sku,category,region,note") -> Path:
    path = folder / "photos.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_each_rulebook_gives_its_own_role(shots: Path) -> None:
    first, second = assemble(["shots"], [AMAZON, EBAY]).pictures
    assert {name: choice.role for name, choice in first.roles.items()} == {
        "amazon": "main",
        "ebay": "gallery",
    }
    assert (first.sku, second.sku) == ("B0TEST0001", None)


def test_the_flag_outranks_the_manifest_and_the_manifest_the_name(shots: Path) -> None:
    table = manifest(shots, "IMG_1.jpg,swatch,S-1,shoes,uk,x", "B0TEST0001.MAIN.jpg,swatch,S-2,,,y")
    by_row = assemble(["shots"], [AMAZON], manifest=table).pictures
    assert [picture.roles["amazon"].role for picture in by_row] == ["swatch", "swatch"]
    by_flag = assemble(
        ["shots"],
        [AMAZON],
        manifest=table,
        given=Given("main", ("clothing",), "us"),
    ).pictures
    assert [picture.roles["amazon"].role for picture in by_flag] == ["main", "main"]
    assert [picture.categories for picture in by_flag] == [("clothing",), ("clothing",)]
    assert {picture.region for picture in by_flag} == {"us"}


def test_a_row_says_what_the_picture_is(shots: Path) -> None:
    table = manifest(shots, "B0TEST0001.MAIN.jpg,,S-1,shoes,uk,hello", "IMG_1.jpg,,,,,")
    picture, _ = assemble([], [AMAZON], manifest=table).pictures
    assert (picture.sku, picture.categories, picture.region) == ("S-1", ("shoes",), "uk")
    assert picture.extra == {"note": "hello"}


def test_paths_of_rows_count_from_the_manifest_then_from_the_folders_given(
    shots: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "lists"
    elsewhere.mkdir()
    table = manifest(elsewhere, "IMG_1.jpg,swatch,,,,", r"shots\B0TEST0001.MAIN.jpg,swatch,,,,")
    made = assemble(["shots"], [AMAZON], manifest=table)
    assert made.problems == ()
    assert [picture.roles["amazon"].role for picture in made.pictures] == ["swatch", "swatch"]


def test_a_row_without_file_and_a_file_without_row_are_problems(shots: Path) -> None:
    table = manifest(shots, "IMG_1.jpg,,,,,", "gone.jpg,,,,,")
    made = assemble(["shots"], [AMAZON], manifest=table)
    assert [problem.kind for problem in made.problems] == [
        "manifest/missing-file",
        "manifest/unlisted-file",
    ]
    assert "photos.csv:3: there is no file gone.jpg" in made.problems[0].message
    assert len(made.pictures) == 2


def test_two_rows_about_one_file_are_refused(shots: Path) -> None:
    table = manifest(shots, "IMG_1.jpg,,,,,", "./IMG_1.jpg,swatch,,,,")
    with pytest.raises(ManifestError, match="the same file as"):
        assemble([], [AMAZON], manifest=table)


def test_a_rulebook_that_refuses_to_guess_makes_a_problem_not_a_pass(shots: Path) -> None:
    made = assemble(["shots"], [rulebook("strict", unmatched="error")])
    assert [picture.name for picture in made.pictures] == ["shots/B0TEST0001.MAIN.jpg"]
    (problem,) = made.problems
    assert (problem.kind, problem.path) == ("roles/unmatched", "shots/IMG_1.jpg")


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (Given(role="mian"), "--role mian: amazon knows no such role", "did you mean main?"),
        (Given(categories=("shoe",)), "--category shoe", "did you mean shoes?"),
        (Given(region="fr"), "--region fr", "known: us, uk"),
    ],
)
def test_words_no_rulebook_knows_are_refused(
    shots: Path, given: Given, message: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        assemble(["shots"], [AMAZON], given=given)
    assert hint in (caught.value.hint or "")


def test_words_are_fine_where_one_rulebook_knows_them_or_none_asks(shots: Path) -> None:
    assert assemble(["shots"], [AMAZON, EBAY], given=Given("gallery", ("shoes",), "us")).pictures
    assert assemble(["shots"], [EBAY], given=Given(region="us")).pictures


def test_words_of_a_manifest_are_held_to_the_same(shots: Path) -> None:
    table = manifest(shots, "IMG_1.jpg,mian,,,,")
    with pytest.raises(UsageError, match=r"photos\.csv:2: role mian"):
        assemble([], [AMAZON], manifest=table)


def test_nothing_to_check_is_an_error_that_says_where(shots: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NoImagesError, match="no picture to check in empty"):
        assemble(["empty"], [AMAZON])
    (empty / "notes.txt").write_text("x")
    with pytest.raises(NoImagesError, match=r"1 other file is there"):
        assemble(["empty"], [AMAZON])
    with pytest.raises(NoImagesError, match="there is no file gone"):
        assemble([], [AMAZON], manifest=manifest(empty, "gone.jpg,,,,,"))


def test_a_folder_that_cannot_be_read_is_named_when_it_is_all_there_is(
    shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: str) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(NoImagesError, match="shots: cannot be read: Permission denied"):
        assemble(["shots"], [AMAZON])


class Asked(RolePattern):
    """Remembers which names it was asked about."""

    names: ClassVar[list[str]] = []

    def search(self, base_name: str) -> re.Match[str] | None:
        self.names.append(base_name)
        return super().search(base_name)


def test_roles_are_chosen_only_when_asked_for(shots: Path) -> None:
    book = rulebook("acme", roles=(Asked("back", "_B$"),))
    made = assemble(["shots"], [book])
    assert Asked.names == ["B0TEST0001.MAIN.jpg"]  # the sample
    assert [picture.roles["acme"].role for picture in made.pictures] == ["main", "main"]
    assert Asked.names[1:] == ["B0TEST0001.MAIN.jpg", "IMG_1.jpg"]


def test_samples_say_all_that_is_said_of_any_picture(shots: Path) -> None:
    assert len(assemble(["shots"], [AMAZON]).samples) == 1
    table = manifest(shots, "IMG_1.jpg,main,,shoes,,", "B0TEST0001.MAIN.jpg,main,,,,")
    made = assemble(["shots"], [AMAZON], manifest=table).samples
    assert {picture.categories for picture in made} == {(), ("shoes",)}
