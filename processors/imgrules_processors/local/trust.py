"""When a cut-out is refused, and how far it is believed."""

from __future__ import annotations

import numpy as np

from imgrules.ext import Declined
from imgrules_processors.local._types import Mask
from imgrules_processors.local.backdrop import Backdrop
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import frame_edge, grow, opened, outline
from imgrules_processors.local.regions import Regions
from imgrules_processors.local.surface import Surface

LEAST_SHARE = 0.4
"""Share of the border band that must show one backdrop."""
ROUGHEST = 6.0
"""Noise of the backdrop, ΔE, above which it is a scene of its own."""
ROUGH = 4.5
"""Noise from which a cut-out is hardly believed."""
LEAST_PRODUCT, MOST_PRODUCT = 0.002, 0.97
"""Share of the picture a product may take."""
BLURRED, CLEAR = 0.54, 0.9
"""Shares of the outline on sharp edges at which a cut-out is not believed, and fully believed."""
FRAME = 0.05
"""Share of the short side along the frame in which alone a product does not lie."""
DOUBT = 2.0
"""Loss of confidence for each share of the product that could be a gap."""
PALE = 10.0
"""ΔE between product and backdrop under which its outline is not fully believed."""
CLEAN, TRACE, LEAST_TRACES = 0.1, 0.5, 0.02
"""Noise of a backdrop without any; ΔE of a trace on it; share of the product that tells."""
LITTER = 0.12
"""Area of sharp edges left on the backdrop, against the product's, that tells the same."""

HINT = "photograph it on a plain backdrop, or let another processor cut it out"


def refuse_scene(surface: Surface) -> None:
    """Raise Declined where the border shows no single backdrop."""
    if surface.share < LEAST_SHARE:
        raise Declined(
            f"no plain backdrop: only {surface.share:.0%} of the picture's border shows one colour",
            hint=HINT,
        )
    if surface.noise > ROUGHEST:
        raise Declined(
            f"the backdrop is too busy to tell a product from it: texture ΔE {surface.noise:.1f}",
            hint=HINT,
        )


def refuse_empty(regions: Regions) -> None:
    """Raise Declined where nothing, or nearly everything, seems to be product."""
    share = float(regions.product.mean())
    margin = max(1, round(FRAME * min(regions.product.shape)))
    within = regions.product[margin:-margin, margin:-margin]
    if share < LEAST_PRODUCT or not within.any():
        raise Declined("no product could be told from the backdrop", hint=HINT)
    if share > MOST_PRODUCT:
        raise Declined("the product fills the picture: no backdrop is left to tell it from")


def believe(backdrop: Backdrop, evidence: Evidence, regions: Regions) -> tuple[float, list[str]]:
    """Return the confidence 0-1 and what to tell about it."""
    notes: list[str] = []
    sharp = clear_outline(regions.product, evidence)
    score = float(np.clip((sharp - BLURRED) / (CLEAR - BLURRED), 0, 1))
    if sharp < 0.8:
        notes.append(f"{1 - sharp:.0%} of the outline fades into the backdrop")
    score *= min(1.0, backdrop.surface.share / 0.6)
    if backdrop.surface.noise > ROUGH:
        notes.append("the backdrop is rough: bits of it may be left, or of the product missing")
        score *= 0.6
    if regions.doubtful.any():
        notes.append(
            "an enclosed area that looks like the backdrop was kept as part of the product"
        )
        share = float(regions.doubtful.sum() / regions.product.sum())
        score *= max(0.4, 0.95 - DOUBT * share)
    litter = float((evidence.edges & regions.backdrop).sum() / regions.product.sum())
    if litter > LITTER:
        notes.append("there are sharp marks on the backdrop: a pale product may be missing")
        score *= max(0.3, 1 - DOUBT * litter)
    traces = pale_traces(backdrop, evidence, regions)
    if traces > LEAST_TRACES:
        notes.append("the clean backdrop holds pale traces: parts of a pale product may be missing")
        score *= max(0.3, 1 - DOUBT * traces)
    contrast = float(np.median(evidence.distance[regions.product]))
    if contrast < PALE:
        notes.append(f"the product barely differs from the backdrop (ΔE {contrast:.1f})")
        score *= contrast / PALE
    return round(float(np.clip(score, 0, 1)), 3), notes


def pale_traces(backdrop: Backdrop, evidence: Evidence, regions: Regions) -> float:
    """Return the area of faint differences on a backdrop without noise, against the product's."""
    if backdrop.surface.noise > CLEAN:
        return 0.0
    faint = regions.backdrop & (evidence.distance > TRACE) & (evidence.distance < evidence.near)
    # What compression leaves beside the product is no trace of it.
    spots = opened(faint, 2) & ~grow(regions.product, 8)
    return float(spots.sum() / max(1, regions.product.sum()))


def clear_outline(product: Mask, evidence: Evidence) -> float:
    """Return the share of the outline that lies on a sharp edge; the frame is no outline."""
    edge = outline(product) & ~frame_edge(product.shape, 2)
    if not edge.any():
        return 0.0
    return float((grow(evidence.edges, 2) & edge).sum() / edge.sum())
