"""Real pictures against what was measured of them; needs the folder in IMGRULES_CORPUS."""

from __future__ import annotations

import csv
import os
import re
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules import ext
from imgrules.checks.background_white import BackgroundWhite
from imgrules.checks.frame_border import FrameBorder
from imgrules.checks.subject_fill import SubjectFill
from imgrules.images.image import Image

CORPUS = Path(os.environ.get("IMGRULES_CORPUS", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("IMGRULES_CORPUS"), reason="IMGRULES_CORPUS names no folder of pictures"
)
DIRTY = {"magento__ug07-bk-0.jpg"}
"""Pale specks beside the product, on a border that is pure."""


@cache
def facts() -> dict[str, str]:
    with (CORPUS / "MANIFEST.csv").open(newline="", encoding="utf-8") as table:
        return {row["path"]: row["computed_facts"] for row in csv.DictReader(table)}


def judged(path: str, **params) -> ext.Judgement:
    check = BackgroundWhite()
    measurement = check.measure(Image(CORPUS / path), ext.Options())
    return check.judge(measurement, BackgroundWhite.Params(**params))


def test_pure_borders_pass_apart_from_contained_shadows():
    pure = [p for p in facts() if p.startswith("white-bg/") and "all_pure_white=yes" in facts()[p]]
    assert len(pure) > 30
    failed = {
        Path(path).name
        for path in pure
        if judged(path, contained_shadow="allow").outcome is ext.Outcome.FAIL
    }
    assert failed == DIRTY


def test_impure_borders_never_pass_unless_the_product_makes_them_so():
    impure = [p for p in facts() if p.startswith("white-bg/") and "all_pure_white=no" in facts()[p]]
    passed = {Path(path).name for path in impure if judged(path).outcome is ext.Outcome.PASS}
    # Model and watch leave the frame; all that is background is white.
    assert passed == {"magento__mt02-white_back.jpg", "magento__wg09-gr-0.jpg"}


@pytest.mark.parametrize("folder", ["off-white-bg", "plain-bg", "cluttered-bg"])
def test_other_backdrops_fail(folder):
    for path in (path for path in facts() if path.startswith(f"{folder}/")):
        assert judged(path, contained_shadow="allow").outcome is ext.Outcome.FAIL, path


def test_fill_agrees_with_the_box_of_what_is_not_white():
    check = SubjectFill()
    for path, known in facts().items():
        box = re.search(r"bbox_min<245_xywh=(\d+),(\d+),(\d+),(\d+)", known)
        if not path.startswith("white-bg/magento__u") or box is None:
            continue
        image = Image(CORPUS / path)
        share = max(int(box[3]) / image.header.width, int(box[4]) / image.header.height)
        values = check.measure(image, ext.Options()).values
        assert values["longest_side"] == pytest.approx(share, abs=0.015), path


def test_outline_agrees_with_the_truth():
    opaque = ("apple-drink", "hoodie", "plimsolls", "cushion", "mug", "warmer", "tee", "dash")
    for path in sorted((CORPUS / "with-mask").glob("saleor__*.png")):
        if not any(word in path.name for word in opaque):
            continue
        with PillowImage.open(path) as picture:
            truth = np.asarray(picture.convert("RGBA"))[..., 3] >= 250
        mask = Image(path).subject.mask.view(np.uint8)
        size = truth.shape[1], truth.shape[0]
        mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST) > 0
        assert (mask & truth).sum() / (mask | truth).sum() > 0.95, path.name


def test_borders():
    check = FrameBorder()
    for path in facts():
        if not path.startswith(("borders/", "white-bg/", "off-white-bg/", "cluttered-bg/")):
            continue
        # Bars filled with the blurred picture are a stated limit.
        bars = path.startswith("borders/") and "fill4" not in path
        measurement = check.measure(Image(CORPUS / path), ext.Options())
        outcome = check.judge(measurement, FrameBorder.Params()).outcome
        assert outcome is (ext.Outcome.FAIL if bars else ext.Outcome.PASS), path
