from __future__ import annotations

import pytest

from imgrules.rulebook.scalars import AmbiguousScalarError, read_plain


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("false", False),
        ("0", 0), ("12", 12), ("-3", -3), ("+4", 4), ("0.85", 0.85), (".5", 0.5), ("5.", 5.0),
        ("text", "text"), ("3.2.1", "3.2.1"), ("#fff", "#fff"), ("a:b", "a:b"), ("1:x", "1:x"),
        ("2014-07-01, restated", "2014-07-01, restated"), ("not", "not"), ("one", "one"),
    ],
)  # fmt: skip
def test_reads_the_core_schema(word, value):
    read = read_plain(word)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("1:1", 'quote it: "1:1"'), ("16:9", 'quote it: "16:9"'), ("1:1.44", 'quote it: "1:1.44"'),
        ("2026-07-22", 'quote it: "2026-07-22"'), ("2026-07-22T10:00:00", "quote it"),
        ("no", "true or false"), ("NO", "true or false"), ("on", "true or false"), ("y", '"y"'),
        ("017", "drop the zero"), ("0o17", "quote it"), ("0x1F", "quote it"),
        ("1_000", "without underscores"), ("1e3", "write the number out"),
        ("1.5e-3", "write the number out"), (".nan", "write a number"), ("-.INF", "write a number"),
        ("<<", "extends"), ("=", "quote it"),
    ],
)  # fmt: skip
def test_refuses_what_yaml_versions_read_differently(word, hint):
    with pytest.raises(AmbiguousScalarError) as caught:
        read_plain(word)
    assert word in str(caught.value)
    assert hint in caught.value.hint
