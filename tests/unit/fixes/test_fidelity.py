"""Drawn product shots, damaged on purpose; both sides of what counts as damage."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from imgrules.errors import ImgrulesError
from imgrules.fixes.fidelity import measure_fidelity
from imgrules.fixes.verify import Limits
from imgrules.processor import Draft, Placement

SIZE = 600
HERE = Placement()
LIMITS = Limits()


class Shot:
    """A watch on light grey: textured brown strap, steel case, white dial with a dark hand."""

    def __init__(self, backdrop: int = 225) -> None:
        self.rgb = np.full((SIZE, SIZE, 3), backdrop, np.uint8)
        strap, case, self.dial = _blank(), _blank(), _blank()
        cv2.rectangle(strap, (260, 60), (340, 540), 1, -1)
        cv2.circle(case, (300, 300), 130, 1, -1)
        cv2.circle(self.dial, (300, 300), 105, 1, -1)
        self.strap = strap.astype(bool)
        self.product = (strap | case).astype(bool)
        self.rgb[self.strap] = _leather()[self.strap]
        self.rgb[case.astype(bool)] = (150, 155, 160)
        self.rgb[self.dial.astype(bool)] = (243, 243, 240)
        cv2.line(self.rgb, (300, 300), (300, 220), (20, 20, 20), 6)
        noise = np.random.default_rng(2).normal(0, 1.5, self.rgb.shape)
        self.rgb = np.clip(np.rint(self.rgb + noise), 0, 255).astype(np.uint8)
        self.shadow = _blank().astype(bool)

    def with_shadow(self) -> Shot:
        """Cast a soft shadow to the right, which the check engine takes for product."""
        depth = cv2.GaussianBlur(_shifted(self.product, 50).astype(np.float32), (0, 0), 25)
        shaded = self.rgb * (1 - 0.45 * depth)[..., None]
        self.rgb = np.where(self.product[..., None], self.rgb, shaded).astype(np.uint8)
        self.shadow = (depth > 0.1) & ~self.product
        return self

    @property
    def draft(self) -> Draft:
        return Draft(self.rgb)

    def on_white(self, keep: np.ndarray | None = None) -> np.ndarray:
        keep = self.product if keep is None else keep
        made = self.rgb.copy()
        made[~keep] = 255
        return made


def _blank() -> np.ndarray:
    return np.zeros((SIZE, SIZE), np.uint8)


def _leather() -> np.ndarray:
    grain = np.random.default_rng(1).normal(0, 40, (SIZE, SIZE, 1))
    grain = cv2.GaussianBlur(grain, (0, 0), 1.5)[..., None]
    return np.clip(np.array([110, 70, 40]) + 3 * grain, 0, 255).astype(np.uint8)


def _shifted(mask: np.ndarray, by: int) -> np.ndarray:
    return np.roll(mask, by, axis=1)


def _jpeg(rgb: np.ndarray, quality: int) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "jpeg", quality=quality, subsampling=0)
    return np.asarray(Image.open(file))


def _reduced(rgb: np.ndarray, width: int, height: int) -> np.ndarray:
    """Average the light, not the levels, as a fix does."""
    light = ((rgb / 255) ** 2.2).astype(np.float32)
    planes = [
        Image.fromarray(light[..., at]).resize((width, height), Image.Resampling.LANCZOS)
        for at in range(3)
    ]
    small = np.clip(np.dstack([np.asarray(plane) for plane in planes]), 0, 1)
    return np.rint(small ** (1 / 2.2) * 255).astype(np.uint8)


def _within(found) -> bool:
    return (
        found.median <= LIMITS.median and found.p95 <= LIMITS.p95
        and found.damaged <= LIMITS.damaged and found.structure >= LIMITS.structure
    )  # fmt: skip


def test_the_same_product_on_white_is_the_same() -> None:
    shot = Shot()
    found = measure_fidelity(shot.draft, shot.on_white(), HERE, shot.product, shot.product)
    assert (found.median, found.p95, found.damaged) == (0, 0, 0)
    assert found.structure > 0.99
    assert found.pixels > 50_000


def test_padding_cropping_and_reducing_are_no_damage() -> None:
    shot = Shot()
    cropped = shot.on_white()[30:570, 100:500]
    padded = cv2.copyMakeBorder(cropped, 0, 0, 70, 70, cv2.BORDER_CONSTANT, value=(255,) * 3)
    half = _reduced(padded, 270, 270)
    placement = HERE.moved(-100, -30).moved(70, 0).scaled(0.5)
    found = measure_fidelity(shot.draft, half, placement, shot.product, None)
    assert found.median < 0.2
    assert _within(found)


@pytest.mark.parametrize("height", [299, 300, 301])
def test_a_side_rounded_to_whole_pixels_is_no_damage(height: int) -> None:
    shot = Shot()
    small = _reduced(shot.on_white()[:, 100:500], 200, height)
    placement = HERE.moved(-100, 0).scaled(height / 600)  # by the longer side
    found = measure_fidelity(shot.draft, small, placement, shot.product, None)
    assert _within(found)
    assert found.structure > 0.98


@pytest.mark.parametrize("quality", [90, 95])
def test_a_good_jpeg_is_within_the_limits(quality: int) -> None:
    shot = Shot()
    found = measure_fidelity(shot.draft, _jpeg(shot.on_white(), quality), HERE, shot.product)
    assert 0 < found.median <= 1
    assert _within(found)


def test_a_bad_jpeg_is_not() -> None:
    shot = Shot()
    found = measure_fidelity(shot.draft, _jpeg(shot.on_white(), 25), HERE, shot.product)
    assert not _within(found)


def test_a_hole_in_a_white_dial_is_damage() -> None:
    shot = Shot()
    cut = shot.product & ~shot.dial.astype(bool)
    cut |= (shot.rgb < 100).any(axis=2) & shot.product
    shot.rgb[shot.dial.astype(bool) & (shot.rgb.min(axis=2) > 200)] = (228, 228, 226)
    found = measure_fidelity(shot.draft, shot.on_white(cut), HERE, shot.product, cut)
    assert found.damaged > 0.1


def test_a_dial_like_the_backdrop_is_not_excused() -> None:
    shot = Shot(backdrop=228)
    dial = shot.dial.astype(bool) & (shot.rgb.min(axis=2) > 200)
    shot.rgb[dial] = 226
    found = measure_fidelity(
        shot.draft, shot.on_white(shot.product & ~dial), HERE, shot.product, shot.product & ~dial
    )
    assert found.damaged > 0.1


@pytest.mark.parametrize("known", [True, False])
def test_a_lost_strap_is_damage(known: bool) -> None:
    shot = Shot()
    lost = shot.strap & (np.arange(SIZE) > 420)[:, None]
    cut = shot.product & ~lost
    found = measure_fidelity(
        shot.draft, shot.on_white(cut), HERE, shot.product, cut if known else None
    )
    assert found.damaged > 0.05


def test_a_lost_strap_without_texture_is_damage_too() -> None:
    shot = Shot()
    shot.rgb[shot.strap & ~_around_case()] = (170, 170, 172)
    cut = shot.product & ~(shot.strap & (np.arange(SIZE) > 450)[:, None])
    found = measure_fidelity(shot.draft, shot.on_white(cut), HERE, shot.product, cut)
    assert found.damaged > 0.05


def _around_case() -> np.ndarray:
    case = _blank()
    cv2.circle(case, (300, 300), 131, 1, -1)
    return case.astype(bool)


def test_a_removed_shadow_is_no_damage() -> None:
    shot = Shot().with_shadow()
    claimed = shot.product | shot.shadow
    found = measure_fidelity(shot.draft, shot.on_white(), HERE, claimed, shot.product)
    assert _within(found)


def test_a_removed_shadow_on_a_coloured_backdrop_is_no_damage() -> None:
    shot = Shot()
    shot.rgb[~shot.product] = (245, 170, 20)
    shot.with_shadow()
    claimed = shot.product | shot.shadow
    found = measure_fidelity(shot.draft, shot.on_white(), HERE, claimed, shot.product)
    assert _within(found)


def test_a_whitened_shadow_is_no_damage_without_a_cut_out_either() -> None:
    shot = Shot().with_shadow()
    claimed = shot.product | shot.shadow
    found = measure_fidelity(shot.draft, shot.on_white(), HERE, claimed, None)
    assert _within(found)


def test_a_removed_coloured_thing_is_damage_where_a_shadow_would_not_be() -> None:
    shot = Shot().with_shadow()
    shot.rgb[shot.shadow] = (shot.rgb[shot.shadow] * np.array([1.0, 0.85, 0.7])).astype(np.uint8)
    claimed = shot.product | shot.shadow
    found = measure_fidelity(shot.draft, shot.on_white(), HERE, claimed, shot.product)
    assert found.damaged > 0.02


@pytest.mark.parametrize(("product", "excused"), [((150, 152, 155), True), ((150, 40, 40), False)])
def test_creased_red_cloth_is_no_part_of_a_grey_product(
    product: tuple[int, int, int], excused: bool
) -> None:
    rgb = np.full((SIZE, SIZE, 3), (190, 45, 45), np.uint8)
    for row in range(100, 500, 20):  # creases with sharp edges, which the check engine claims
        rgb[row : row + 8, 380:460] = (95, 20, 22)
    rgb[100:500, 200:380] = product
    kept = np.zeros((SIZE, SIZE), bool)
    kept[100:500, 200:380] = True
    seen = kept.copy()
    seen[100:500, 380:460] = True
    after = rgb.copy()
    after[~kept] = 255
    found = measure_fidelity(Draft(rgb), after, HERE, seen, kept)
    assert (found.damaged <= LIMITS.damaged) is excused


@pytest.mark.parametrize(("colour", "told"), [((190, 40, 35), True), ((190, 190, 190), False)])
def test_coloured_backdrop_that_was_taken_along_is_damage(
    colour: tuple[int, int, int], told: bool
) -> None:
    shot = Shot()
    shot.rgb[~shot.product] = colour
    fold = _blank()
    cv2.rectangle(fold, (430, 200), (450, 400), 1, -1)
    shot.rgb[fold.astype(bool)] = (shot.rgb[fold.astype(bool)] * 0.8).astype(np.uint8)
    cut = shot.product | fold.astype(bool)
    found = measure_fidelity(shot.draft, shot.on_white(cut), HERE, shot.product, cut)
    clean = measure_fidelity(shot.draft, shot.on_white(), HERE, shot.product, shot.product)
    assert (found.damaged > LIMITS.damaged) is told
    assert _within(clean)


def test_small_gaps_that_show_the_backdrop_may_open() -> None:
    shot = Shot()
    gaps = _blank()
    for y in range(90, 170, 20):
        cv2.rectangle(gaps, (285, y), (315, y + 9), 1, -1)
    shot.rgb[gaps.astype(bool)] = 225
    cut = shot.product & ~gaps.astype(bool)
    found = measure_fidelity(shot.draft, shot.on_white(cut), HERE, shot.product, cut)
    assert _within(found)


def test_a_shift_of_all_colours_by_three_shows_in_the_median() -> None:
    shot = Shot()
    lab = cv2.cvtColor(shot.on_white().astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab[..., 0] = np.where(shot.product, lab[..., 0] - 3.5, lab[..., 0])
    moved = np.rint(np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1) * 255).astype(np.uint8)
    found = measure_fidelity(shot.draft, moved, HERE, shot.product)
    assert 2 < found.median < 4.5


def test_a_product_moved_by_two_pixels_is_noticed() -> None:
    shot = Shot()
    moved = np.roll(shot.on_white(), 2, axis=1)
    assert not _within(measure_fidelity(shot.draft, moved, HERE, shot.product))


def test_what_leaves_the_frame_is_damage() -> None:
    shot = Shot()
    found = measure_fidelity(shot.draft, shot.on_white()[:500], HERE, shot.product, shot.product)
    share = shot.product[500:].sum() / shot.product.sum()
    assert found.damaged == pytest.approx(share, abs=1e-4)


def test_a_frame_beside_the_product_loses_all_of_it() -> None:
    shot = Shot()
    found = measure_fidelity(
        shot.draft, shot.on_white()[:, :100], Placement(1.0, 5000, 0), shot.product
    )
    assert (found.damaged, found.pixels, found.structure) == (1, 0, 0)


def test_a_thin_chain_that_is_lost_is_damage() -> None:
    rgb = np.full((1200, 1200, 3), 225, np.uint8)
    chain = np.zeros((1200, 1200), np.uint8)
    cv2.ellipse(chain, (600, 600), (450, 350), 0, 0, 360, 1, 7)
    rgb[chain.astype(bool)] = (180, 140, 60)
    kept = chain.copy()
    kept[:, 900:] = 0
    white = np.where(kept[..., None].astype(bool), rgb, 255).astype(np.uint8)
    found = measure_fidelity(Draft(rgb), white, HERE, chain.astype(bool), kept.astype(bool))
    whole = np.where(chain[..., None].astype(bool), rgb, 255).astype(np.uint8)
    intact = measure_fidelity(Draft(rgb), whole, HERE, chain.astype(bool), chain.astype(bool))
    assert found.damaged > 0.1
    assert (intact.damaged, intact.p95) == (0, 0)


def test_without_any_mask_the_whole_picture_is_compared() -> None:
    shot = Shot()
    same = measure_fidelity(shot.draft, shot.rgb, HERE, None)
    other = measure_fidelity(shot.draft, shot.on_white(), HERE, None)
    assert (same.damaged, same.median) == (0, 0)
    assert other.damaged > 0.3


def test_a_mask_without_a_pixel_compares_nothing() -> None:
    shot = Shot()
    found = measure_fidelity(shot.draft, shot.rgb, HERE, np.zeros((SIZE, SIZE), bool))
    assert found.pixels == 0


def test_the_same_twice() -> None:
    shot = Shot().with_shadow()
    after = _jpeg(shot.on_white(), 90)
    runs = [measure_fidelity(shot.draft, after, HERE, shot.product) for _ in range(2)]
    assert runs[0] == runs[1]


def test_other_colour_spaces_are_refused() -> None:
    with pytest.raises(ImgrulesError, match="CMYK"):
        measure_fidelity(
            Draft(np.zeros((4, 4, 4), np.uint8), "CMYK"), np.zeros((4, 4, 3), np.uint8), HERE, None
        )
