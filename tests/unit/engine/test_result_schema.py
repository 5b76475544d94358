from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from imgrules.document import result_data
from imgrules.engine.result_schema import result_schema
from imgrules.engine.run import run
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = result_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def document(save: Callable[..., Path]) -> dict[str, object]:
    book = make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": 500}),
        make_rule("look"),
        make_rule("count", "set.count", params={"min": 2}),
    )
    bad = save("b.png")
    bad.write_bytes(b"")
    return result_data(run(make_job([save("a.png"), bad], book, sku="S", extra={"own": "x"})))


def test_what_check_writes_is_what_the_schema_says(
    save: Callable[..., Path], validator: jsonschema.Draft7Validator
) -> None:
    assert list(validator.iter_errors(document(save))) == []


@pytest.mark.parametrize("key", ["images", "as_of", "summary", "not_a_gate"])
def test_schema_demands_every_part(
    save: Callable[..., Path], validator: jsonschema.Draft7Validator, key: str
) -> None:
    data = document(save)
    del data[key]
    assert not validator.is_valid(data)


def test_schema_refuses_what_it_does_not_know(
    save: Callable[..., Path], validator: jsonschema.Draft7Validator
) -> None:
    data = document(save)
    data["images"][0]["surprise"] = 1
    assert not validator.is_valid(data)
