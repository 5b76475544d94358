from __future__ import annotations

import pytest

from imgrules.errors import PluginError


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (
            ("ref: guide", "ref: giude"),
            ("12:14", "long-edge: no source is called giude", "did you mean guide?"),
        ),
        (
            ("    severity", "    when: {region: [uk]}\n    severity"),
            ("11:12", "long-edge: uk is not among the regions", "none"),
        ),
        (
            ("    severity", "    when: {exclude: {category: [x]}}\n    severity"),
            ("11:12", "long-edge: x is not among the categories", ""),
        ),
        (
            ("    severity", '    enforce_from: "2026-02-30"\n    severity'),
            ("11:19", "long-edge: 2026-02-30 is no day of the calendar", ""),
        ),
        (
            ("    severity", "    applies_to: [all, main]\n    severity"),
            ("11:17", "long-edge: all stands beside other roles", ""),
        ),
        (
            ("    severity", "    applies_to: [mian]\n    severity"),
            ("11:17", "long-edge: no role is called mian", "did you mean main?"),
        ),
        (
            ("    severity", "    decides: human\n    severity"),
            ("9:12", "long-edge: a person decides, so no check runs", "assist"),
        ),
        (
            ("    severity", "    scope: set\n    severity"),
            ("11:12", "long-edge: dimensions.long_edge judges single pictures", "remove"),
        ),
        (
            (
                "    check: dimensions.long_edge\n    params: {min_px: 500}\n",
                "    check: set.count\n    params: {min: 1}\n",
            ),
            ("7:5", "long-edge: set.count judges sets of pictures", "scope: set"),
        ),
        (
            ("    check: dimensions.long_edge\n    params: {min_px: 500}\n", ""),
            ("7:5", "long-edge: lacks check", "decides: human"),
        ),
        (
            ("    check: dimensions.long_edge\n", "    decides: human\n"),
            ("10:13", "long-edge: a person decides, so nothing reads params", ""),
        ),
        (("min_px: 500", ""), ("10:13", "long-edge: give at least one of min_px, max_px", "")),
    ],
)
def test_a_contradiction_is_refused_where_it_was_written(library, book, edit, fault):
    library.put("acme/2026-01-01.yaml", book().replace(*edit, 1))
    [found] = library.refusals()
    assert found[:2] == fault[:2]
    assert fault[2] in found[2]


def test_an_unknown_parameter_of_an_override_is_found_once_merged(library):
    library.add("base")
    library.add(
        "acme",
        top="extends: [base@2026-01-01]\n",
        rules="  - {id: long-edge, params: {min_pix: 3}}\n",
    )
    assert library.refusals() == [("8:30", "unknown key min_pix", "did you mean min_px?")]


def test_a_parameter_the_check_cannot_do_without_is_missed_once_merged(library, book):
    text = book().replace("dimensions.long_edge", "dimensions.exact")
    library.put("acme/2026-01-01.yaml", text.replace("min_px: 500", "width: 5"))
    assert library.refusals() == [("10:13", "params of long-edge: lacks height", "add height:")]


def test_a_person_may_decide_without_a_check(library, book):
    text = book(
        rules="  - {id: a, title: A, decides: human, severity: error, source: {ref: guide}}\n"
    )
    library.put("acme/2026-01-01.yaml", text)
    rule = library.load().rule("a")
    assert (rule.check, rule.params) == ("", None)


def test_a_check_that_cannot_be_imported_names_the_place(library, monkeypatch):
    from imgrules import checks

    monkeypatch.setitem(checks.CHECKS, "file.gone", "imgrules.checks.gone:Gone")
    library.put(
        "acme/2026-01-01.yaml",
        'schema: 1\nrulebook: acme\nedition: "2026-01-01"\ntitle: T\n'
        "sources: {g: {title: G}}\nrules:\n"
        "  - {id: a, title: A, check: file.gone, severity: error, source: {ref: g}}\n",
    )
    with pytest.raises(PluginError, match=r"2026-01-01.yaml:7:30: file.gone from imgrules cannot"):
        library.load()
