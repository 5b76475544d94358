from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def _left_by(code: str, folder: Path) -> list[str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME"), str(folder))
    subprocess.run([sys.executable, "-c", code], env={**kept, **places}, check=True)
    return sorted(path.name for path in folder.rglob("*"))


def test_onnxruntime_reports_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    assert _left_by("import imgrules, onnxruntime", tmp_path) == []
