"""What the README shows is what imgrules prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_report_shown_is_the_demonstration_s(tmp_path: Path) -> None:
    shown = re.search(r"<!-- demo -->\n```text\n(.*?)```", README, re.DOTALL)
    assert shown
    run = [sys.executable, "-m"]
    subprocess.run([*run, "imgrules.testing.samples", "demo"], cwd=tmp_path, check=True)
    report = subprocess.run(
        [*run, "imgrules", "check", "demo", "-r", "amazon@2026-07-22"],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.returncode == 1, report.stderr
    printed = report.stdout.splitlines()
    # The date is the reader's own; an ellipsis marks what is left out.
    wanted = [line for line in shown[1].splitlines() if not line.startswith(("as of", "…"))]
    assert [line for line in wanted if line not in printed] == []
