"""A new imgrules.yaml: explained, valid, used by the next check."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from imgrules.config import load_config
from imgrules.config.check import Check
from imgrules.config.fix import Fix
from imgrules.config.starter import starter
from tests.cli.conftest import Run


def test_what_it_writes_is_used_by_the_next_check(shots: Path, run: Run) -> None:
    done = run("init", "-r", "./acme")
    assert done.exit_code == 0, done.stderr
    text = Path("imgrules.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    schema = text.splitlines()[0].partition("=")[2]
    assert schema.endswith("/imgrules.v1.json")
    assert run("check", "shots/B0TEST0001.MAIN.png").exit_code == 0


def test_without_a_terminal_nothing_is_asked(shots: Path, run: Run) -> None:
    done = run("init")
    assert done.exit_code == 0
    assert "name rulebooks in it" in done.stdout
    assert "no rulebook given" in run("check", "shots").stderr


def test_a_file_that_is_there_is_kept_unless_forced(place: Path, run: Run) -> None:
    path = place / "imgrules.yaml"
    path.write_text("schema: 1\n", encoding="utf-8")
    done = run("init", "-r", "./acme")
    assert done.exit_code == 2
    assert "imgrules.yaml is there already" in done.stderr
    assert path.read_text("utf-8") == "schema: 1\n"
    assert run("init", "-r", "./acme", "--force").exit_code == 0
    assert load_config(path).check.rules == ("./acme",)


def test_a_rulebook_that_is_not_there_is_refused_before_anything_is_written(
    place: Path, run: Run
) -> None:
    done = run("init", "-r", "amazn")
    assert done.exit_code == 2
    assert "did you mean amazon?" in done.stderr
    assert not (place / "imgrules.yaml").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written(place: Path, run: Run) -> None:
    place.chmod(0o500)
    try:
        assert "cannot be written" in run("init").stderr
    finally:
        place.chmod(0o700)


@pytest.mark.parametrize("specs", [(), ("amazon@2026-07-22", "./it's [here]", "clients/acme")])
def test_the_text_is_valid_whatever_the_rulebooks_are_called(tmp_path: Path, specs) -> None:
    path = tmp_path / "imgrules.yaml"
    path.write_text(starter(specs, "x.json"), encoding="utf-8")
    assert load_config(path).check.rules == specs


def test_every_key_is_explained_and_every_line_valid_once_used(tmp_path: Path) -> None:
    text = starter(["amazon"], "x.json")
    for key in (*Check.model_fields, *Fix.model_fields):
        assert re.search(rf"^  (# )?{key}:", text, re.MULTILINE), key
    used = re.sub(r"^( *)# ( *(?:- )?[a-z_]+:(?: .*)?)$", r"\1\2", text, flags=re.MULTILINE)
    path = tmp_path / "imgrules.yaml"
    path.write_text(used, encoding="utf-8")
    settings = load_config(path)
    assert settings.check.overrides[0].files == "jewellery/**"
    assert settings.fix.budget.per_run == 100
