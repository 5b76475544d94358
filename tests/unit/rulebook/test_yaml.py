from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgrules.errors import RulebookError, RulebookErrors
from imgrules.rulebook import yaml


def refusal(text: str) -> RulebookError:
    with pytest.raises(RulebookError) as caught:
        yaml.parse(text, label="f.yaml")
    return caught.value


def test_keeps_the_place_of_every_key_and_value():
    document = yaml.parse("a:\n  - b: 1\n    c: [x, yy]\n", label="f.yaml")
    assert document.data == {"a": [{"b": 1, "c": ["x", "yy"]}]}
    assert document.where(("a", 0, "c"), key=True) == "f.yaml:3:5"
    assert document.where(("a", 0, "c", 1)) == "f.yaml:3:12"
    assert document.where(("a", 0, "absent", "deeper")) == "f.yaml:2:5"
    assert document.where() == "f.yaml:1:1"


def test_a_ratio_without_quotes_is_refused_with_its_place_and_the_remedy():
    problem = refusal('a: "1:1"\nratio: 1:1\n')
    assert problem.location == "f.yaml:2:8"
    assert "1:1" in str(problem)
    assert problem.hint == 'quote it: "1:1"'


def test_a_tab_as_indentation_is_named():
    problem = refusal("a:\n\tb: 1\n")
    assert problem.location == "f.yaml:2:1"
    assert problem.hint == "YAML is indented with spaces, never with tabs"
    assert refusal("a: [1\n").hint is None


def test_a_key_given_twice_is_refused_naming_both_lines():
    problem = refusal("a: 1\nb: 2\na: 3\n")
    assert problem.location == "f.yaml:3:1"
    assert "line 1" in str(problem)


def test_all_faults_of_a_readable_file_are_told_at_once():
    problem = refusal("a: 1:1\nb: no\nb: 1\n")
    assert isinstance(problem, RulebookErrors)
    assert [fault.location for fault in problem.faults] == [
        "f.yaml:1:4",
        "f.yaml:2:4",
        "f.yaml:3:1",
    ]


@pytest.mark.parametrize(
    ("text", "says", "place"),
    [
        ("", "is empty", "f.yaml"),
        ("# nothing\n", "is empty", "f.yaml"),
        ("a: !!str x", "tag", "f.yaml:1:4"),
        ("a: !!python/object/apply:os.system [x]", "tag", "f.yaml:1:4"),
        ("a: 1\n---\nb: 2", "second document", "f.yaml:2:1"),
        ("%YAML 1.1\n---\na: 1", "directives", "f.yaml:1:1"),
        ("a: *x", "anchored as &x", "f.yaml:1:4"),
        ("a: &a [*a]", "anchored as &a", "f.yaml:1:8"),
        ("? [1]\n: 2", "plain word", "f.yaml:1:3"),
        ("&k a: 1", "anchor", "f.yaml:1:1"),
        ("1: x", "is not text", "f.yaml:1:1"),
        ("a: b: c", "not valid YAML", "f.yaml:1:5"),
        ("a: [1", "not valid YAML", None),
        ("a: \x07", "not valid YAML", "f.yaml"),
    ],
)
def test_refuses(text, says, place):
    problem = refusal(text)
    assert says in str(problem)
    assert place is None or problem.location == place


def test_a_deeply_nested_file_is_refused_before_it_costs_anything():
    assert "deeper" in str(refusal("[" * 500_000 + "]" * 500_000))


def test_aliases_work_and_cannot_explode():
    assert yaml.parse("a: &x [1]\nb: *x", label="f").data == {"a": [1], "b": [1]}
    layers = ["a0: &a0 [1,2,3,4,5,6,7,8,9]\n"]
    layers += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)]
    assert "more than" in str(refusal("".join(layers)))


def test_many_aliases_are_refused_however_small():
    text = "a: &x 1\nb: [" + ", ".join(["*x"] * 101) + "]\n"
    assert "more than 100 aliases" in str(refusal(text))
    assert yaml.parse(text.replace(", *x]", "]"), label="f").data


def test_a_file_too_large_for_a_rulebook_is_not_parsed(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text("# " + "x" * 2_000_000, encoding="utf-8")
    with pytest.raises(RulebookError, match="is larger than"):
        yaml.read(path)


def test_reads_a_file_with_a_byte_order_mark_and_refuses_other_encodings(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes(b"\xef\xbb\xbfa: 1\n")
    bad.write_bytes("a: Größe\n".encode("latin-1"))
    assert yaml.read(good).data == {"a": 1}
    with pytest.raises(RulebookError, match="UTF-8"):
        yaml.read(bad)
    with pytest.raises(RulebookError, match="cannot be read"):
        yaml.read(tmp_path)


words = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-10_000, 10_000) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@given(trees)
def test_data_survives_being_written_as_json_and_read(tree):
    text = json.dumps(tree, ensure_ascii=False)
    assert yaml.parse(text, label="f").data == tree
