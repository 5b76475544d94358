"""Just enough of two CI services to run what they would run: no more than our files use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.ci.conftest import call

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Ran:
    """What became of the steps; ``used`` are the actions that would have been called."""

    status: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: list[dict[str, str]] = field(default_factory=list)
    summary: str = ""


class CompositeAction:
    """Runs the steps of an action as GitHub's runner documents it for ``shell: bash``."""

    def __init__(self, action: Path, project: Path, env: Mapping[str, str], temp: Path) -> None:
        self.action, self.project, self.temp = action, project, temp
        self.env = dict(env)
        self.data: dict[str, Any] = yaml.safe_load((action / "action.yml").read_text("utf-8"))

    def run(self, **given: str) -> Ran:
        """Run the steps with inputs; a step that fails leaves only those with ``always()``."""
        unknown = {name.replace("_", "-") for name in given} - set(self.data["inputs"])
        assert not unknown
        self.inputs = {
            name: given.get(name.replace("-", "_"), entry["default"])
            for name, entry in self.data["inputs"].items()
        }
        self.steps: dict[str, dict[str, str]] = {}
        ran = Ran()
        for step in self.data["runs"]["steps"]:
            condition = step.get("if", "success()")
            if ("always()" in condition or ran.status == 0) and self._holds(condition):
                self._step(step, ran)
        ran.outputs = {
            name: self._fill(entry["value"]) for name, entry in self.data["outputs"].items()
        }
        return ran

    def _step(self, step: Mapping[str, Any], ran: Ran) -> None:
        if "uses" in step:
            ran.used.append({name: self._fill(text) for name, text in step["with"].items()})
            return
        assert step["shell"] == "bash"
        files = {name: self.temp / name for name in ("output", "path", "summary")}
        for file in files.values():
            file.unlink(missing_ok=True)
            file.touch()
        env = {
            **self.env,
            **{name: self._fill(text) for name, text in step.get("env", {}).items()},
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_PATH": str(files["path"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "RUNNER_TEMP": str(self.temp),
        }
        script = self.temp / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        folder = self.project / self._fill(step.get("working-directory", "."))
        shell = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script))
        done = call(*shell, cwd=folder, env=env)
        ran.log += done.stdout + done.stderr
        ran.status = ran.status or done.returncode
        ran.summary += files["summary"].read_text("utf-8")
        said = (line.partition("=") for line in files["output"].read_text("utf-8").splitlines())
        self.steps[step.get("id", "")] = {name: value for name, _, value in said}
        for added in files["path"].read_text("utf-8").splitlines():
            self.env["PATH"] = f"{added}:{self.env['PATH']}"

    def _fill(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self._value(found[1]), text)

    def _value(self, expression: str) -> str:
        if expression.startswith("inputs."):
            return self.inputs[expression.removeprefix("inputs.")]
        if expression == "github.action_path":
            return str(self.action)
        found = re.fullmatch(r"steps\.(\w+)\.outputs\.(\w+)", expression)
        assert found, expression
        return self.steps.get(found[1], {}).get(found[2], "")

    def _holds(self, condition: str) -> bool:
        return all(self._true(part.strip()) for part in condition.split("&&"))

    def _true(self, part: str) -> bool:
        if part in {"always()", "success()"}:
            return True
        left, _, right = part.partition("!=")
        return self._value(left.strip()) != right.strip().strip("'")


def gitlab(
    template: Path, job: str, project: Path, env: Mapping[str, str], shell: str, **given: str
) -> Ran:
    """Run a job's lines as GitLab's runner does: one shell, stopped by the first that fails."""
    data = yaml.safe_load(template.read_text("utf-8"))
    lines = [*data[job].get("before_script", ()), *data[job]["script"]]
    script = project.parent / "job.sh"
    script.write_text("set -eo pipefail\n" * (shell == "bash") + "set -e\n" + "\n".join(lines))
    variables = {name: str(value) for name, value in data["variables"].items()}
    done = call(shell, str(script), cwd=project, env={**env, **variables, "CI": "true", **given})
    return Ran(done.returncode, done.stdout + done.stderr)
