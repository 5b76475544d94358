from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from imgrules.engine.intake import gather, is_litter, natural_key
from imgrules.errors import NoImagesError, UsageError

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def shots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "shots"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str, content: bytes = b"") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def names(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return list(gather(paths, exclude=exclude).files)


def test_a_folder_gives_its_pictures_in_natural_order(shots: Path) -> None:
    put(shots, "img10.jpg", "img2.jpg", "B.jpg", "a.png", "sub/c.webp")
    assert names("shots") == [
        "shots/a.png", "shots/B.jpg", "shots/img2.jpg", "shots/img10.jpg", "shots/sub/c.webp",
    ]  # fmt: skip


def test_the_order_does_not_depend_on_how_paths_are_given(shots: Path) -> None:
    put(shots, "1.jpg", "2.jpg", "3.jpg")
    assert names("shots/3.jpg", "shots") == names("shots", "./shots/1.jpg")
    assert len(names("shots", "shots/1.jpg", "./shots/../shots/1.jpg")) == 3


def test_litter_is_left_out_without_a_word(shots: Path) -> None:
    put(shots, "a.jpg", ".DS_Store", "._a.jpg", "Thumbs.db", "__MACOSX/b.jpg", ".git/c.jpg")
    gathered = gather(["shots"])
    assert list(gathered.files) == ["shots/a.jpg"]
    assert gathered.left_aside == ()


def test_other_files_are_left_aside_and_named(shots: Path) -> None:
    put(shots, "a.jpg", "notes.txt", "prices.csv", content=b"plain text")
    assert gather(["shots"]).left_aside == ("shots/notes.txt", "shots/prices.csv")


def test_a_picture_without_a_picture_name_is_found_by_its_content(shots: Path) -> None:
    put(shots, "scan.dat", "scan", content=PNG)
    assert names("shots") == ["shots/scan", "shots/scan.dat"]


def test_a_file_named_outright_is_taken_whatever_it_is(shots: Path) -> None:
    put(shots, ".hidden.jpg", "notes.txt")
    assert names("shots/.hidden.jpg", "shots/notes.txt") == [
        "shots/.hidden.jpg",
        "shots/notes.txt",
    ]


def test_patterns_are_expanded_and_a_bracket_in_a_name_is_no_pattern(shots: Path) -> None:
    put(shots, "a.jpg", "b.png", "c[1].jpg", "sub/d.jpg")
    assert names("shots/*.jpg") == ["shots/a.jpg", "shots/c[1].jpg"]
    assert names("shots/c[1].jpg") == ["shots/c[1].jpg"]
    assert "shots/sub/d.jpg" in names("shots/**/*.jpg")


@pytest.mark.parametrize("pattern", ["*_draft.*", "old", "old/", "shots/old/*"])
def test_exclude_holds_against_names_folders_and_paths(shots: Path, pattern: str) -> None:
    put(shots, "a.jpg", "old/a_draft.jpg")
    assert names("shots", exclude=(pattern,)) == ["shots/a.jpg"]


def test_a_loop_of_links_ends(shots: Path) -> None:
    put(shots, "sub/a.jpg")
    (shots / "sub" / "up").symlink_to(shots, target_is_directory=True)
    (shots / "again").symlink_to(shots / "sub", target_is_directory=True)
    assert len(names("shots")) == 1


def test_a_broken_link_with_a_picture_name_is_not_passed_over(shots: Path) -> None:
    (shots / "gone.jpg").symlink_to(shots / "nowhere.jpg")
    (shots / "loop.jpg").symlink_to(shots / "loop.jpg")
    assert names("shots") == ["shots/gone.jpg", "shots/loop.jpg"]


def test_a_pipe_is_never_opened(shots: Path) -> None:
    os.mkfifo(shots / "pipe")
    assert gather(["shots"]).left_aside == ("shots/pipe",)


def test_a_folder_that_cannot_be_read_is_a_problem_and_the_rest_goes_on(
    shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shots, "a.jpg", "locked/b.jpg")
    real = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    gathered = gather(["shots"])
    assert list(gathered.files) == ["shots/a.jpg"]
    (problem,) = gathered.problems
    assert problem.kind == "intake/unreadable-folder"
    assert problem.message == "shots/locked: cannot be read: Permission denied"


def test_a_file_in_a_folder_that_cannot_be_read_is_not_called_missing(
    shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(UsageError) as caught:
        gather(["shots/b.jpg"])
    assert caught.value.hint == "the folder shots cannot be read; give yourself access to it"


def test_a_path_that_is_not_there_is_refused_with_the_nearest(shots: Path) -> None:
    put(shots, "shoe_main.jpg")
    with pytest.raises(UsageError, match="no such file or folder") as caught:
        gather(["shots/shoe_mian.jpg"])
    assert caught.value.hint == "did you mean shots/shoe_main.jpg?"


def test_a_pattern_that_matches_nothing_is_refused(shots: Path) -> None:
    with pytest.raises(NoImagesError, match=r"nothing matches shots/\*\.jpg"):
        gather(["shots/*.jpg"])


def test_an_empty_path_is_refused_not_taken_as_here(shots: Path) -> None:
    put(shots, "a.jpg")
    with pytest.raises(UsageError, match="empty path"):
        gather([""])


def test_a_very_deep_tree_is_walked(shots: Path) -> None:
    path = shots
    for _ in range(400):
        path /= "d"
    path.mkdir(parents=True)
    put(path, "a.jpg")
    assert len(names("shots")) == 1


def test_natural_order_is_total() -> None:
    assert natural_key("a/2") < natural_key("a/10") < natural_key("a1/1") < natural_key("b")
    assert natural_key("A.jpg") != natural_key("a.jpg")
    assert natural_key("1.jpg") < natural_key("a.jpg")


def test_litter_is_told_by_name() -> None:
    assert is_litter("THUMBS.DB")
    assert not is_litter("thumbs.jpg")


def test_a_tree_deeper_than_paths_can_be_is_a_problem_and_no_crash(shots: Path) -> None:
    put(shots, "b.jpg")
    here = Path.cwd()
    try:
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
    finally:
        os.chdir(here)
    gathered = gather(["."])
    assert list(gathered.files) == ["shots/b.jpg"]
    (problem,) = gathered.problems
    assert problem.kind == "intake/unreadable-folder"
    assert "too long" in problem.message


def test_links_that_lead_to_themselves_are_looked_at_and_left(shots: Path) -> None:
    Path("shots/one.jpg").symlink_to("two.jpg")
    Path("shots/two.jpg").symlink_to("one.jpg")
    Path("shots/three").symlink_to("three")
    gathered = gather(["shots"])
    assert list(gathered.files) == ["shots/one.jpg", "shots/two.jpg"]
    assert gathered.left_aside == ("shots/three",)


def test_names_that_are_no_utf8_are_kept_as_they_are(shots: Path) -> None:
    name = os.fsdecode(b"shots/\xff\xfe.jpg")
    Path(name).write_bytes(b"")
    assert names("shots") == [name]


def test_this_folder_is_not_named_before_its_files(
    shots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shots, "b.jpg", "more/c.jpg")
    monkeypatch.chdir(shots)
    assert names(".") == ["b.jpg", "more/c.jpg"]


SPELLINGS = (
    "a",
    "A",
    "img",
    "img1",
    "img01",
    "img2",
    "img10",
    "img 1",
    "0",
    "00",
    "007",
    "x9y12",
    "é",
)


def pieces(name: str) -> tuple[object, ...]:
    """What natural order means, spelt out: parts, in them texts and numbers in turn."""
    parts = (re.split("([0-9]+)", part.casefold()) for part in name.split("/"))
    return tuple(
        tuple(int(bit) if at % 2 else bit for at, bit in enumerate(bits)) for bits in parts
    ), name


def test_natural_order_is_that_of_texts_and_numbers() -> None:
    made = [f"{one}/{two}{end}" for one in SPELLINGS for two in SPELLINGS for end in ("", ".jpg")]
    made += [f"{one}.jpg" for one in SPELLINGS]
    assert sorted(made, key=natural_key) == sorted(made, key=pieces)


def test_a_file_named_beside_its_folder_is_taken_once_as_first_named(shots: Path) -> None:
    put(shots, "a.jpg", "b.jpg")
    assert names("./shots/../shots/a.jpg", "shots") == ["shots/../shots/a.jpg", "shots/b.jpg"]
    assert names("shots", "./shots/../shots/a.jpg") == ["shots/a.jpg", "shots/b.jpg"]
