"""``imgrules feedback`` as a command: what it prints and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from imgrules import resources
from tests.cli.conftest import Run

MAPPING = """\
schema: 1
title: Acme's refusals
columns:
  sku: {names: [sku]}
  reason: {names: [reason]}
reasons:
  - {matches: [small], rules: [longest-side, longest-side-zoom]}
  - {matches: [wrong], rules: [right-product]}
"""


@pytest.fixture
def told(shots: Path, run: Run):
    """Run feedback on a table; the pictures were judged by the small rulebook."""
    assert run("check", "shots", "-r", "./acme", "-f", "json=result.json").exit_code == 1
    Path("acme.yaml").write_text(MAPPING, encoding="utf-8")

    def call(table: str, *arguments: str):
        Path("r.csv").write_text(table, encoding="utf-8")
        return run("feedback", "r.csv", "--result", "result.json", "-m", "acme.yaml", *arguments)

    return call


def test_a_small_report_in_full(told) -> None:
    done = told("sku,reason\nB0TEST0001,too small\nB0TEST0001,wrong item\nNOBODY,small\n")
    assert done.exit_code == 0
    text = re.sub(r" +$", "", done.stdout, flags=re.MULTILINE)
    assert text.startswith(
        "Acme's refusals: 3 rows (acme.yaml, utf-8)\n"
        "against 3 pictures judged by acme, edition 2026-01-01\n"
        "\n"
        "2 refusals can be compared\n"
        "  1 we failed it too\n"
        "  1 we told a person to look\n"
        "0 pictures accepted\n"
        "  0 that we had refused\n"
        "3 pictures of refused products, not counted as accepted\n"
    )
    assert "Rows that are about no picture of the result: 1\n  NOBODY (r.csv:4)\n" in text


@pytest.mark.parametrize("width", ["50", "80"])
def test_lines_fit_and_hostile_cells_are_made_safe(
    told, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    hostile = "\x1b[31m=cmd|'/c calc'\u202e<script>" * 3
    done = told(f'sku,reason\nB0TEST0001,too small\n"{hostile}","{hostile}"\n')
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= int(width)


def test_json_holds_everything(told) -> None:
    rows = "".join(f"X{number},small\n" for number in range(30))
    text = told(f"sku,reason\nB0TEST0001,small\n{rows}").stdout
    assert "and 20 more (-f json)" in text
    data = json.loads(told(f"sku,reason\nB0TEST0001,small\n{rows}", "-f", "json").stdout)
    assert len(data["unjoined"]) == 30
    assert data["schema"] == 1
    assert data["rules"][0]["rule"].startswith("acme/")


def test_no_row_that_can_be_joined_is_2(told) -> None:
    done = told("sku,reason\nX,small\n")
    assert done.exit_code == 2
    assert "no row of the report is about a picture" in done.stderr
    assert "NOBODY" not in done.stdout
    assert "X (r.csv:2)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.csv", "--result", "result.json"), "none.csv: cannot be read"),
        (("r.csv", "--result", "none.json"), "none.json"),
        (("r.csv", "--result", "r.csv"), "r.csv"),
        (("r.csv", "--result", "result.json", "-m", "amzon"), "no mapping is called that"),
        (("r.csv", "--result", "result.json", "--rulebook", "acm"), "was not judged by acm"),
        (("r.csv", "--result", "result.json", "--listed", "none.csv"), "none.csv"),
        (("shots", "--result", "result.json"), "shots: cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_2(
    told, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    told("sku,reason\nB0TEST0001,small\n")
    done = run("feedback", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_published_schema_takes_the_bundled_mappings() -> None:
    from imgrules.feedback.mapping import bundled
    from imgrules.rulebook import yaml

    schema = json.loads((resources.schema_dir() / "feedback.v1.json").read_text("utf-8"))
    for path in bundled().values():
        Draft7Validator(schema).validate(yaml.read(path).data)
