from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgrules.images.bare import strip
from imgrules.images.image import Image
from imgrules.images.turbo import decode_rgb
from imgrules.testing import Recipe, draw


def _drawn(folder: Path, **recipe: object) -> Image:
    made = draw(Recipe.model_validate({"canvas": [333, 250], **recipe}))
    path = folder / made.name
    path.write_bytes(made.data)
    image = Image(path)
    assert image.data
    return image


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("progressive", [False, True])
def test_its_pixels_are_pillows(subsampling: str, progressive: bool, tmp_path: Path) -> None:
    image = _drawn(tmp_path, subsampling=subsampling, progressive=progressive, quality=70)
    rgb = decode_rgb(strip(image.data, "jpeg"), image.header)
    assert rgb is not None
    with Pillow.open(image.path) as pillow:
        assert np.array_equal(rgb, np.asarray(pillow))


@pytest.mark.parametrize("mode", ["grey", "cmyk"])
def test_other_colour_models_are_pillows_business(mode: str, tmp_path: Path) -> None:
    image = _drawn(tmp_path, mode=mode, profile=None)
    assert decode_rgb(strip(image.data, "jpeg"), image.header) is None


def test_what_libjpeg_remarks_on_is_pillows_business(tmp_path: Path) -> None:
    image = _drawn(tmp_path)
    bare = bytearray(strip(image.data, "jpeg"))
    middle = len(bare) // 2
    bare[middle : middle + 2] = b"\xff\xd0"  # a restart marker where none belongs
    assert decode_rgb(bytes(bare), image.header) is None


def test_a_size_other_than_the_headers_is_pillows_business(tmp_path: Path) -> None:
    image, other = _drawn(tmp_path), _drawn(tmp_path, canvas=[200, 250])
    assert decode_rgb(strip(image.data, "jpeg"), other.header) is None
