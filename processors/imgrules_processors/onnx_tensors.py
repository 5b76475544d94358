"""From a picture to a model's input, and from its output to a map of probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from imgrules.ext import Declined
from imgrules_processors.onnx_file import InputSpec, ModelFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.uint8]


class NoMapError(Exception):
    """The output is not what the YAML says. Arguments: the message, and a hint."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where the picture lies in the model's input, in pixels of that."""

    top: int
    left: int
    height: int
    width: int


def prepare(rgb: Bytes, spec: InputSpec) -> tuple[Floats, Window]:
    """Return the model's input, float32, 1 × 3 × h × w or 1 × h × w × 3."""
    high, wide = spec.size
    window = _window(rgb.shape, spec)
    small = resized(rgb, (window.height, window.width))
    below, right = high - window.height - window.top, wide - window.width - window.left
    framed = cv2.copyMakeBorder(
        small, window.top, below, window.left, right,
        cv2.BORDER_REPLICATE,  # a backdrop that goes on is no edge; a margin of one colour is
    ).astype(np.float32)  # fmt: skip
    scale = max(float(framed.max()), 1.0) if spec.scale == "max" else float(spec.scale)
    if spec.order == "bgr":
        framed = framed[..., ::-1]
    tensor = (framed / scale - np.asarray(spec.mean, np.float32)) / np.asarray(spec.std, np.float32)
    if spec.axes == "nchw":
        tensor = tensor.transpose(2, 0, 1)
    return np.ascontiguousarray(tensor[None], np.float32), window


def _window(shape: tuple[int, ...], spec: InputSpec) -> Window:
    high, wide = spec.size
    if spec.resize == "stretch":
        return Window(0, 0, high, wide)
    factor = min(high / shape[0], wide / shape[1])
    tall, broad = max(1, round(shape[0] * factor)), max(1, round(shape[1] * factor))
    return Window((high - tall) // 2, (wide - broad) // 2, tall, broad)


def resized(picture: Any, size: tuple[int, int]) -> Any:  # noqa: ANN401  (bytes or floats alike)
    """Return an array at another size (height, width); shrinking averages all it leaves out."""
    shrinks = size[0] <= picture.shape[0] and size[1] <= picture.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(picture, (size[1], size[0]), interpolation=how)


def probabilities(made: Any, spec: ModelFile, window: Window) -> Floats:  # noqa: ANN401
    """Return the map of the picture alone, 0-1, at the output's scale.

    Raises NoMapError where no picture would give one, Declined where this one does not.
    ``made``: the output, of any floating type, 2 to 4 axes.
    """
    layers = _activated(_layers(np.asarray(made, np.float32), spec), spec)
    found = layers[spec.output.channel or 0]
    down, across = found.shape[0] / spec.input.size[0], found.shape[1] / spec.input.size[1]
    top, left = round(window.top * down), round(window.left * across)
    bottom = max(top + 1, round((window.top + window.height) * down))
    right = max(left + 1, round((window.left + window.width) * across))
    return np.ascontiguousarray(found[top:bottom, left:right])


def _layers(made: Floats, spec: ModelFile) -> Floats:
    """Return the output as channels × height × width."""
    said = f"gives {shape(made.shape)}"
    if made.ndim == 4 and made.shape[0] == 1:
        made = made[0] if spec.input.axes == "nchw" else made[0].transpose(2, 0, 1)
    if made.ndim == 2:
        made = made[None]
    high, wide = spec.input.size
    if made.ndim != 3 or abs(made.shape[1] * wide - made.shape[2] * high) > max(high, wide):
        raise NoMapError(f"{said}, which is no map of {high} × {wide}", "see output and input.axes")
    if made.shape[0] > 1 and spec.output.channel is None:
        raise NoMapError(f"{said}: several channels", "say which with output.channel")
    if (spec.output.channel or 0) >= made.shape[0]:
        raise NoMapError(f"{said}, output.channel is {spec.output.channel}", "they count from 0")
    if not np.isfinite(made).all():
        raise Declined("the model gives values that are no numbers for this picture")
    return made


def _activated(made: Floats, spec: ModelFile) -> Floats:
    """Apply the activation; what comes is the probability as the model states it.

    It is never stretched until its lowest value is 0 and its highest 1, as is often done: that
    makes a product of the faintest noise, and a model could not say that it sees none.
    """
    if spec.output.activation == "sigmoid":
        if made.min() >= 0 and made.max() <= 1:
            raise NoMapError(
                f"gives values from {made.min():.3g} to {made.max():.3g}: probabilities already",
                "set output.activation: none",
            )
        return np.asarray(0.5 + 0.5 * np.tanh(made / 2), np.float32)
    if spec.output.activation == "softmax":
        raised = np.exp(made - made.max(axis=0, keepdims=True))
        return np.asarray(raised / raised.sum(axis=0, keepdims=True), np.float32)
    if made.min() < -0.01 or made.max() > 1.01:
        raise NoMapError(
            f"gives values from {made.min():.3g} to {made.max():.3g}, which are no probabilities",
            "set output.activation: sigmoid, or softmax for several classes",
        )
    return np.asarray(np.clip(made, 0, 1), np.float32)


def shape(sides: Any) -> str:  # noqa: ANN401  (numbers, names or nothing)
    """Say a shape in words."""
    return " × ".join("?" if side is None else str(side) for side in sides)
