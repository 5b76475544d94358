from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from imgrules.cli import app, lazy
from imgrules.cli.boundary import guarded
from imgrules.errors import PluginError, RulebookError
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (RulebookError("bad", location="a:1:2", hint="fix"), 2, "error: a:1:2: bad\nhint:  fix"),
        (PluginError("missing"), 2, "error: missing"),
        (click.ClickException("Odd."), 2, "error: odd"),
        (click.Abort(), 130, "interrupted"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)  # fmt: skip
def test_each_end_has_its_status_and_message(
    raised: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> object:
        raise raised

    assert guarded(run, []) == status
    assert capsys.readouterr().err.strip() == said


def test_a_crash_is_reported_ready_to_paste(capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> object:
        raise ZeroDivisionError("boom")

    assert guarded(run, ["check", "a b", "-r", "amazon"]) == 2
    said = capsys.readouterr().err
    assert "imgrules check 'a b' -r amazon" in said
    assert "Python 3." in said
    assert "ZeroDivisionError: boom" in said


def test_messages_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> object:
        raise PluginError("a\x1b[31mb\nsecond", hint="\u202ehint")

    guarded(run, [])
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said.splitlines()) == 3


def test_a_number_a_command_returns_is_the_status() -> None:
    assert guarded(lambda: 1, []) == 1
    assert guarded(lambda: None, []) == 0


def test_every_command_in_the_tables_is_there_and_has_help() -> None:
    for path in _commands(app, []):
        outcome = CliRunner().invoke(app, [*path, "--help"])
        assert outcome.exit_code == 0, path
        assert "Usage: " in outcome.stdout


def _commands(group: lazy.LazyGroup, path: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(200).endswith("."), name
        assert not command.get_short_help_str(80).endswith("..."), name
        found.append([*path, name])
        if isinstance(command, lazy.LazyGroup):
            found += _commands(command, [*path, name])
    return found


def test_a_mistyped_command_gets_a_suggestion(run: Run) -> None:
    outcome = run("chekc")
    assert outcome.exit_code == 2
    assert "did you mean check?" in outcome.stderr
    assert "commands: list, show" in run("rules", "xyzzy").stderr
