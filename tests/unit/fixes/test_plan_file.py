from __future__ import annotations

import json
from dataclasses import replace

import pytest

from imgrules.errors import ImgrulesError, UsageError
from imgrules.fixes.plan_file import (
    digest,
    parse_plan,
    plan_data,
    plan_schema,
    plan_text,
    read_plan,
    write_plan,
)
from tests.unit.fixes.seen import Seen, plan_of


@pytest.fixture(scope="module")
def plan():
    small = Seen(size=(4000, 3000), product=(1200, 700, 1600, 1600))
    return plan_of(small, replace(small, name="b.jpg", fails=("background.white",)), Seen("c.jpg"),
                   books=("amazon", "google"))  # fmt: skip


def test_a_plan_comes_back_as_it_was(plan, tmp_path):
    path = tmp_path / "plan.json"
    write_plan(plan, path)
    assert read_plan(path) == plan
    assert plan_text(read_plan(path)) == path.read_text(encoding="utf-8")


def test_the_document_is_what_its_schema_says(plan):
    import jsonschema

    jsonschema.Draft7Validator.check_schema(plan_schema())
    jsonschema.Draft7Validator(plan_schema()).validate(plan_data(plan))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.pop("images"), "the document: 'images' is a required property"),
        (lambda data: data.update(schema=2), "no plan of version 1"),
        (lambda data: data.update(more=1), "more"),
        (lambda data: data["images"][0].update(decision="maybe"), "images/0/decision"),
        (lambda data: data["images"][0].pop("sha256"), "images/0: 'sha256'"),
        (lambda data: data["images"][0]["steps"][0].update(reasons="none"), "steps/0/reasons"),
    ],
)
def test_documents_that_are_no_plan_say_where(plan, change, said):
    data = plan_data(plan)
    change(data)
    with pytest.raises(UsageError, match=said) as caught:
        parse_plan(json.dumps(data))
    assert "fix --plan" in str(caught.value.hint)


def test_files_that_hold_no_plan(tmp_path):
    path = tmp_path / "plan.json"
    with pytest.raises(UsageError, match="cannot be read"):
        read_plan(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_plan(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"plan\.json: is not JSON"):
        read_plan(path)
    with pytest.raises(ImgrulesError, match="cannot be written"):
        write_plan(plan_of(Seen()), tmp_path / "gone" / "plan.json")


def test_the_digest_is_of_what_is_done_not_of_what_is_said(plan):
    one, other = plan.images[0], plan.images[1]
    assert digest(one) == digest(replace(one, path="x", source="/y", reasons=("z",), failing=()))
    assert digest(one) == digest(parse_plan(plan_text(plan)).images[0])
    changed = [
        replace(one, sha256="b" * 64),
        replace(one, output="other.jpg"),
        replace(one, steps=one.steps[1:]),
        replace(one, backdrop=replace(one.backdrop, colour=(1, 2, 3))),
        replace(one, frame=replace(one.frame, fill_aim=0.9)),
        replace(one, file=replace(one.file, formats=("png",))),
    ]
    assert len({digest(each) for each in (one, other, *changed)}) == len(changed) + 2
