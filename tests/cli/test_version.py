from __future__ import annotations

import pytest

from imgrules import __version__
from tests.cli.conftest import Run


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_and_the_editions_in_force(run: Run, option: str) -> None:
    done = run(option)
    assert done.exit_code == 0
    first, *editions = done.stdout.splitlines()
    assert first == f"imgrules {__version__}"
    assert [line for line in editions if line.startswith("amazon@20")]
    assert not [line for line in editions if line.startswith("base/")]
    assert all(line.count("@") == 1 and " " not in line for line in editions)


def test_only_editions_that_have_begun(run: Run, place, monkeypatch) -> None:
    folder = place / "books" / "acme"
    folder.mkdir(parents=True)
    for day in ("2020-01-01", "2021-01-01", "2999-01-01"):
        (folder / f"{day}.yaml").touch()
    (place / "books" / "later").mkdir()
    (place / "books" / "later" / "2999-01-01.yaml").touch()
    monkeypatch.setenv("IMGRULES_RULES_PATH", str(place / "books"))
    lines = run("--version").stdout.splitlines()
    assert "acme@2021-01-01" in lines
    assert not [line for line in lines if "2999" in line]


def test_a_broken_search_path_keeps_the_version_from_nobody(run: Run, monkeypatch) -> None:
    monkeypatch.setenv("IMGRULES_RULES_PATH", "gone")
    done = run("--version")
    assert done.exit_code == 2
    assert done.stdout.startswith(f"imgrules {__version__}\n")
    assert "IMGRULES_RULES_PATH names gone" in done.stderr
