"""Compiled passes over pixels, where they are to be had; the same results without, only later.

``python -m imgrules._kernels`` says whether they are there. A caller asks ``AVAILABLE`` and has a
way of its own where it is false: docs/decisions/0011-compiled-kernels.md.
"""

from __future__ import annotations

from importlib.util import find_spec

from imgrules._kernels.sources import edition

BUILT: bool = find_spec("imgrules._kernels.native") is not None
"""Whether ``native`` was built for this interpreter and system, from whatever sources."""


def _is_current() -> bool:
    """Leave alone a module that was built in place from other sources than lie beside it."""
    if not BUILT:
        return False
    from imgrules._kernels import native

    return edition() in {None, native.EDITION}


AVAILABLE: bool = _is_current()
"""Whether ``native`` was built, and from the sources that are here."""
