from __future__ import annotations

from imgrules import resources, schemas


def test_a_committed_schema_that_drifted_or_is_gone_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(schemas, "SCHEMAS", {"a.v1.json": lambda: {"type": "object"}})
    assert schemas.check_committed(tmp_path) == (f"{tmp_path / 'a.v1.json'} does not exist",)
    assert schemas.write_committed(tmp_path) == (tmp_path / "a.v1.json",)
    assert schemas.check_committed(tmp_path) == schemas.write_committed(tmp_path) == ()
    (tmp_path / "a.v1.json").write_text("{}")
    assert "is not what the code generates" in schemas.check_committed(tmp_path)[0]


def test_the_published_schemas_are_what_the_code_generates():
    assert schemas.check_committed(resources.schema_dir()) == ()
