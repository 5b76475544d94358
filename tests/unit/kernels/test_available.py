from __future__ import annotations

from pathlib import Path

import pytest

from imgrules import _kernels
from imgrules._kernels import sources
from imgrules._kernels.__main__ import main


def test_kernels_are_built() -> None:
    assert _kernels.AVAILABLE, "python hatch_build.py builds them in place"


def test_says_that_they_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().out.startswith("kernels: compiled, ")


def test_says_that_they_are_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    monkeypatch.setattr(_kernels, "BUILT", False)
    assert main() == 1
    assert capsys.readouterr().out.startswith("kernels: missing")


def test_says_that_their_sources_have_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    assert main() == 1
    assert "hatch_build.py" in capsys.readouterr().out


def test_edition_tells_sources_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "HERE", tmp_path)
    assert sources.edition() is None
    seen = set()
    for name, text in (("a.c", "int a;"), ("b.h", ""), ("b.h", "int b;"), ("a.c", "int c;")):
        (tmp_path / name).write_text(text, "utf-8")
        seen.add(sources.edition())
    assert len(seen) == 4
