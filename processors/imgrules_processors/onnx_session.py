"""One model in onnxruntime: opened once, held against its YAML, run on one picture at a time."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from imgrules.ext import Declined, Stopped
from imgrules_processors.onnx_file import ModelFile
from imgrules_processors.onnx_tensors import NoMapError, prepare, probabilities, shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64}
_MOST_THREADS = 8
"""The convolutions of one picture hardly gain from more."""


@dataclass(slots=True)
class Model:
    """A model file and its YAML; the session is opened with the first picture."""

    path: Path
    spec: ModelFile
    digest: str = ""
    _session: Any = None
    _opening: Lock = field(default_factory=Lock)
    _running: Lock = field(default_factory=Lock)
    """A run of a large model takes gigabytes: one at a time, on all cores."""

    def find(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the map of probabilities, 0-1, at the model's own scale.

        Raises Stopped where the model is damaged or is not what its YAML says: no picture of the
        run could be cut out by it. Raises Declined where it fails on this one.
        """
        session = self._opened()
        tensor, window = prepare(rgb, self.spec.input)
        [taken] = session.get_inputs()
        given = {taken.name: tensor.astype(_TYPES[taken.type])}
        with self._running:
            try:
                [made] = session.run([self._output(session)], given)
            except Exception as problem:  # onnxruntime's errors share no other base
                message = f"the model {self.path} fails: {_first_line(problem)}"
                raise Declined(message) from problem
        try:
            return probabilities(made, self.spec, window)
        except NoMapError as problem:
            raise self._fault(*problem.args) from problem

    def record(self) -> dict[str, str | bool]:
        """Return what a result says of the model that took part."""
        stated = self.spec
        return {
            "name": stated.title, "sha256": self.digest,
            "licence": stated.licence, "commercial": stated.commercial,
        }  # fmt: skip

    def _opened(self) -> Any:  # noqa: ANN401  (onnxruntime has no types)
        with self._opening:
            if self._session is None:
                self.digest = self._verified()
                self._session = self._open()
            return self._session

    def _verified(self) -> str:
        with self.path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if self.spec.sha256 not in (None, found):
            hint = "download it again from its source, or correct sha256 if you meant to change it"
            raise self._fault(f"has the SHA-256 {found}, its YAML says {self.spec.sha256}", hint)
        return found

    def _open(self) -> Any:  # noqa: ANN401  (onnxruntime has no types)
        try:
            import onnxruntime
        except ImportError as problem:
            hint = "pip install --force-reinstall onnxruntime"
            message = f"onnxruntime, which runs models, cannot be imported: {problem}"
            raise Stopped(message, hint=hint) from problem
        options = onnxruntime.SessionOptions()
        options.enable_cpu_mem_arena = False  # an arena keeps a large model's peak for good
        options.intra_op_num_threads = min(os.cpu_count() or 1, _MOST_THREADS)
        options.log_severity_level = 4  # what goes wrong is raised; nothing is printed besides
        try:
            session = onnxruntime.InferenceSession(
                str(self.path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as problem:  # onnxruntime's errors share no other base
            hint = "the file is damaged or needs a newer onnxruntime: download it again"
            raise self._fault(f"cannot be opened: {_first_line(problem)}", hint) from problem
        self._verify_input(session)
        self._output(session)
        return session

    def _verify_input(self, session: Any) -> None:  # noqa: ANN401  (onnxruntime has no types)
        inputs = session.get_inputs()
        if len(inputs) != 1:
            names = ", ".join(each.name for each in inputs)
            raise self._fault(f"takes {len(inputs)} inputs ({names}); a segmenter takes a picture")
        [taken] = inputs
        if taken.type not in _TYPES:
            raise self._fault(f"takes {taken.type}, which is none of {', '.join(_TYPES)}")
        spec = self.spec.input
        wanted = (1, 3, *spec.size) if spec.axes == "nchw" else (1, *spec.size, 3)
        if len(taken.shape) != len(wanted) or any(
            isinstance(side, int) and side != expected
            for side, expected in zip(taken.shape, wanted, strict=True)
        ):
            said = f"takes {shape(taken.shape)}, its YAML makes that {shape(wanted)}"
            raise self._fault(said, "correct input.size (height, width) or input.axes")

    def _output(self, session: Any) -> str:  # noqa: ANN401  (onnxruntime has no types)
        """Return the name of the output that is the map."""
        names: list[str] = [each.name for each in session.get_outputs()]
        spec = self.spec.output
        if spec.name is not None:
            if spec.name not in names:
                raise self._fault(f"has no output {spec.name}", f"its outputs: {', '.join(names)}")
            return spec.name
        at = spec.index or 0
        if at >= len(names):
            hint = f"output.index counts from 0; its outputs: {', '.join(names)}"
            raise self._fault(f"has {len(names)} outputs, none with index {at}", hint)
        return names[at]

    def _fault(self, message: str, hint: str | None = None) -> Stopped:
        return Stopped(f"the model {self.path} {message}", hint=hint)


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]
