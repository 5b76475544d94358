from __future__ import annotations

import pytest

from imgrules import _kernels
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
    assert main() == 1
    assert capsys.readouterr().out.startswith("kernels: missing")
