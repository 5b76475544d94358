"""Where results go: names that every system can hold, and none twice."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from imgrules.fixes.naming import collisions, portable, relative, with_format


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("shoes/B0TEST0001.MAIN.jpg", "shoes/B0TEST0001.MAIN.jpg"),
        ("CON.jpg", "CON_.jpg"),
        ("con", "con_"),
        ("lpt1.main.jpg", "lpt1_.main.jpg"),
        ("COM¹.png", "COM¹_.png"),
        ("aux /x.jpg", "aux_/x.jpg"),
        ("nul.tar/x.jpg", "nul_.tar/x.jpg"),
        ("console.jpg", "console.jpg"),
        ("com10.jpg", "com10.jpg"),
        ("folder./x.jpg ", "folder_/x.jpg_"),
        ("a:b?c*d.jpg", "a_b_c_d.jpg"),
        ('<b>"q"|\\.jpg', "_b__q___.jpg"),
        ("new\nline\x00.jpg", "new_line_.jpg"),
        (".hidden.jpg", ".hidden.jpg"),
        ("größe 42·é.jpg", "größe 42·é.jpg"),
    ],
)
def test_what_windows_forbids_becomes_an_underscore(name: str, held: str) -> None:
    assert portable(PurePosixPath(name)) == PurePosixPath(held)
    assert portable(PurePosixPath(held)) == PurePosixPath(held)


def test_a_result_s_place_below_its_folder_is_portable() -> None:
    root = Path("shots")
    assert relative(root / "a:b" / "CON.jpg", [root]) == PurePosixPath("a_b/CON_.jpg")
    assert relative(Path("other/x?.jpg"), [root]) == PurePosixPath("x_.jpg")


def test_names_that_one_system_cannot_tell_apart_collide() -> None:
    assert collisions(["a.jpg", "A.JPG", "b.jpg"]) == {"a.jpg", "A.JPG"}
    assert collisions(["caf\u00e9.jpg", "cafe\u0301.jpg"]) == {"caf\u00e9.jpg", "cafe\u0301.jpg"}
    assert collisions(["a.jpg", "a2.jpg"]) == frozenset()


def test_an_extension_that_fits_stays_as_it_is_spelt() -> None:
    assert with_format(PurePosixPath("x.JPEG"), "jpeg") == PurePosixPath("x.JPEG")
    assert with_format(PurePosixPath("x.png"), "jpeg") == PurePosixPath("x.jpg")
    assert with_format(PurePosixPath("B0.MAIN"), "jpeg") == PurePosixPath("B0.MAIN.jpg")
