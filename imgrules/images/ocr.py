"""Reading text with rapidocr and the models its wheel carries: offline, on one core.

Nothing is ever downloaded: the model files are named by path and must be there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imgrules.errors import PluginError

Corner = tuple[float, float]

DETECTOR = "PP-OCRv6_det_small.onnx"
READER = "PP-OCRv6_rec_small.onnx"
LICENCE = "Apache-2.0"
LONGEST = 4000
"""No picture handed over is longer; rapidocr must not resize behind our back."""
SMALLEST = 8
"""No letter is legible in fewer pixels, and the detector cannot scale a picture of one pixel."""
LEAST_CONFIDENCE = 0.3
HINT = "reinstall it with its models: pip install --force-reinstall rapidocr onnxruntime"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: corners clockwise from its top left, in pixels of the picture given."""

    corners: tuple[Corner, Corner, Corner, Corner]
    text: str
    confidence: float


def read_lines(rgb: NDArray[np.uint8]) -> list[Line]:
    """Find and read all lines, top to bottom. Raises PluginError without detector or models."""
    if min(rgb.shape[:2]) < SMALLEST:
        return []
    bgr = np.ascontiguousarray(rgb[..., ::-1])
    found = _engine()(bgr)
    if found.boxes is None or found.txts is None or found.scores is None:
        return []
    return [
        Line(_corners(box), text, round(float(score), 3))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


def _corners(box: NDArray[np.float32]) -> tuple[Corner, Corner, Corner, Corner]:
    one, two, three, four = ((round(float(x), 1), round(float(y), 1)) for x, y in box)
    return one, two, three, four


@lru_cache(maxsize=1)
def model_info() -> tuple[dict[str, str], ...]:
    """Name, version, SHA-256 and licence of each trained model that reads text."""
    paths = _model(DETECTOR), _model(READER)
    package = f"rapidocr {metadata.version('rapidocr')}"
    return tuple(
        {
            "name": path.name,
            "package": package,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "licence": LICENCE,
        }
        for path in paths
    )


@lru_cache(maxsize=1)
def _engine() -> Any:  # noqa: ANN401  (rapidocr has no types)
    detector, reader = _model(DETECTOR), _model(READER)
    params = {
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Global.min_side_len": SMALLEST,
        "Global.max_side_len": LONGEST,
        "Global.text_score": LEAST_CONFIDENCE,
        # One core: pictures are spread over processes, and sums come out the same everywhere.
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Det.model_path": str(detector),
        "Det.limit_type": "max",
        "Det.limit_side_len": LONGEST,
        "Rec.model_path": str(reader),
    }
    try:
        from rapidocr import RapidOCR

        return RapidOCR(params=params)
    except Exception as problem:
        raise PluginError(f"the text detector does not start: {problem}", hint=HINT) from problem


def _model(name: str) -> Path:
    folder = _folder()
    path = folder / name
    if not path.is_file():
        raise PluginError(f"the text detector's model {name} is missing in {folder}", hint=HINT)
    return path


def _folder() -> Path:
    for package in ("rapidocr", "onnxruntime"):
        if util.find_spec(package) is None:
            message = f"overlay checks need {package}, which is not installed"
            raise PluginError(message, hint="pip install rapidocr onnxruntime")
    found = util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise PluginError("rapidocr is not a package here", hint=HINT)
    return Path(found.submodule_search_locations[0]) / "models"
