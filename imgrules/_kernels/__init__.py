"""Compiled passes over pixels, where they are to be had; the same results without, only later.

``python -m imgrules._kernels`` says whether they are there. A caller asks ``AVAILABLE`` and has a
way of its own where it is false: docs/decisions/0011-compiled-kernels.md.
"""

from __future__ import annotations

from importlib.util import find_spec

NAME = "imgrules._kernels.native"
AVAILABLE: bool = find_spec(NAME) is not None
"""Whether ``native`` was built for this interpreter and system."""
