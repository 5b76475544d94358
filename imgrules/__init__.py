"""Marketplace image rules as dated YAML, and an engine that measures pictures against them.

>>> import imgrules
>>> result = imgrules.check(["shots/"], rulebooks=["amazon"])  # doctest: +SKIP
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imgrules.api import check, fix, load_rulebook
    from imgrules.errors import ImgrulesError
    from imgrules.model import Finding, ImageResult, Outcome, Result, Severity, Status, Verdict
    from imgrules.stored import read_result

    __version__: str

# onnxruntime reports to its maker, with an id that it leaves in the user's home, unless told not to
# before it is imported. Whoever wants that says so: ORT_DISABLE_TELEMETRY=0.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__all__ = [
    "Finding",
    "ImageResult",
    "ImgrulesError",
    "Outcome",
    "Result",
    "Severity",
    "Status",
    "Verdict",
    "__version__",
    "check",
    "fix",
    "load_rulebook",
    "read_result",
]

_HOMES = {
    "check": "api",
    "fix": "api",
    "load_rulebook": "api",
    "read_result": "stored",
    "ImgrulesError": "errors",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import on first use: ``imgrules --help`` must not wait for numpy."""
    if name not in __all__:
        raise AttributeError(f"module 'imgrules' has no attribute {name!r}")
    if name == "__version__":
        return _version()
    from importlib import import_module

    return getattr(import_module(f"imgrules.{_HOMES.get(name, 'model')}"), name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("imgrules")
    except PackageNotFoundError:  # a bare checkout on the path
        return "0+unknown"
