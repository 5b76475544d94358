"""A file that people write too: what is not meant stays byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from imgrules.errors import RulebookError
from imgrules.rulebook import yaml
from imgrules.rulebook.waivers_edit import added, without

ENTRY = {
    "id": "W-0001",
    "rule": "acme/longest-side",
    "images": ["shots/a.jpg"],
    "reason": "Glass.",
    "owner": "studio",
    "granted": "2026-11-01",
    "expires": "2026-12-01",
}
WRITTEN = """\
# top
schema: 1
waivers:   # ours
# about A
- id: "A"   # one
  rule: acme/x
  images: [a.jpg,
     b.jpg]
  reason: >
    folded
    text
  owner: o
  granted: "2026-01-01"
  expires: "2026-02-01"

# about B
- {id: B, rule: acme/x, images: [x], reason: r, owner: o,
   granted: "2026-01-01", expires: "2026-02-01"}

# the end
"""


def said(text: str) -> list[dict[str, object]]:
    return yaml.parse(text, label="w").data["waivers"]  # type: ignore[index,call-overload,return-value]


def test_an_entry_comes_after_the_last_and_the_rest_stays() -> None:
    text = added(WRITTEN, ENTRY, label="w")
    assert said(text)[-1] == ENTRY
    head, tail = WRITTEN.split("\n\n# the end")
    assert text.startswith(head + "\n- id: W-0001\n")
    assert text.endswith("\n\n# the end" + tail)


def test_taking_out_what_was_added_gives_back_every_byte() -> None:
    assert without(added(WRITTEN, ENTRY, label="w"), {"W-0001"}, label="w") == WRITTEN


def test_an_entry_goes_with_the_comment_above_it() -> None:
    text = without(WRITTEN, {"A"}, label="w")
    assert [each["id"] for each in said(text)] == ["B"]
    assert "about A" not in text
    assert "about B" in text and "# top" in text and "# the end" in text


def test_a_new_file_can_be_emptied_and_filled_again() -> None:
    text = added(None, ENTRY, label="w")
    empty = without(text, {"W-0001"}, label="w")
    assert "waivers: []" in empty
    assert added(empty, ENTRY, label="w") == text


def test_windows_line_ends_and_byte_order_marks_stay() -> None:
    text = "\ufeff" + WRITTEN.replace("\n", "\r\n")
    new = added(text, ENTRY, label="w")
    assert new.count("\n") == new.count("\r\n")
    assert without(new, {"W-0001"}, label="w") == text


def test_a_layout_that_cannot_be_edited_safely_is_left_alone() -> None:
    flow = WRITTEN[WRITTEN.index("{id: B") : WRITTEN.index("}") + 1]
    text = f"schema: 1\nwaivers: [{flow}]\n"
    assert [each["id"] for each in said(text)] == ["B"]
    with pytest.raises(RulebookError, match="cannot be edited safely") as refused:
        added(text, ENTRY, label="w")
    assert refused.value.hint == "write the entry into it by hand"
    with pytest.raises(RulebookError, match="cannot be edited safely"):
        without(text, {"B"}, label="w")


@given(some.text(min_size=1).map(str.strip).filter(bool))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode() or "x"
    entry = {**ENTRY, "images": [text], "reason": f"{text}: 'a' # b"}
    try:
        new = added(WRITTEN, entry, label="w")
    except RulebookError as refused:
        assert "cannot be edited safely" in str(refused)
    else:
        assert said(new)[-1] == entry
