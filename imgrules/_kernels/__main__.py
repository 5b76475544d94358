"""Say whether the compiled kernels are in use."""

from __future__ import annotations

import sys

from imgrules import _kernels


def main() -> int:
    """Print one line; 1 where the kernels are missing."""
    if not _kernels.AVAILABLE:
        why = "built from other sources, python hatch_build.py builds them anew"
        why = why if _kernels.BUILT else "missing"
        print(f"kernels: {why}; the same results come from NumPy and OpenCV, more slowly")  # noqa: T201
        return 1
    from imgrules._kernels import native

    print(f"kernels: compiled, {native.instructions()} instructions")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
