from __future__ import annotations

from imgrules.model import Severity

PARENT = "extends: [base@2026-01-01]\n"


def test_everything_inherits(library, rule):
    library.add(
        "base",
        top="roles: [{role: main, pattern: _main}]\nunmatched: main\ncategories: [shoes]\n",
        rules=rule(extra="    when: {category: [shoes]}\n"),
    )
    library.add("acme", top=PARENT, sources="", rules="")
    book = library.load()
    assert [r.id for r in book.rules] == ["long-edge"]
    assert book.rules[0].source.title == "Guide"
    assert book.roles[0].role == "main"
    assert book.unmatched == "main"
    assert book.categories == ("shoes",)


def test_a_child_changes_what_it_states_and_keeps_the_rest(library, rule):
    library.add("base", rules=rule(extra="    remedy: Shoot again.\n"))
    changes = "  - id: long-edge\n    severity: info\n    params: {max_px: 900}\n"
    library.add("acme", top=PARENT, sources="", rules=changes)
    changed = library.load().rule("long-edge")
    assert changed.severity is Severity.INFO
    assert changed.params_given == {"min_px": 500, "max_px": 900}
    assert changed.params.model_dump() == {"min_px": 500, "max_px": 900}
    assert changed.remedy == "Shoot again."


def test_every_value_knows_where_it_was_written(library):
    library.add("base")
    changes = "  - id: long-edge\n    params: {max_px: 900}\n"
    library.add("acme", top=PARENT, sources="", rules=changes)
    origin = library.load().rule("long-edge").origin
    assert origin["params.min_px"].endswith("base/2026-01-01.yaml:10:14")
    assert origin["params.max_px"].endswith("acme/2026-01-01.yaml:8:14")
    assert origin["severity"].endswith("base/2026-01-01.yaml:11:15")
    assert origin[""].endswith("acme/2026-01-01.yaml:7:5")


def test_lists_replace_and_new_rules_follow_the_inherited(library, rule):
    library.add("base", rules=rule(extra="    applies_to: [main, swatch]\n") + rule("second"))
    rules = "  - {id: long-edge, applies_to: [swatch]}\n" + rule("added")
    library.add("acme", top=PARENT, sources="", rules=rules)
    book = library.load()
    assert [r.id for r in book.rules] == ["long-edge", "second", "added"]
    assert book.rules[0].applies_to == ("swatch",)


def test_another_check_drops_the_inherited_parameters(library):
    library.add("base")
    rules = "  - {id: long-edge, check: set.count, scope: set, params: {min: 2}}\n"
    library.add("acme", top=PARENT, sources="", rules=rules)
    changed = library.load().rule("long-edge")
    assert changed.params_given == {"min": 2}
    assert "params.min_px" not in changed.origin


def test_another_operation_drops_the_inherited_fix_parameters(library, rule):
    library.add(
        "base", rules=rule(extra="    fix: {operation: canvas.pad, params: {fill: white}}\n")
    )
    library.add(
        "acme", top=PARENT, sources="", rules="  - {id: long-edge, fix: {operation: canvas.crop}}\n"
    )
    fix = library.load().rule("long-edge").fix
    assert (fix.operation, fix.params) == ("canvas.crop", {})


def test_later_parents_win_and_own_words_come_first(library):
    library.add("base", top="roles: [{role: main, pattern: a}]\nregions: [uk]\n")
    library.add(
        "other",
        top="roles: [{role: swatch, pattern: b}]\nregions: [de]\n",
        rules="  - id: long-edge\n    title: Other\n    check: dimensions.long_edge\n"
        "    params: {min_px: 7}\n    severity: info\n    source: {ref: guide}\n",
    )
    top = (
        "extends: [base@2026-01-01, other@2026-01-01]\n"
        "roles: [{role: extra, pattern: c}]\nregions: [fr]\n"
    )
    library.add("acme", top=top, sources="", rules="")
    book = library.load()
    assert [r.role for r in book.roles] == ["extra", "swatch", "main"]
    assert book.regions == ("fr", "uk", "de")
    assert (book.rules[0].title, book.rules[0].params.min_px) == ("Other", 7)


def test_a_change_survives_a_second_way_to_the_same_ancestor(library):
    library.add("base")
    library.add("left", top=PARENT, rules="  - {id: long-edge, params: {min_px: 7}}\n")
    library.add("right", top=PARENT, rules="")
    for order in ("left@2026-01-01, right@2026-01-01", "right@2026-01-01, left@2026-01-01"):
        library.add("acme", top=f"extends: [{order}]\n", rules="")
        assert library.load().rules[0].params.min_px == 7


def test_a_disabled_rule_is_gone_and_its_reason_kept(library):
    library.add("base")
    library.add("middle", top=PARENT, rules="")
    top = "extends: [middle@2026-01-01]\ndisable: {long-edge: portraits are fine}\n"
    library.add("acme", top=top, rules="")
    book = library.load()
    assert book.rules == ()
    assert book.disabled == {"long-edge": "portraits are fine"}


def test_disabling_what_is_not_inherited_names_the_nearest(library):
    library.add("base")
    library.add("acme", top=PARENT + "disable: {long-egde: why}\n", rules="")
    assert library.refusals() == [
        ("6:11", "no inherited rule is called long-egde", "did you mean long-edge?")
    ]


def test_a_final_rule_can_neither_be_changed_nor_disabled(library, rule):
    base = library.add("base", rules=rule(extra="    final: true\n"))
    library.add("acme", top=PARENT, rules="  - {id: long-edge, params: {min_px: 900}}\n")
    [(place, message, hint)] = library.refusals()
    assert (place, message) == ("8:5", "the rule long-edge is final and may not be changed")
    assert f"{base}:13:12" in hint
    library.add("acme", top=PARENT + "disable: {long-edge: why}\n", rules="")
    [(place, message, _)] = library.refusals()
    assert (place, message) == ("6:11", "the rule long-edge is final and may not be disabled")


def test_a_final_rule_reached_on_two_ways_is_no_conflict(library, rule):
    library.add("base", rules=rule(extra="    final: true\n"))
    library.add("left", top=PARENT, rules="")
    library.add("right", top=PARENT, rules="")
    library.add("acme", top="extends: [left@2026-01-01, right@2026-01-01]\n", rules=rule("own"))
    assert [r.id for r in library.load().rules] == ["long-edge", "own"]


def test_a_final_rule_is_safe_from_a_sibling_too(library, rule):
    library.add("base", rules=rule(extra="    final: true\n"))
    library.add("other")
    library.add("acme", top="extends: [base@2026-01-01, other@2026-01-01]\n", rules="")
    [(_, message, _)] = library.refusals()
    assert "final" in message


def test_a_new_rule_in_a_child_must_be_whole(library):
    library.add("base")
    library.add("acme", top=PARENT, rules="  - {id: new, severity: info}\n")
    assert [fault[1] for fault in library.refusals()] == ["new lacks title", "new lacks source"]


def test_rulebooks_cannot_extend_each_other_in_a_circle(library):
    library.add("base", top="extends: [acme@2026-01-01]\n", rules="")
    library.add("acme", top=PARENT, rules="")
    [(place, message, _)] = library.refusals()
    assert place == "5:11"
    assert message == "acme@2026-01-01 extends this file in turn"


def test_a_pattern_that_is_no_regular_expression_is_refused(library):
    library.add("acme", top="roles: [{role: main, pattern: '(x'}]\n")
    [(place, message, _)] = library.refusals()
    assert place == "5:31"
    assert "regular expression" in message
