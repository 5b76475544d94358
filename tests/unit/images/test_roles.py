from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from imgrules.errors import UsageError
from imgrules.images.roles import RoleBook, Stated


@dataclass(frozen=True)
class Line:
    role: str
    pattern: str

    def search(self, base_name: str) -> re.Match[str] | None:
        return re.search(self.pattern, base_name, re.IGNORECASE)


PATTERNS = (
    Line("main", r"^(?P<sku>[A-Z0-9]{10})\.MAIN\."),
    Line("secondary", r"^(?P<sku>[A-Z0-9]{10})\.PT\d\d\."),
    Line("swatch", r"^(?P<sku>)swatch"),
    Line("main", r"_main\."),
)


def book(unmatched: str = "secondary") -> RoleBook:
    return RoleBook("amazon", PATTERNS, unmatched, ("main", "secondary", "swatch"))


@pytest.mark.parametrize(
    ("name", "role", "sku"),
    [
        ("B0TEST0001.MAIN.jpg", "main", "B0TEST0001"),
        ("b0test0001.main.JPG", "main", "b0test0001"),
        ("B0TEST0001.PT01.jpg", "secondary", "B0TEST0001"),
        ("shoe_MAIN.png", "main", None),
        ("swatch.png", "swatch", None),
    ],
)
def test_the_first_matching_pattern_gives_role_and_sku(
    name: str, role: str, sku: str | None
) -> None:
    choice, found = book().choose(name)
    assert (choice.role, found) == (role, sku)
    assert choice.reason.startswith("name matches ")


def test_the_reason_quotes_the_pattern_that_matched() -> None:
    choice, _ = book().choose("shoe_main.png")
    assert choice.reason == r"name matches _main\."


def test_a_name_nobody_knows_gets_the_default_and_says_so() -> None:
    choice, sku = book().choose("IMG_0001.jpg")
    assert choice.role == "secondary"
    assert choice.reason == "no name pattern matches; amazon takes it as secondary"
    assert sku is None


def test_a_stated_role_outranks_the_name_but_the_name_still_tells_the_sku() -> None:
    choice, sku = book().choose("B0TEST0001.MAIN.jpg", Stated("swatch", "photos.csv:3"))
    assert (choice.role, choice.reason) == ("swatch", "given by photos.csv:3")
    assert sku == "B0TEST0001"


def test_a_stated_role_the_rulebook_never_uses_is_pointed_out() -> None:
    choice, _ = book().choose("x.jpg", Stated("gallery", "--role"))
    assert choice.reason == "given by --role; amazon has no rules of its own for it"


def test_a_rulebook_may_refuse_to_guess() -> None:
    with pytest.raises(UsageError, match="cannot tell the role") as caught:
        book("error").choose("IMG_0001.jpg")
    assert "--role" in (caught.value.hint or "")


def test_a_rulebook_that_refuses_to_guess_takes_a_stated_role() -> None:
    choice, _ = book("error").choose("IMG_0001.jpg", Stated("main", "--role"))
    assert choice.role == "main"
