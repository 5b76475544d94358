"""Waivers and a baseline in the Python API."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

import imgrules
from imgrules.engine.baseline import Baseline
from imgrules.engine.baseline_change import compare
from imgrules.engine.baseline_file import write_baseline


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (60, 45), "white").save("a.png")
    Path("acme.yaml").write_text(
        'schema: 1\nrulebook: acme\nedition: "2026-01-01"\ntitle: Acme\n'
        "sources: {guide: {title: Guide}}\nunmatched: main\nrules:\n"
        "  - {id: side, title: Side, check: dimensions.long_edge, params: {min_px: 100},\n"
        "     severity: error, source: {ref: guide}}\n",
        "utf-8",
    )
    return tmp_path


def check(**more: str) -> imgrules.Result:
    return imgrules.check("a.png", rulebooks=["./acme.yaml"], **more)  # type: ignore[arg-type]


def test_files_that_are_named_set_findings_aside(folder: Path) -> None:
    today = date.today()  # noqa: DTZ011  (a day more or less is no matter)
    Path("w.yaml").write_text(
        "schema: 1\nwaivers:\n  - {id: W-1, rule: acme/side, images: [a.png], reason: Old, "
        f'owner: studio, granted: "{today - timedelta(9)}", expires: "{today + timedelta(90)}"}}\n',
        "utf-8",
    )
    seen: list[imgrules.Verdict] = []
    plain = check()
    write_baseline(Baseline.of(compare(Baseline(), plain, today).new), Path("b.json"))
    assert plain.images[0].verdict == imgrules.Verdict.FAIL
    waived = imgrules.check(
        "a.png", rulebooks=["./acme.yaml"], waivers="w.yaml",
        on_image=lambda image: seen.append(image.verdict),
    )  # fmt: skip
    assert seen == [waived.images[0].verdict] == [imgrules.Verdict.PASS]
    assert waived.images[0].findings[0].status == imgrules.Status.WAIVED
    assert check(baseline="b.json").images[0].findings[0].status == imgrules.Status.BASELINED


def test_they_are_not_searched_for_and_have_to_be_there(folder: Path) -> None:
    Path("imgrules-waivers.yaml").write_text("broken: [", "utf-8")
    assert check().images[0].verdict == imgrules.Verdict.FAIL
    with pytest.raises(imgrules.ImgrulesError, match=r"gone\.yaml"):
        check(waivers="gone.yaml")
    with pytest.raises(imgrules.ImgrulesError, match=r"gone\.json"):
        check(baseline="gone.json")
