from __future__ import annotations

import pytest

from imgrules.errors import UsageError
from imgrules.rulebook.diff import Kind, diff, last_two
from imgrules.rulebook.diff_markdown import changelog, diff_markdown, plain

RULE = """\
  - id: size
    title: Longest side
    applies_to: [main]
    when: {{category: [shoes]}}
    check: dimensions.long_edge
    params: {{min_px: 500}}
    severity: warning
    source: {{ref: guide, clause: "1"}}
"""
TOP = "categories: [shoes, clothing]\nregions: [us]\n"


def changed(library, old: str, new: str, **parts: str):
    """Return kinds and words of what differs in the one rule."""
    library.add(edition="2026-01-01", rules=old, top=TOP)
    library.add(edition="2026-06-01", rules=new, top=parts.get("top", TOP))
    found = diff(*last_two("acme"))
    return [(change.kind, change.words) for rule in found.rules for change in rule.changes]


BASE = RULE.format()


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("500", "1000", Kind.TIGHTENED,
         "Fewest pixels the longest side may have: 500 → 1000 (min_px)"),
        ("1000", "500", Kind.LOOSENED,
         "Fewest pixels the longest side may have: 1000 → 500 (min_px)"),
        ("min_px: 500", "min_px: 500, max_px: 9000", Kind.TIGHTENED,
         "Most pixels the longest side may have: no limit → 9000 (max_px)"),
        ("[main]", "[main, swatch]", Kind.WIDENED, "for main → main, swatch"),
        ("[main]", "[all]", Kind.WIDENED, "for main → all roles"),
        ("[main, swatch]", "[swatch]", Kind.NARROWED, "for main, swatch → swatch"),
        ("[main]", "[swatch]", Kind.CHANGED, "for main → swatch"),
        ("{category: [shoes]}", "{category: [shoes], region: [us]}", Kind.NARROWED,
         "for regions all → us"),
        ("{category: [shoes]}", "{category: [shoes], exclude: {region: [us]}}", Kind.NARROWED,
         "regions exempt: none → us"),
        ("severity: warning", "severity: error", Kind.SEVERITY, "graver: warning → error"),
        ("severity: warning", "severity: info", Kind.SEVERITY, "milder: warning → info"),
        ("severity: warning", 'severity: warning\n    enforce_from: "2027-01-31"', Kind.ENFORCED,
         "counts from 2027-01-31 (before: at once)"),
        ("severity: warning", "severity: warning\n    fix: {operation: canvas.pad}", Kind.FIX,
         "repaired by: none → operation canvas.pad"),
        ("severity: warning", "severity: warning\n    waivable: false", Kind.TIGHTENED,
         "exceptions may no longer be granted"),
        ("severity: warning", "severity: warning\n    decides: assist", Kind.CHANGED,
         "decided by a person, with the measurement's help (before: by the measurement)"),
        ("severity: warning", "severity: warning\n    basis: judgement", Kind.SOURCE,
         "whose word it is: official → judgement"),
        ('clause: "1"', 'clause: "2"', Kind.SOURCE, "clause: 1 → 2"),
        ("Longest side", "Long side", Kind.REWORDED, "title: Longest side → Long side"),
        ("check: dimensions.long_edge", "check: dimensions.short_edge", Kind.CHANGED,
         "measured by dimensions.short_edge (min_px 500), before by dimensions.long_edge "
         "(min_px 500)"),
    ],
)  # fmt: skip
def test_each_kind_in_words(library, old: str, new: str, kind: Kind, words: str) -> None:
    first = BASE if old in BASE else BASE.replace(new, old)
    if old not in BASE and new not in BASE:
        first = BASE.replace("500", old) if old.isdigit() else BASE.replace("[main]", old)
    assert changed(library, first, first.replace(old, new, 1)) == [(kind, words)]


def test_lists_tell_what_came_and_went(library, rule) -> None:
    formats = BASE.replace("dimensions.long_edge", "file.format").replace(
        "min_px: 500", "allowed: [jpeg, png]"
    )
    assert changed(library, formats, formats.replace("[jpeg, png]", "[jpeg, gif]")) == [
        (Kind.CHANGED, "Formats allowed: now also gif; no longer png (allowed)")
    ]


def test_added_removed_and_switched_off(library, rule) -> None:
    library.add(edition="2026-01-01", rules=rule("one") + rule("two"))
    library.add(edition="2026-06-01", rules=rule("two") + rule("three"))
    found = diff(*last_two("acme"))
    assert [(each.rule, each.kinds) for each in found.rules] == [
        ("three", (Kind.ADDED,)), ("one", (Kind.REMOVED,)),
    ]  # fmt: skip
    assert found.unchanged == 1
    assert found.counts == {Kind.ADDED: 1, Kind.REMOVED: 1}
    top = 'extends: [acme@2026-01-01]\ndisable: {one: "not asked here"}\n'
    library.add("child", top=top, rules=rule("three"))
    gone = diff(library.load("acme@2026-01-01"), library.load("child")).rules[-1]
    assert gone.words == "switched off: not asked here"


def test_roles_vocabularies_and_sources(library) -> None:
    roles = "roles: [{{role: main, pattern: '{}'}}]\nunmatched: {}\n"
    library.add(edition="2026-01-01", top=roles.format("A", "main") + "regions: [us]\n")
    library.add(
        edition="2026-06-01", top=roles.format("B", "error") + "regions: [uk]\n",
        sources='sources: {guide: {title: Guide, retrieved: "2026-05-01"}}\n',
    )  # fmt: skip
    assert [change.words for change in diff(*last_two("acme")).others] == [
        "file names of the role main: A → B",
        "files whose name tells no role: main → error",
        "regions: now also uk",
        "regions: no longer us",
        "source guide, last read: none → 2026-05-01",
    ]


def test_a_pin_stands_for_it_and_the_one_before(library) -> None:
    for edition in ("2025-01-01", "2026-01-01", "2026-01-01.2", "2026-01-01.10", "2030-01-01"):
        library.add(edition=edition)
    assert [book.edition for book in last_two("acme")] == ["2026-01-01.10", "2030-01-01"]
    assert [book.edition for book in last_two("acme@2026-01-01.10")] == [
        "2026-01-01.2", "2026-01-01.10",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="first edition"):
        last_two("acme@2025-01-01")


def test_markdown_is_newest_first_and_holds_no_markup_of_others(library, rule) -> None:
    library.add(edition="2025-01-01")
    library.add(edition="2026-01-01", rules=rule(min_px=900))
    title = "<script>alert(1)</script> [x](y) | `z` *"
    library.add(edition="2026-06-01", rules=rule().replace("Longest side", f"'{title}'"))
    text = changelog([library.load(f"acme@{day}") for day in
                      ("2025-01-01", "2026-01-01", "2026-06-01")])  # fmt: skip
    assert text.index("From 2026-01-01") < text.index("From 2025-01-01")
    assert "<script" not in text
    assert plain(title) in text
    assert "\\[x\\](y) \\| \\`z\\` \\*" in text


def test_equal_editions(library) -> None:
    library.add(edition="2025-01-01")
    library.add(edition="2026-01-01")
    found = diff(*last_two("acme"))
    assert (found.rules, found.others, found.unchanged) == ((), (), 1)
    assert diff_markdown(found).strip().endswith("Rules: 1 unchanged.")
