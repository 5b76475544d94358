from __future__ import annotations

import os

import pytest

from imgrules import _kernels


@pytest.fixture(autouse=True)
def compiled() -> None:
    """Missing kernels are no fault of a machine without a compiler; in a CI they are."""
    if not _kernels.AVAILABLE and not os.environ.get("CI"):
        pytest.skip("the kernels are not built here: python hatch_build.py")
