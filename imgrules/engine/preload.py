"""What every worker needs; imported once in the process that workers are forked from.

That process must stay single-threaded: threads do not survive a fork.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # the processes are the parallelism

import cv2  # noqa: E402
import numpy  # noqa: E402, F401

import imgrules.engine.worker  # noqa: E402, F401

cv2.setNumThreads(1)
