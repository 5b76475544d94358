from __future__ import annotations

import json
from pathlib import Path

import pytest

from imgrules import plugins, schemas
from imgrules.plugins import PluginInfo
from tests.cli.conftest import Run


@pytest.mark.parametrize("name", ["rulebook", "cases", "result", "result.v1.json"])
def test_a_schema_is_printed(run: Run, name: str) -> None:
    outcome = run("schema", name)
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout)["$schema"].startswith("http://json-schema.org/draft-07")


def test_schemas_are_listed_and_an_unknown_one_refused(run: Run) -> None:
    names = sorted(file.partition(".")[0] for file in schemas.SCHEMAS)
    assert {"baseline", "rulebook", "waivers"} <= set(names)
    assert run("schema").stdout.split() == names
    outcome = run("schema", "nosuch")
    assert outcome.exit_code == 2
    assert f"schemas: {', '.join(names)}" in outcome.stderr


def test_check_tells_when_a_committed_schema_has_drifted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgrules.resources.schema_dir", lambda: tmp_path)
    assert run("schema", "--check").exit_code == 1
    schemas.write_committed(tmp_path)
    assert run("schema", "--check").exit_code == 0
    (tmp_path / "result.v1.json").write_text("{}")
    outcome = run("schema", "--check")
    assert outcome.exit_code == 1
    assert "result.v1.json is not what the code generates" in outcome.stderr


def test_plugins_lists_what_is_installed_and_counts_what_is_built_in(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = PluginInfo("acme.x", "check", "imgrules-acme", "1.0", "cannot be imported")
    own = PluginInfo("file.size", "check", plugins.BUILT_IN, "0.1", "ready")
    more = [PluginInfo(name, "processor", plugins.BUILT_IN, "0.1", "ready") for name in ("a", "b")]
    monkeypatch.setattr(plugins, "list_plugins", lambda **_: (own, *more, broken))
    outcome = run("plugins")
    assert outcome.exit_code == 0
    assert "acme.x  check  imgrules-acme  1.0" in " ".join(outcome.stdout.split()).replace(
        " ", "  "
    )
    assert "file.size" not in outcome.stdout
    assert "1 plug-in; built in: 1 check, 2 processors (--all)" in outcome.stdout
    assert "file.size" in run("plugins", "--all").stdout
    assert run("plugins", "--probe").exit_code == 1
