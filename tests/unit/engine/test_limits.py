from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

TAKES = """
import resource, sys
from imgrules.engine.limits import keep_memory
if sys.argv[1] == "keep":
    keep_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(3):
    before = faults()
    # As a picture does: many blocks, all of them free again before the next picture.
    blocks = [b"x" * (1 << 20) for _ in range(40)]
    blocks.clear()
print(faults() - before)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "mallopt"),
    reason="the C library is not glibc",
)
def test_memory_is_taken_from_the_system_once() -> None:
    def page_faults(how: str) -> int:
        command = [sys.executable, "-c", TAKES, how]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert 10 * page_faults("keep") < page_faults("leave")
