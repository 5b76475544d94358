"""What shells are offered, through the protocol that shells speak, and in bash itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_process import environment

NEWEST = "2026-07-22"


def complete(shell: str, line: str, cwd: Path | None = None, **changes: str) -> list[str]:
    words = line.split(" ")
    if shell == "bash":
        asked = {"COMP_WORDS": line, "COMP_BREAKS": " \t\n\"'@><=;|&(:"}
    elif shell == "zsh":
        asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    else:
        asked = {"COMP_WORDS": line, "COMP_CWORD": words[-1]}
    done = subprocess.run(
        [sys.executable, "-m", "imgrules"],
        env=environment(_IMGRULES_COMPLETE=f"{shell}_complete", **asked, **changes),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    lines = [each for each in done.stdout.splitlines() if each]
    if shell == "zsh":
        return lines[1::3]
    return [each.partition(",")[2].partition("\t")[0] for each in lines]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("imgrules ch", ["check"]),
        ("imgrules rules sh", ["show"]),
        ("imgrules check --fail-on w", ["warning"]),
        ("imgrules check -r ama", ["amazon"]),
        ("imgrules check --as-", ["--as-of"]),
        ("imgrules check -f jso", ["json", "jsonl"]),
        ("imgrules check -r amazon --select background-w", ["background-white"]),
        ("imgrules check -r amazon --select file-comp", ["file-complete"]),
        ("imgrules explain amazon/background-w", ["amazon/background-white"]),
        ("imgrules explain background.wh", ["background.white"]),
        ("imgrules completion z", ["zsh"]),
        ("imgrules check -r nosuchbook", []),
    ],
)
def test_words_are_offered(line: str, offered: list[str]) -> None:
    assert complete("bash", line) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_offered_the_same(shell: str) -> None:
    assert complete(shell, "imgrules check -r ama") == ["amazon"]
    assert complete(shell, "imgrules ch") == ["check"]


def test_editions_are_offered_and_bash_is_given_what_it_has_not_got() -> None:
    assert f"amazon@{NEWEST}" in complete("zsh", "imgrules check -r amazon@")
    assert NEWEST in complete("bash", "imgrules check -r amazon@")


def test_files_of_reports_and_pictures(shots: Path) -> None:
    assert complete("zsh", "imgrules check -f json=sh", shots.parent) == ["json=shots/"]
    assert complete("bash", "imgrules check -f json=sh", shots.parent) == ["shots/"]
    assert complete("zsh", "imgrules check -f json=gone/x", shots.parent) == []
    done = subprocess.run(
        [sys.executable, "-m", "imgrules"],
        env=environment(_IMGRULES_COMPLETE="bash_complete", COMP_WORDS="imgrules check sh"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "file,sh"


def test_what_is_broken_offers_nothing_and_says_nothing(place: Path) -> None:
    (place / "imgrules.yaml").write_text("check: [", encoding="utf-8")
    assert complete("bash", "imgrules check -r ama", place) == ["amazon"]
    assert complete("bash", "imgrules check -r a", place, IMGRULES_RULES_PATH="gone") == []


def test_completing_waits_for_no_heavy_library() -> None:
    code = (
        "import os, sys, json, runpy\n"
        "sys.argv = ['imgrules']\n"
        "try:\n    runpy.run_module('imgrules', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    for line in ("imgrules check -r ama", "imgrules check -r amazon --select b", "imgrules "):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment(_IMGRULES_COMPLETE="bash_complete", COMP_WORDS=line),
            capture_output=True,
            text=True,
            check=True,
        )
        for heavy in (
            "numpy",
            "cv2",
            "colour",
            "jsonschema",
            "httpx",
            "onnxruntime",
            "PIL",
            "rich",
        ):
            assert f'"{heavy}"' not in done.stderr, (line, heavy)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_says_where_it_belongs(shell: str, run: Run) -> None:
    done = run("completion", shell)
    assert done.exit_code == 0
    assert "_IMGRULES_COMPLETE" in done.stdout
    assert "Loaded by this line in" in done.stdout
    if shell == "zsh":  # a file found on fpath has to begin so
        assert done.stdout.startswith("#compdef imgrules\n")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_itself_completes(shots: Path) -> None:
    program = shots.parent / "bin" / "imgrules"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m imgrules "$@"\n')
    program.chmod(0o755)
    script = """
eval "$(imgrules completion bash)"
compopt() { echo "compopt $*"; }
for line in "imgrules che" "imgrules check -r amazon@2026" "imgrules check -f json=sh"; do
    COMP_LINE=$line COMP_POINT=${#line}
    _imgrules_completion imgrules
    echo "${COMPREPLY[@]}"
done
complete -p imgrules
"""
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=shots.parent,
        env=environment(PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "check", NEWEST, "compopt -o nospace", "shots/",
        "complete -o nosort -F _imgrules_completion imgrules",
    ]  # fmt: skip
