from __future__ import annotations

import json
from pathlib import Path

import pytest

from imgrules.engine.baseline import Baseline, Known
from imgrules.engine.baseline_file import read_baseline, render, write_baseline
from imgrules.errors import BaselineError
from imgrules.model import Severity


def entry(rule: str, path: str) -> Known:
    return Known(rule=rule, path=path, image="a" * 64, rule_sha256="1" * 64,
                 severity=Severity.ERROR, outcome="fail", first_seen="2026-11-21")  # fmt: skip


def test_one_sorted_line_an_entry(tmp_path: Path) -> None:
    baseline = Baseline.of([entry("shop/white", "b.png"), entry("shop/size", "c\n\u2028.png")])
    lines = render(baseline).splitlines()
    assert [line.partition('"path"')[0] for line in render(baseline).split("\n")[1:3]] == [
        '  {"rule": "shop/size", ', '  {"rule": "shop/white", '
    ]  # fmt: skip
    assert json.loads(render(baseline))["schema"] == 1
    assert len(lines) >= 4
    write_baseline(baseline, tmp_path / "b.json")
    assert read_baseline(tmp_path / "b.json") == baseline


def test_an_empty_baseline_is_read_back(tmp_path: Path) -> None:
    write_baseline(Baseline(), tmp_path / "b.json")
    assert read_baseline(tmp_path / "b.json").entries == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{"schema"', '{schema"', "b.json:1:2: not JSON"),
        ('"schema": 1', '"schema": 2', "a newer imgrules wrote this"),
        ('"fail"', '"pass"', "entry 1 outcome"),
        ('"fail"', '"unchecked"', "entry 1 outcome"),
        ("a" * 64, "a" * 63, "entry 1 image"),
        ('"rule"', '"rul"', "entry 1 rule"),
        ("]}", "]", "not JSON"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "b.json"
    text = render(Baseline.of([entry("shop/white", "a.png")]))
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BaselineError) as refused:
        read_baseline(path)
    assert said in str(refused.value)
    assert refused.value.hint


def test_a_merge_that_doubled_a_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    line = render(Baseline.of([entry("shop/white", "a.png")])).split("\n")[1]
    path.write_text(f'{{"schema": 1, "known": [{line},{line}]}}', "utf-8")
    with pytest.raises(BaselineError, match="known twice"):
        read_baseline(path)
