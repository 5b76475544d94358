from __future__ import annotations

from datetime import date

import pytest

from imgrules.errors import UsageError
from imgrules.rulebook.lint import lint
from imgrules.rulebook.scaffold import scaffold


@pytest.mark.parametrize("name", ["acme", "clients/acme"])
def test_a_new_rulebook_loads_and_has_nothing_to_complain_of(library, name):
    path = library.put(f"{name}/2026-11-21.yaml", scaffold(name, "2026-11-21"))
    assert lint(path, today=date(2026, 11, 21)) == ()
    assert "long-edge" not in {rule.id for rule in library.load(name).rules}
    assert {"longest-side", "product-as-sold"} <= {rule.id for rule in library.load(name).rules}


def test_it_points_the_editor_at_the_schema_and_can_build_on_another(library):
    library.add("base")
    text = scaffold("clients/acme", "2026-11-21", extends="base@2026-01-01")
    assert text.startswith("# yaml-language-server: $schema=../../_schema/rulebook.v1.json\n")
    library.put("clients/acme/2026-11-21.yaml", text)
    assert "long-edge" in {rule.id for rule in library.load("clients/acme").rules}


@pytest.mark.parametrize(
    ("name", "edition", "says"),
    [
        ("Acme Corp", "2026-11-21", "cannot name a rulebook"),
        ("acme", "today", "is no edition"),
        ("acme", "2026-02-30", "is no edition"),
    ],
)
def test_what_cannot_be_loaded_later_is_refused_now(name, edition, says):
    with pytest.raises(UsageError, match=says):
        scaffold(name, edition)
