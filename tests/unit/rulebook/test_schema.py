from __future__ import annotations

import pytest
from jsonschema import Draft7Validator

from imgrules.checks import CHECKS
from imgrules.errors import RulebookError, RulebookErrors
from imgrules.rulebook import yaml
from imgrules.rulebook.schema import base_schema, params_schema, rulebook_schema, validate_rulebook


@pytest.fixture
def published():
    return rulebook_schema()


def faults(text: str) -> list[tuple[str, str, str]]:
    document = yaml.parse(text, label="f")
    with pytest.raises(RulebookError) as caught:
        validate_rulebook(document)
    problem = caught.value
    found = problem.faults if isinstance(problem, RulebookErrors) else [problem]
    return [
        (str(f.location).removeprefix("f:"), str(f).removeprefix(f"{f.location}: "), f.hint or "")
        for f in found
    ]


def test_a_whole_file_is_accepted(book):
    validate_rulebook(yaml.parse(book(), label="f"))


def test_an_unknown_parameter_names_the_nearest_one(book):
    text = book().replace("min_px", "min_pix")
    assert faults(text) == [("10:14", "unknown key min_pix", "did you mean min_px?")]


def test_an_unknown_check_names_the_nearest_one(book):
    text = book().replace("dimensions.long_edge", "dimension.long_edg")
    assert faults(text) == [
        ("9:12", "unknown check dimension.long_edg", "did you mean dimensions.long_edge?")
    ]


def test_a_check_of_an_unknown_vendor_asks_for_its_package(book):
    [(place, message, hint)] = faults(book().replace("dimensions.long_edge", "acme.barcode"))
    assert place == "9:12"
    assert message == "no installed plug-in provides the check acme.barcode"
    assert "install the package" in hint


def test_a_check_that_the_environment_shuts_out_does_not_ask_for_its_package(book, monkeypatch):
    monkeypatch.setenv("IMGRULES_PLUGINS", "none")
    [(_, message, hint)] = faults(book().replace("dimensions.long_edge", "acme.barcode"))
    assert "IMGRULES_PLUGINS does not permit the acme checks" in message
    assert hint == "add acme to IMGRULES_PLUGINS, or unset it"


def test_a_built_in_family_lists_its_checks(book):
    [(_, message, hint)] = faults(book().replace("dimensions.long_edge", "set.xyzzy"))
    assert message == "unknown check set.xyzzy"
    assert "set.count" in hint


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (("error", "warn"), ("11:15", "severity cannot be 'warn'", "did you mean warning?")),
        (
            ("500", '"500"'),
            ("10:22", "min_px must be a whole number, not '500'", "remove the quotes: 500"),
        ),
        (("500", "0"), ("10:22", "min_px is 0", "it must be at least 1")),
        (
            ('"2026-01-01"', '"2026-1-1"'),
            ("3:10", "edition '2026-1-1' is not well formed", "write the edition"),
        ),
        (
            ("id: long-edge", "id: long_edge"),
            ("7:9", "id 'long_edge' is not well formed", "small letters"),
        ),
        (
            ("title: Guide", "title: 3.2"),
            ("5:26", "title must be text, not 3.2", 'quote it: "3.2"'),
        ),
        (("schema: 1", "schema: 2"), ("1:9", "schema is 2", "it must be 1")),
        (("    severity: error\n", ""), ("7:5", "long-edge lacks severity", "add severity:")),
        (
            ("    check", "    applies_to: main\n    check"),
            ("9:17", "applies_to must be a list, not 'main'", "[main]"),
        ),
        (
            ("    check", "    applies_to: []\n    check"),
            ("9:17", "applies_to is empty", "at least 1"),
        ),
        (
            ("    check", "    fix: {operation: canvas.pat}\n    check"),
            ("9:22", "operation cannot be 'canvas.pat'", "did you mean canvas.pad?"),
        ),
        (
            ("params: {min_px: 500}", "params: [500]"),
            ("10:13", "params must be a block of keys, not a list", ""),
        ),
    ],
)
def test_one_fault_is_told_once_with_its_place_and_the_word_meant(book, edit, fault):
    [found] = faults(book().replace(*edit, 1))
    assert found[:2] == fault[:2]
    assert fault[2] in found[2]


def test_an_optional_block_is_explained_as_a_block(book):
    text = book().replace("    check", "    fix: {operatoin: canvas.pad}\n    check")
    assert faults(text) == [
        ("9:10", "fix lacks operation", "add operation:"),
        ("9:11", "unknown key operatoin", "did you mean operation?"),
    ]
    [(_, message, _)] = faults(book().replace("    check", "    fix: canvas.pad\n    check"))
    assert message == "fix must be a block of keys, not 'canvas.pad'"


def test_several_faults_are_each_told_with_their_hint(book):
    text = book().replace("min_px", "min_pix").replace("error", "warn")
    with pytest.raises(RulebookErrors) as caught:
        validate_rulebook(yaml.parse(text, label="f"))
    assert str(caught.value) == (
        "f:10:14: unknown key min_pix (did you mean min_px?)\n"
        "f:11:15: severity cannot be 'warn' (did you mean warning?)"
    )


def test_a_misspelt_key_that_has_to_be_there_is_both_unknown_and_missing(book):
    assert faults(book().replace("title: Pictures", "titel: Pictures")) == [
        ("1:1", "the file lacks title", "add title:"),
        ("4:1", "unknown key titel", "did you mean title?"),
    ]


def test_a_rule_given_twice_names_the_first(book, rule):
    [(place, message, _)] = faults(book(rules=rule() + rule()))
    assert place == "13:9"
    assert message == "the rule long-edge is already given in line 7"


def test_an_overriding_rule_may_state_only_what_differs(book):
    text = book(top="extends: [base/x@2026-01-01]\n", rules="  - {id: a, severity: info}\n")
    validate_rulebook(yaml.parse(text, label="f"))
    assert len(faults(book(rules="  - {id: a, severity: info}\n"))) == 2


def test_what_is_no_mapping_is_refused():
    assert faults("- 1\n") == [("1:1", "the file must be a block of keys, not a list", "")]


def every_part(schema, path=()):
    yield path, schema
    for key in ("properties", "definitions"):
        for name, part in schema.get(key, {}).items():
            yield from every_part(part, (*path, key, name))
    for key in ("items", "additionalProperties", "then"):
        if isinstance(schema.get(key), dict):
            yield from every_part(schema[key], (*path, key))


def test_every_key_an_author_may_write_has_a_hover_text():
    bare = [
        path
        for path, part in every_part(base_schema())
        if len(path) > 1 and path[-2] == "properties" and path[0] != "then"
        if "description" not in part
    ]
    assert bare == []


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_every_parameter_of_a_check_has_a_hover_text(check):
    properties = params_schema(check).get("properties", {})
    assert [name for name, part in properties.items() if "description" not in part] == []


def test_the_published_schema_is_draft_07_throughout(published):
    Draft7Validator.check_schema(published)
    text = str(published)
    assert "$defs" not in text
    assert "prefixItems" not in text


def test_the_published_schema_has_a_branch_for_every_check(published):
    branches = published["definitions"]["RuleEntry"]["allOf"]
    assert [branch["if"]["properties"]["check"]["const"] for branch in branches] == sorted(CHECKS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("min_px", "min_pix"),
        ("500", '"500"'),
        ("500", "0"),
        ("500", "500"),
        ("dimensions.long", "dimensions.lng"),
        ("dimensions.long_edge", "acme.anything"),
        ("error", "warn"),
        ("schema: 1", "schema: 2"),
        ("    severity: error\n", ""),
    ],
)
def test_editors_and_loader_agree(published, book, old, new):
    document = yaml.parse(book().replace(old, new, 1), label="f")
    editor = not list(Draft7Validator(published).iter_errors(document.data))
    try:
        validate_rulebook(document)
        loader = True
    except RulebookError:
        # A plug-in that is not installed: the published schema cannot know.
        loader = "acme" in new
    assert editor == loader


def test_nested_definitions_of_parameters_cannot_clash(published):
    names = published["definitions"]
    used = {
        part["$ref"].removeprefix("#/definitions/")
        for _, part in every_part(published)
        if "$ref" in part
    }
    assert used <= set(names)
