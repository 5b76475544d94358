"""Compiled passes over pixels, where they are to be had; the same results without, only later.

``python -m imgrules._kernels`` says whether they are there. A caller asks ``AVAILABLE`` and has a
way of its own where it is false: docs/decisions/0011-compiled-kernels.md.
"""

from __future__ import annotations

from importlib.util import find_spec

NAME = "imgrules._kernels.native"
EDITION = 7
"""As in ``module.c``: what was built in place from older sources is not used."""


def _is_built() -> bool:
    if find_spec(NAME) is None:
        return False
    from imgrules._kernels import native

    return getattr(native, "EDITION", 1) == EDITION


AVAILABLE: bool = _is_built()
"""Whether ``native`` was built for this interpreter and system, from these sources."""
