"""What a model's YAML says: where the model is, who may use it, what it takes and gives.

A model's own file holds none of this: not its licence, not what its input is to be divided by,
and not whether its output is a probability yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from imgrules.ext import PluginError
from imgrules_processors import onnx_yaml

Side = Annotated[int, Field(ge=16, le=8192)]
Three = tuple[float, float, float]
Divisor = Annotated[float, Field(gt=0)]
Layout = Literal["u2net", "isnet", "birefnet", "custom"]

_IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
LAYOUTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    # https://github.com/xuebinqin/U-2-Net: data_loader.py divides by the picture's own maximum,
    # u2net.py ends in a sigmoid; seven outputs, the first is the fused one.
    "u2net": {
        "input": {"size": [320, 320], "scale": "max", **_IMAGENET},
        "output": {"index": 0, "activation": "none"},
    },
    # https://github.com/xuebinqin/DIS: Inference.py, isnet.py; sigmoids within the model.
    "isnet": {
        "input": {"size": [1024, 1024], "mean": [0.5, 0.5, 0.5], "std": [1.0, 1.0, 1.0]},
        "output": {"index": 0, "activation": "none"},
    },
    # https://github.com/ZhengPeng7/BiRefNet: inference.py applies the sigmoid itself.
    "birefnet": {
        "input": {"size": [1024, 1024], **_IMAGENET},
        "output": {"index": 0, "activation": "sigmoid"},
    },
    "custom": {"input": {}, "output": {}},
}
"""What each family of models takes and gives, by its authors' own inference code."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class InputSpec(_Strict):
    """``size``: height, width. A sample becomes ``(sample / scale - mean) / std``."""

    size: tuple[Side, Side]
    resize: Literal["stretch", "pad"] = "stretch"
    """``pad`` keeps the proportions and continues the picture's border."""
    mean: Three = (0.0, 0.0, 0.0)
    std: tuple[Divisor, Divisor, Divisor] = (1.0, 1.0, 1.0)
    scale: Literal["max"] | Divisor = 255.0
    """``max``: the brightest sample of the picture."""
    order: Literal["rgb", "bgr"] = "rgb"
    axes: Literal["nchw", "nhwc"] = "nchw"


class OutputSpec(_Strict):
    """Which output is the map, and how it becomes a probability."""

    index: Annotated[int, Field(ge=0)] | None = None
    name: str | None = None
    activation: Literal["none", "sigmoid", "softmax"]
    channel: Annotated[int, Field(ge=0)] | None = None
    """Which channel is the product, where there are several."""

    @model_validator(mode="after")
    def _one_way(self) -> OutputSpec:
        if self.index is not None and self.name is not None:
            raise ValueError("give either index or name")
        return self


class ModelFile(_Strict):
    """The whole file."""

    version: Literal[1] = Field(alias="schema")
    file: Annotated[str, Field(min_length=1)]
    """The ``.onnx`` file, relative to this one."""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    title: Annotated[str, Field(min_length=1)]
    licence: Annotated[str, Field(min_length=1)]
    commercial: bool
    source: Annotated[str, Field(pattern="^https?://")]
    layout: Layout
    input: InputSpec
    output: OutputSpec


def load(path: Path) -> tuple[ModelFile, Path]:
    """Read a model's YAML; return it and the path of the model. Raises PluginError."""
    document = onnx_yaml.read(path)
    spec = onnx_yaml.validate(ModelFile, document, _with_defaults(document.data))
    model = path.parent / spec.file
    if not model.is_file():
        hint = "imgrules ships no models: download it from the source named there, or correct file:"
        raise document.fault(("file",), f"file: {model} does not exist", hint)
    return spec, model


def _with_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    """Put the layout's own values under those the file gives; anything malformed stays as it is."""
    merged = dict(data)
    layout = LAYOUTS.get(str(data.get("layout")), {})
    for part, values in layout.items():
        given = data.get(part, {})
        if isinstance(given, dict):
            named = "name" in given and part == "output"
            kept = {key: value for key, value in values.items() if not (named and key == "index")}
            merged[part] = {**kept, **given}
    return merged


def refuse_non_commercial(path: Path, spec: ModelFile, *, allowed: bool) -> None:
    """Raise PluginError for a model not licensed for commercial use, unless allowed."""
    if not spec.commercial and not allowed:
        raise PluginError(
            f"{path}: {spec.title} ({spec.licence}) is not licensed for commercial use",
            hint="use another model, or set allow_non_commercial: true if your use is covered",
        )
