from __future__ import annotations

from imgrules.model import Severity
from imgrules.rulebook.history import history


def test_a_rule_is_followed_through_all_editions(library, rule):
    library.add(edition="2025-01-01", rules=rule("other"))
    library.add(edition="2026-01-01")
    library.add(edition="2026-06-01", rules=rule(min_px=900).replace("error", "warning"))
    before, first, second = history(library.load(as_of="2026-02-01"), "long-edge")
    assert (before.edition, before.present, before.params) == ("2025-01-01", False, None)
    assert (first.present, first.params, first.changed) == (True, {"min_px": 500}, ())
    assert second.severity is Severity.WARNING
    assert second.changed == ("severity: error → warning", "params.min_px: 500 → 900")


def test_a_copy_under_another_name_has_only_itself(library, book):
    library.add(edition="2025-01-01")
    copy = library.put("acme/copy.yaml", book())
    assert [version.edition for version in history(library.load(str(copy)), "long-edge")] == [
        "2026-01-01"
    ]
