from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext


class SharpnessPixelation:
    """No visible blocks.

    What it measures: how much stronger the steps between neighbouring pixels are on the lines of
    a regular grid than between them, on the product: 1 where there is no grid, about 2 where JPEG
    blocks begin to show, many times that where pixels were enlarged to squares.

    How: at full size, the mean step between neighbouring columns and between neighbouring rows is
    folded at every grid size from 2 to 64 px; the weaker of the two directions counts, so that
    stripes and seams are no grid, and the strongest size is reported. On a product of 700 px or
    more the steps are read along every third row and along eight of 24 columns, on a larger one
    along fewer.

    Parameters: ``max_blockiness``, the largest ratio that passes.

    Limits: grids whose spacing is no whole number of pixels, or that were smoothed after being
    enlarged, are seen only by ``sharpness.enlarged``; so are blocks over 64 px. A product with an
    exact woven or checked pattern, photographed square on, can look like a grid. A product without
    any texture cannot show blocks and passes.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "sharpness.pixelation"
    version: ClassVar[int] = 3
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The largest blockiness allowed."""

        max_blockiness: Annotated[
            float,
            Field(ge=1, description="Largest ratio of steps on a grid to steps between its lines."),
            ext.Stricter.DOWN,
        ] = 2.3

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._blocks import find_grid
        from imgrules.checks._on_subject import product_of

        product = product_of(image)
        grid = find_grid(product.luma, product.area)
        return ext.Measurement(
            self.name,
            self.version,
            {
                "blockiness": round(grid.strength, 2) if grid else None,
                "block_px": grid.size if grid else 0,
                "on_product": product.trusted,
            },
            (product.region,) if product.trusted else (),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"at most {params.max_blockiness:.1f}"
        if measurement.values["blockiness"] is None:
            note = "too little texture for blocks to show"
            return ext.Judgement(ext.Outcome.PASS, "no texture", required, note)
        value, size = measurement.number("blockiness"), int(measurement.number("block_px"))
        if value <= params.max_blockiness:
            return ext.Judgement(ext.Outcome.PASS, f"blockiness {value:.1f}", required)
        measured = f"blockiness {value:.1f} on a grid of {size} px"
        note = "blocks of a strongly compressed or enlarged picture show"
        return ext.Judgement(ext.Outcome.FAIL, measured, required, note, measurement.regions)
