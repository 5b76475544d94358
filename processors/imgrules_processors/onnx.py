"""Cutting a product out with a model of the user's own, straight through onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules_processors import onnx_file
from imgrules_processors._segmenting import refuse_other, visible


class OnnxSegmenter:
    """Finds the product with a model file of your own; U²-Net, IS-Net and BiRefNet are known.

    What it does: gives the product's transparency, as the model sees it, enlarged along the
    picture's own edges. The model's title, hash and licence are recorded with the result. Nothing
    is downloaded and no model is shipped.

    How: a YAML file beside the model says what it takes, what it gives and under which licence. The
    map counts as the probability it is and is not stretched, so that an empty picture is told.

    Limits: it is as good as the model. It declines where no pixel is more likely product than not.
    It cannot be made with a file or a YAML that does not fit, or with a model whose YAML says that
    it is not for commerce, unless allowed.
    """

    api: ClassVar[int] = ext.API
    name = "onnx"
    version = 1
    operations: tuple[str, ...] = ("background.replace",)

    class Options(ext.Options):
        """Which model."""

        model: Annotated[str, Field(min_length=1, description="Path of the model's YAML file.")]
        allow_non_commercial: Annotated[
            bool, Field(description="Use a model whose YAML says that it is not for commerce.")
        ] = False

    def __init__(self, options: Options) -> None:
        from imgrules_processors.onnx_session import Model

        path = Path(options.model).expanduser()
        spec, file = onnx_file.load(path)
        onnx_file.refuse_non_commercial(path, spec, allowed=options.allow_non_commercial)
        self._spec = spec
        self._model = Model(file, spec)

    def offer(self, operation: str, facts: ext.Facts, params: Mapping[str, ext.Value]) -> ext.Offer:
        """Offer to cut out; the product's edges change. Raises Declined for a scene by prompt."""
        refuse_other(self.name, operation, params)
        return ext.Offer(ext.Safety.UNSAFE, note=f"{self._spec.title}, {self._spec.licence}")

    def run(
        self, operation: str, draft: ext.Draft, params: Mapping[str, ext.Value],
        context: ext.Context,
    ) -> ext.Cutout:  # fmt: skip
        """Return the cut-out. Raises Declined where the model sees no product."""
        from imgrules_processors.onnx_edges import fit
        from imgrules_processors.onnx_trust import confidence

        refuse_other(self.name, operation, params)
        rgb = visible(draft)
        found = self._model.find(rgb)
        sure = confidence(found)
        alpha = fit(found, rgb)
        if draft.alpha is not None:
            alpha *= draft.alpha / 255
        return ext.Cutout(alpha, sure, notes=(self._said(),), model=self._model.record())

    def _said(self) -> str:
        return f"cut out by {self._spec.title} ({self._spec.licence})"
