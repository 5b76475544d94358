from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.colours import colour_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class AlphaTransparency:
    """Transparency.

    What it measures: the share of pixels that are not fully opaque, and the colour stored beneath
    the fully transparent ones.

    How: from the decoded alpha channel, transparent colour or palette entry. A file whose alpha
    channel is opaque throughout has no transparency.

    Parameters: ``max_share``, the share of pixels (0-1) that may be transparent.

    Limits: other checks see the picture laid on white. A shop that drops the alpha channel instead
    shows the colour stored beneath, which is often black.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "alpha.transparency"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Upper bound."""

        max_share: Annotated[
            float,
            Field(ge=0, le=1, description="Share of pixels (0-1) that may be transparent."),
            ext.Stricter.DOWN,
        ] = 0.0

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        import numpy as np

        pixels = image.pixels
        if pixels.alpha is None:
            nothing: dict[str, ext.Value] = {"share": 0.0, "pixels": 0, "beneath": None}
            return ext.Measurement(self.name, self.version, nothing)
        count = int(np.count_nonzero(pixels.alpha < 255))
        values: dict[str, ext.Value] = {
            "share": round(count / pixels.alpha.size, 6),
            "pixels": count,
            "beneath": _colour_beneath(pixels.rgb_raw, pixels.alpha),
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        count, share = int(measurement.number("pixels")), measurement.number("share")
        measured = f"{share:.1%} transparent".replace("%", " %") if count else "opaque"
        required = f"at most {params.max_share:.1%} transparent".replace("%", " %")
        required = required if params.max_share else "opaque"
        if share <= params.max_share and (count == 0 or params.max_share > 0):
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        beneath = measurement.values["beneath"]
        note = (
            f"where transparency is dropped, {beneath} shows" if beneath else "partly see-through"
        )
        return ext.Judgement(ext.Outcome.FAIL, measured, required, note)


def _colour_beneath(raw: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> str | None:
    """Return the commonest look of the fully transparent pixels: their median, as #rrggbb."""
    import numpy as np

    hidden = raw[alpha == 0]
    if not hidden.size:
        return None
    red, green, blue = (int(level) for level in np.median(hidden, axis=0))
    return colour_text((red, green, blue))
