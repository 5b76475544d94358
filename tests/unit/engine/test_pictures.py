from __future__ import annotations

from pathlib import Path

from imgrules.engine.job import Picture
from imgrules.engine.pictures import Pictures

FILES = [f"{number}.jpg" for number in range(3000)]


class Making:
    """Makes pictures and remembers of which files."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, file: str) -> Picture:
        self.made.append(file)
        return Picture(Path(file), file, {})


def test_nothing_is_made_before_it_is_asked_for() -> None:
    making = Making()
    pictures = Pictures(FILES, making)
    assert len(pictures) == 3000
    assert making.made == []
    assert next(iter(pictures)).name == "0.jpg"
    assert len(making.made) < 300


def test_all_are_there_in_the_order_of_the_files() -> None:
    pictures = Pictures(FILES, Making())
    assert [picture.name for picture in pictures] == FILES
    assert [picture.name for picture in pictures[2:4]] == FILES[2:4]
    assert pictures[-1].name == FILES[-1]
    assert list(pictures) == list(pictures)
    assert list(Pictures([], Making())) == []


def test_those_who_go_through_side_by_side_share_what_is_made() -> None:
    making = Making()
    pictures = Pictures(FILES, making)
    for one, other in zip(pictures, pictures, strict=True):
        assert one is other
    assert making.made == FILES
