"""The GitHub Action's steps are run as they stand, in a runner that does what GitHub documents."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.ci.conftest import ROOT, draw, offline, stand_in
from tests.ci.runner import CompositeAction

RULES = "rules/2026-01-01.yaml"


@pytest.fixture
def action(project: Path, tmp_path: Path) -> CompositeAction:
    temp = tmp_path / "temp"
    temp.mkdir()
    return CompositeAction(ROOT, project, offline(), temp)


def test_a_picture_that_fails_turns_it_red_and_keeps_the_reports(
    action: CompositeAction, project: Path
) -> None:
    ran = action.run(paths="shots", rules=RULES, install="false")
    assert ran.status == 1, ran.log
    assert ran.outputs["status"] == "1"
    assert "::error" in ran.log
    assert "SMALL.MAIN.png" in ran.summary
    sarif = json.loads((project / ran.outputs["sarif"]).read_text("utf-8"))
    assert sarif["version"] == "2.1.0"
    assert "<html" in (project / ran.outputs["html"]).read_text("utf-8")
    assert "SMALL.MAIN.png" in (project / ran.outputs["result"]).read_text("utf-8")
    assert [each["name"] for each in ran.used] == ["imgrules-report"]
    assert (project / ran.used[0]["path"] / "report.html").is_file()


def test_a_good_picture_passes(action: CompositeAction) -> None:
    ran = action.run(
        paths="shots/GOOD.MAIN.png", rules=RULES, args="--ignore=set.*", install="false"
    )
    assert ran.status == 0, ran.log
    assert ran.outputs["status"] == "0"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"paths": "shots", "rules": "amazn"}, "amazn"),
        ({"paths": "nowhere", "rules": RULES}, "nowhere"),
        ({"paths": "", "rules": RULES}, "no path given"),
        ({"paths": "shots", "rules": RULES, "args": "--shwo=all"}, "--shwo"),
        ({"paths": "shots", "rules": RULES, "fail_on": "eror"}, "eror"),
        ({"paths": "shots", "rules": RULES, "baseline": "none.json"}, "none.json"),
        ({"paths": "shots", "rules": RULES, "waivers": "none.yaml"}, "none.yaml"),
        ({"paths": "shots", "rules": RULES, "locked": "true"}, "imgrules.lock"),
        ({"paths": "shots", "rules": RULES, "report": "a\nb=c"}, "no folder's name"),
    ],
)
def test_what_cannot_be_trusted_is_2(
    action: CompositeAction, given: dict[str, str], said: str
) -> None:
    ran = action.run(install="false", **given)
    assert ran.status == 2, ran.log
    assert said in ran.log


HOSTILE = """$(touch pwned) `touch pwned`; touch pwned "; touch pwned; " '; touch pwned; ' *"""


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("paths", "{}"),
        ("rules", "--rules={}"),
        ("args", "{}"),
        ("fail_on", "--fail-on={}"),
        ("waivers", "--waivers={}"),
        ("baseline", "--baseline={}"),
        ("report", "--format=json={}/result.json"),
    ],
)
def test_inputs_are_never_run(
    action: CompositeAction, project: Path, name: str, argument: str
) -> None:
    stand = stand_in(project.parent / "bin", "imgrules")
    action.env["PATH"] = f"{stand.parent}:{action.env['PATH']}"
    ran = action.run(**{"paths": "shots", "install": "false", name: HOSTILE})
    assert ran.status == 0, ran.log
    said = stand.with_name("imgrules.said").read_text("utf-8").splitlines()
    assert argument.format(HOSTILE) in said
    assert not list(project.parent.rglob("pwned"))


def test_a_line_is_one_argument(action: CompositeAction, project: Path) -> None:
    draw(project / "shots 2" / "WITH SPACE *.MAIN.png", 200)
    ran = action.run(
        paths="shots 2\nshots/GOOD.MAIN.png\r\n\n", rules=RULES,
        args="--ignore=set.*\n--show=all", install="false",
    )  # fmt: skip
    assert ran.status == 0, ran.log
    result = json.loads((project / ran.outputs["result"]).read_text("utf-8"))
    assert [image["path"] for image in result["images"]] == [
        "shots/GOOD.MAIN.png",
        "shots 2/WITH SPACE *.MAIN.png",
    ]


def test_a_path_may_begin_with_a_dash(action: CompositeAction, project: Path) -> None:
    draw(project / "--exit-zero" / "SMALL.MAIN.png", 60)
    assert action.run(paths="--exit-zero", rules=RULES, install="false").status == 1


def test_without_imgrules_it_is_red(action: CompositeAction) -> None:
    action.env["PATH"] = "/usr/bin:/bin"
    ran = action.run(paths="shots", rules=RULES, install="false")
    assert ran.status not in {0, 1}
    assert "imgrules" in ran.log


def test_a_step_that_was_killed_is_red(action: CompositeAction) -> None:
    """Without a status from the check, the verdict is 2."""
    action.data["runs"]["steps"][1]["run"] = "kill -9 $$"
    assert action.run(paths="shots", rules=RULES, install="false").status != 0
    verdict = action.data["runs"]["steps"][-1]
    action.data["runs"]["steps"] = [verdict]
    assert action.run().status == 2


def test_it_installs_its_own_copy(product: Path, project: Path, tmp_path: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    env = {**offline(), "PATH": "/usr/bin:/bin"}
    action = CompositeAction(product, project, env, temp)
    ran = action.run(paths="shots", rules=RULES, python=sys.executable, artifact="")
    assert ran.status == 1, ran.log
    assert (temp / "imgrules" / "bin" / "imgrules").is_file()
    assert ran.used == []


def test_a_version_that_is_not_there_is_red(action: CompositeAction, project: Path) -> None:
    version = "0.0.0; touch pwned"
    ran = action.run(paths="shots", rules=RULES, python=sys.executable, version=version)
    assert ran.status == 2
    assert ran.outputs["status"] == ""
    assert not (project / "pwned").exists()
