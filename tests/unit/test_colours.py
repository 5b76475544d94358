from __future__ import annotations

import pytest

from imgrules.colours import colour_text, parse_colour


@pytest.mark.parametrize(
    "text", ["ffffff", "#fff", "#gggggg", "#fffffff", "#ffffff\n", "# fffff", ""]
)
def test_what_is_no_colour(text):
    with pytest.raises(ValueError, match="no colour"):
        parse_colour(text)


def test_a_colour_is_read_and_written():
    assert parse_colour("#0a0B0c") == (10, 11, 12)
    assert colour_text((0, 255, 16)) == "#00ff10"
