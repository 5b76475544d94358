"""The GitLab template's lines are run as they stand, in both shells that a runner may take."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests.ci.conftest import ROOT, offline, stand_in
from tests.ci.runner import Ran, gitlab

TEMPLATE = ROOT / "templates" / "imgrules.gitlab-ci.yml"
RULES = "rules/2026-01-01.yaml"


def job(project: Path, shell: str = "sh", **given: str) -> Ran:
    """Run the job, in which a stand-in takes the place of Python: pip has nothing to install."""
    env = offline()
    stand = stand_in(project.parent / "bin", "python")
    env["PATH"] = f"{stand.parent}:{env['PATH']}"
    given = {"IMGRULES_PACKAGE": str(ROOT), "IMGRULES_RULES": RULES, **given}
    return gitlab(TEMPLATE, "imgrules", project, env, shell, **given)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_picture_that_fails_turns_it_red_and_keeps_the_reports(project: Path, shell: str) -> None:
    ran = job(project, shell, IMGRULES_PATHS="shots")
    assert ran.status == 1, ran.log
    assert "SMALL.MAIN.png" in ran.log
    artifacts = yaml.safe_load(TEMPLATE.read_text("utf-8"))["imgrules"]["artifacts"]
    tree = ElementTree.parse(project / artifacts["reports"]["junit"])  # noqa: S314  (our own)
    assert tree.getroot().tag == "testsuites"
    assert list(tree.iter("failure"))
    assert artifacts["when"] == "always"
    assert (project / artifacts["paths"][0] / "report.html").is_file()


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_lines_are_arguments(project: Path, shell: str) -> None:
    shutil.copy(project / "shots" / "GOOD.MAIN.png", project / "shots" / "GOOD 2 *.MAIN.png")
    ran = job(
        project, shell, IMGRULES_PATHS="shots/GOOD.MAIN.png\nshots/GOOD 2 *.MAIN.png",
        IMGRULES_ARGS="--ignore=set.*\n--show=all",
    )  # fmt: skip
    assert ran.status == 0, ran.log
    assert "2 pictures" in ran.log


@pytest.mark.parametrize(
    "given",
    [
        {"IMGRULES_PATHS": "nowhere"},
        {"IMGRULES_PATHS": "shots", "IMGRULES_RULES": "amazn"},
        {"IMGRULES_PATHS": "shots", "IMGRULES_PACKAGE": ""},
        {"IMGRULES_PATHS": ""},
    ],
)
def test_what_cannot_be_trusted_is_2(project: Path, given: dict[str, str]) -> None:
    assert job(project, **given).status == 2


@pytest.mark.parametrize("name", ["PATHS", "RULES", "ARGS", "PACKAGE"])
def test_variables_are_never_run(project: Path, name: str) -> None:
    given = {"IMGRULES_PATHS": "shots", f"IMGRULES_{name}": "$(touch pwned); touch pwned"}
    assert job(project, **given).status == (1 if name == "PACKAGE" else 2)
    assert not list(project.parent.rglob("pwned"))
    said = (project.parent / "bin" / "python.said").read_text("utf-8").splitlines()
    assert said[-1] == given.get("IMGRULES_PACKAGE", str(ROOT))
