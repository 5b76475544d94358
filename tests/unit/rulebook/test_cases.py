"""Reading cases files: every fault has its place, defaults lie under every case."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from imgrules.errors import RulebookError, RulebookErrors
from imgrules.rulebook.case_books import trials
from imgrules.rulebook.cases import Cases, CasesFile, judged_on, read_cases
from imgrules.rulebook.draft07 import from_model
from imgrules.rulebook.load import load_rulebook
from imgrules.rulebook.model import Rulebook

HEAD = "schema: 1\nrulebook: shop\ncases:\n"


def read(folder: Path, text: str) -> Cases:
    path = folder / "cases.yaml"
    path.write_text(text)
    return read_cases(path)


def faults(folder: Path, text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(RulebookError) as caught:
        read(folder, text)
    found = caught.value.faults if isinstance(caught.value, RulebookErrors) else [caught.value]
    return [(fault.message.removeprefix(f"{folder}/"), fault.hint) for fault in found]


def test_a_case_is_read(tmp_path: Path) -> None:
    text = HEAD + (
        "  - id: small\n"
        '    as_of: "2026-03-01"\n'
        "    picture: {canvas: [499, 499]}\n"
        "    role: main\n"
        "    expect:\n"
        "      size-min: fail\n"
        "      white: {outcome: fail, region_overlaps: [0, 0, 9, 9]}\n"
    )
    cases = read(tmp_path, text)
    (case,) = cases.content.cases
    assert case.members[0][0].canvas == (499, 499)
    assert case.expect["size-min"].outcome == "fail"
    assert case.expect["white"].region_overlaps == (0, 0, 9, 9)
    assert cases.where(0, "expect", "white").endswith("cases.yaml:10:7")


def test_defaults_lie_under_every_recipe_block_by_block(tmp_path: Path) -> None:
    text = (
        "schema: 1\nrulebook: shop\n"
        'defaults: {picture: {canvas: [500, 500], subject: {shape: ring, color: "#112233"}}}\n'
        "cases:\n"
        "  - {id: one, picture: {subject: {color: '#445566'}}}\n"
        "  - {id: two, pictures: [{canvas: [9, 9]}, {role: main}]}\n"
    )
    one, two = read(tmp_path, text).content.cases
    subject = one.members[0][0].subject
    assert (subject.shape, subject.color) == ("ring", "#445566")
    assert one.members[0][0].canvas == (500, 500)
    assert [recipe.canvas for recipe, _ in two.members] == [(9, 9), (500, 500)]
    assert [role for _, role in two.members] == [None, "main"]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("{id: a, picture: {canvass: [1, 2]}}", ("4:23: unknown key canvass", "canvas?")),
        ("{id: a, picture: {text: {txt: x}}}", ("4:30: unknown key txt", "text?")),
        ("{id: a, picutre: {}}", ("4:13: unknown key picutre", "picture?")),
        ("{id: a, picture: {}, expect: {x: fial}}", ("4:38: outcome: Input should be", "fail?")),
        (
            "{id: a, picture: {}, expect: {x: {outcome: fail, region: [1]}}}",
            ("4:54: unknown key region", "region_overlaps"),
        ),
        ("{id: a, picture: {mode: rgba}}", ("4:22: picture: jpeg: cannot hold mode rgba", None)),
        ("{id: a}", ("4:5: give either picture or pictures", None)),
        ("{id: a, picture: {}, pictures: [{}]}", ("4:5: give either picture or", None)),
        (
            '{id: a, picture: {}, edition: "2026-01-01", editions: ["2026-01-01"]}',
            ("4:5: give either edition or editions", None),
        ),
        ("{picture: {}}", ("4:5: id is missing", None)),
        ("{id: A b, picture: {}}", ("4:10: id: String should match", None)),
        ("{id: a, picture: {canvas: [1.5, 2]}}", ("4:32: Input should be a valid integer", None)),
    ],
)
def test_a_fault_names_its_place_and_the_word_meant(
    tmp_path: Path, case: str, expected: tuple[str, str | None]
) -> None:
    ((message, hint),) = faults(tmp_path, f"{HEAD}  - {case}\n")
    assert message.startswith(f"cases.yaml:{expected[0]}")
    assert (hint or "").endswith(expected[1] or "") if expected[1] else hint is None


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = HEAD + "  - {id: a, picture: {blurr: 1}}\n  - {id: b, picture: {noisy: 1}}\n"
    assert [message[:13] for message, _ in faults(tmp_path, text)] == [
        "cases.yaml:4:",
        "cases.yaml:5:",
    ]


def test_two_cases_cannot_share_an_id(tmp_path: Path) -> None:
    text = HEAD + "  - {id: a, picture: {}}\n  - {id: a, picture: {}}\n"
    assert faults(tmp_path, text) == [("cases.yaml:5:10: a second case a", None)]


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    text = "schema: 1\nrulebook: shop\ncases: []\n"
    assert faults(tmp_path, text) == [("cases.yaml:3:8: holds no cases", None)]


def test_the_schema_for_editors_takes_what_the_reader_takes(tmp_path: Path) -> None:
    schema = from_model(CasesFile)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(json.loads(json.dumps(schema)))
    good = {"schema": 1, "rulebook": "shop"}
    case = {"id": "a", "picture": {"canvas": [9, 9]}, "expect": {"x": "fail"}}
    assert not list(validator.iter_errors({**good, "cases": [case]}))
    assert list(validator.iter_errors({**good, "cases": [{**case, "expect": {"x": "fial"}}]}))
    assert list(validator.iter_errors({**good, "cases": [{**case, "picture": {"canvass": 1}}]}))


def test_a_case_is_judged_on_its_date_or_the_editions(tmp_path: Path) -> None:
    text = HEAD + '  - {id: a, picture: {}}\n  - {id: b, picture: {}, as_of: "2027-02-01"}\n'
    first, second = read(tmp_path, text).content.cases
    assert judged_on(first, "2026-07-22.1") == date(2026, 7, 22)
    assert judged_on(second, "2026-07-22") == date(2027, 2, 1)


# -- against a rulebook ---------------------------------------------------------------------------

BOOK = """\
schema: 1
rulebook: shop
edition: "2026-01-01"
title: Shop
sources: {page: {title: Page}}
roles:
  - {role: main, pattern: '_main'}
  - {role: swatch, pattern: '_sw'}
unmatched: swatch
categories: [shoes]
regions: [uk]
rules:
  - id: size-min
    title: At least 100 px
    applies_to: [main]
    check: dimensions.long_edge
    params: {min_px: 100}
    severity: error
    source: {ref: page}
  - id: shoes-size
    title: At least 120 px
    applies_to: [main]
    when: {category: [shoes], region: [uk]}
    check: dimensions.long_edge
    params: {min_px: 120}
    severity: error
    source: {ref: page}
  - id: count
    title: One main picture
    check: set.count
    params: {role: main, max: 1}
    scope: set
    severity: error
    source: {ref: page}
"""


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "2026-01-01.yaml").write_text(BOOK)
    return load_rulebook(f"{folder}@2026-01-01", as_of=date(2026, 1, 1))


def tried(folder: Path, book: Rulebook, case: str, head: str = HEAD) -> list[tuple[str, str]]:
    cases = read(folder, f"{head}  - {case}\n")
    made = trials(cases, {book.edition: book}, known=[book.edition])
    return [(slot.name, slot.role) for trial in made for slot in trial.slots]


@pytest.mark.parametrize(
    ("case", "slots"),
    [
        ("{id: a, picture: {}, role: main}", [("a.jpg", "main")]),
        ("{id: a, picture: {name: x_main.jpg}}", [("x_main.jpg", "main")]),
        ("{id: a, pictures: [{role: main}, {name: x_sw.png}]}",
         [("a.jpg", "main"), ("x_sw.png", "swatch")]),
    ],
)  # fmt: skip
def test_names_and_roles_are_settled(
    tmp_path: Path, book: Rulebook, case: str, slots: list[tuple[str, str]]
) -> None:
    assert tried(tmp_path, book, case) == slots


def test_a_role_can_have_a_file_name(tmp_path: Path, book: Rulebook) -> None:
    head = "schema: 1\nrulebook: shop\ndefaults: {names: {main: B0.MAIN}}\ncases:\n"
    case = "{id: a, picture: {format: png}, role: main}"
    assert tried(tmp_path, book, case, head) == [("B0.MAIN.png", "main")]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("{id: a, picture: {}, role: mian}", ("4:26: shop@2026-01-01 has no role mian", "main?")),
        (
            "{id: a, picture: {}, role: main, expect: {size-mni: fail}}",
            ("4:47: shop@2026-01-01 has no rule size-mni", "size-min?"),
        ),
        (
            "{id: a, picture: {}, role: main, expect: {count: fail}}",
            ("4:47: count does not apply to this case: it judges sets; give pictures", None),
        ),
        (
            "{id: a, picture: {}, role: main, expect: {shoes-size: pass}}",
            ("4:47: shoes-size does not apply to this case: its category, region", None),
        ),
        (
            "{id: a, pictures: [{role: swatch}], expect: {size-min: pass}}",
            ("4:50: size-min does not apply to this case: it is for main, not swatch", None),
        ),
        ("{id: a, picture: {}, role: swatch}", ("4:26: no rule applies to this case", None)),
        (
            "{id: a, picture: {}, role: main, category: shoe}",
            ("4:38: shop@2026-01-01 has no category shoe", "shoes?"),
        ),
        (
            "{id: a, picture: {}, role: main, region: us}",
            ("4:38: shop@2026-01-01 has no region us", "known for region: uk"),
        ),
        (
            '{id: a, picture: {}, role: main, edition: "2026-01-02"}',
            ("4:38: there is no edition 2026-01-02", "2026-01-01?"),
        ),
    ],
)
def test_what_can_never_come_true_is_refused(
    tmp_path: Path, book: Rulebook, case: str, expected: tuple[str, str | None]
) -> None:
    with pytest.raises(RulebookError) as caught:
        tried(tmp_path, book, case)
    fault = caught.value
    assert fault.message.removeprefix(f"{tmp_path}/cases.yaml:").startswith(expected[0])
    assert (expected[1] or "") in f"{fault.message} {fault.hint}"
