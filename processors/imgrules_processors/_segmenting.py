"""What processors that cut out with a trained model share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from imgrules import ext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def refuse_other(name: str, operation: str, params: Mapping[str, ext.Value]) -> None:
    """Raise Declined for anything but a cut-out."""
    if operation != "background.replace":
        raise ext.Declined(f"{name} does background.replace, not {operation}")
    if params.get("prompt"):
        raise ext.Declined(f"{name} cuts out; it paints no background from a prompt")


def visible(draft: ext.Draft) -> NDArray[np.uint8]:
    """Return the picture as seen on white, height × width × 3. Raises Declined outside RGB."""
    import numpy as np

    if draft.mode != "RGB":
        raise ext.Declined(f"a cut-out is made of an RGB picture, this is {draft.mode}")
    if draft.alpha is None:
        return draft.samples
    cover = draft.alpha[..., None].astype(np.float32) / 255
    return np.rint(draft.samples * cover + 255 * (1 - cover)).astype(np.uint8)
