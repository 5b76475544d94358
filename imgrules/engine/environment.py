"""What measures, besides the checks: libraries whose other version may read other numbers."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version

_MEASURING = (
    "imgrules", "numpy", "onnxruntime", "opencv-python-headless", "pillow", "rapidocr",
    "simplejpeg",
)  # fmt: skip


@cache
def environment() -> str:
    """Return a short name for the versions that measure here; equal names measure alike."""
    words = [f"{name} {_version(name)}" for name in _MEASURING]
    text = "\n".join((*words, sys.platform, f"{sys.version_info.major}.{sys.version_info.minor}"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
