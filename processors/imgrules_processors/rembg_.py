"""Cutting a product out with rembg, where it is installed; the model is always named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules_processors._segmenting import refuse_other, visible
from imgrules_processors.rembg_models import permit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class RembgSegmenter:
    """Finds the product with a model that rembg knows by name, where rembg is installed.

    What it does: gives the product's transparency. rembg fetches the model where it is not on the
    machine yet and the network may be used, which is said.

    How: the map is taken back to the model's own scale and enlarged along the picture's edges.

    Limits: rembg stretches every map, so that it cannot say that a picture shows no product; that
    is guessed from the picture instead. Prefer the processor onnx for the same model. It cannot be
    made without rembg, with a model not known to be licensed for commercial use (unless allowed),
    or with one that sends pictures away.
    """

    api: ClassVar[int] = ext.API
    name = "rembg"
    version = 1
    operations: tuple[str, ...] = ("background.replace",)

    class Options(ext.Options):
        """Which model. There is no default: rembg's own needs a paid licence."""

        model: Annotated[str, Field(min_length=1, description="Its name, as rembg knows it.")]
        allow_non_commercial: Annotated[
            bool, Field(description="Use a model not known to be licensed for commercial use.")
        ] = False

    def __init__(self, options: Options) -> None:
        from imgrules_processors.rembg_library import Session, require

        self._known = permit(options.model, allow_non_commercial=options.allow_non_commercial)
        require()
        self._session = Session(options.model)

    def offer(self, operation: str, facts: ext.Facts, params: Mapping[str, ext.Value]) -> ext.Offer:
        """Offer to cut out; the product's edges change. Raises Declined for a scene by prompt."""
        refuse_other(self.name, operation, params)
        return ext.Offer(
            ext.Safety.UNSAFE, note=f"rembg's {self._session.name}, {self._known.licence}"
        )

    def run(
        self, operation: str, draft: ext.Draft, params: Mapping[str, ext.Value],
        context: ext.Context,
    ) -> ext.Cutout:  # fmt: skip
        """Return the cut-out. Raises Declined where the map is no cut-out."""
        from imgrules_processors.rembg_trust import confidence

        refuse_other(self.name, operation, params)
        rgb = visible(draft)
        mask = self._session.mask(rgb, context)
        sure = confidence(mask, rgb)
        alpha = self._laid_on_edges(mask, rgb)
        if draft.alpha is not None:
            alpha *= draft.alpha / 255
        note = f"cut out by rembg's {self._session.name} ({self._known.licence})"
        return ext.Cutout(alpha, sure, notes=(note,), model=self._record())

    def _laid_on_edges(
        self, mask: NDArray[np.float32], rgb: NDArray[np.uint8]
    ) -> NDArray[np.float32]:
        """Take the mask back to the model's own scale and enlarge it along the picture's edges."""
        from imgrules_processors.onnx_edges import fit
        from imgrules_processors.onnx_tensors import resized

        side = self._known.side
        within = 0 < side < min(mask.shape)
        return fit(resized(mask, (side, side)) if within else mask, rgb)

    def _record(self) -> dict[str, ext.Value]:
        return {
            "name": f"rembg {self._session.name}", "sha256": self._session.digest,
            "licence": self._known.licence, "commercial": self._known.commercial,
        }  # fmt: skip
