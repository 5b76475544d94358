from __future__ import annotations

from threading import Event, Thread

import pytest

from imgrules.fixes.room import Room


def entered(room: Room, pixels: int) -> tuple[Event, Thread]:
    inside = Event()

    def enter() -> None:
        with room.taken(pixels):
            inside.set()

    thread = Thread(target=enter)
    thread.start()
    return inside, thread


def test_small_pictures_go_side_by_side() -> None:
    room = Room(100)
    with room.taken(50):
        inside, thread = entered(room, 50)
        assert inside.wait(10)
    thread.join()


@pytest.mark.parametrize("pixels", [51, 1000])
def test_what_finds_no_room_waits_until_there_is(pixels: int) -> None:
    room = Room(100)
    with room.taken(50):
        inside, thread = entered(room, pixels)
        assert not inside.wait(0.05)
    assert inside.wait(10)
    thread.join()


def test_room_is_given_back_where_the_work_fails() -> None:
    room = Room(100)
    with pytest.raises(ValueError, match="broken"), room.taken(100):
        raise ValueError("broken")
    inside, thread = entered(room, 100)
    assert inside.wait(10)
    thread.join()
