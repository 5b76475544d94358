"""Reading text with rapidocr and the models its wheel carries: offline, on one core.

Nothing is ever downloaded: the model files are named by path and must be there.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imgrules.errors import PluginError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Corner = tuple[float, float]
Corners = tuple[Corner, Corner, Corner, Corner]

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

    corners: Corners
    text: str
    confidence: float


def read_lines(rgb: NDArray[np.uint8]) -> list[Line]:
    """Find and read all lines, top to bottom. Raises PluginError without detector or models."""
    if min(rgb.shape[:2]) < SMALLEST:
        return []
    import numpy as np

    bgr = np.ascontiguousarray(rgb[..., ::-1])
    found = _engine()(bgr)
    if found.boxes is None or found.txts is None or found.scores is None:
        return []
    return [
        Line(corners_of(box), text, round(float(score), 3))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


def corners_of(box: NDArray[np.float32]) -> Corners:
    """Return a box's corners, clockwise from its top left, to a tenth of a pixel."""
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
            "sha256": _sha256(path),
            "licence": LICENCE,
        }
        for path in paths
    )


def engine() -> Any:  # noqa: ANN401
    """Return the process's one engine. Raises PluginError where it does not start."""
    return _engine()


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
    if (listed := _listed(folder.parent, name)) and _sha256(path) not in listed:
        # Weights with a few wrong bits still load, find no text, and everything would pass.
        raise PluginError(f"the text detector's model {name} in {folder} is damaged", hint=HINT)
    return path


def _listed(package: Path, name: str) -> frozenset[str]:
    """Return the SHA-256 that rapidocr's own list of models gives a file; none where it has none.

    The list names a model's address and, on the next line, its hash.
    """
    models = package / "default_models.yaml"
    if not models.is_file():
        return frozenset()
    found = re.findall(
        rf"/{re.escape(name)}\s+SHA256: *([0-9a-f]{{64}})\b", models.read_text("utf-8")
    )
    return frozenset(found)


@cache
def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise PluginError(f"the model {path} cannot be read: {why}", hint=HINT) from problem


def _folder() -> Path:
    for package in ("rapidocr", "onnxruntime"):
        if util.find_spec(package) is None:
            message = f"overlay checks need {package}, which is not installed"
            raise PluginError(message, hint="pip install rapidocr onnxruntime")
    found = util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise PluginError("rapidocr is not a package here", hint=HINT)
    return Path(found.submodule_search_locations[0]) / "models"
