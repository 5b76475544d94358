"""Pictures of every kind drawn by chance, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Parts = dict[str, Any]
SHAPES = ("box", "ellipse", "ring", "watch", "bottle", "shirt", "chain")
SIDES = (["top"], ["left", "right"], ["top", "bottom"], ["top", "right", "bottom", "left"])


def recipe(seed: int, *, longest: int = 2000) -> Parts:
    """Return a recipe: mostly product shots on white, and what goes wrong with them."""
    chance = random.Random(seed)  # noqa: S311  (pictures, no secrets)
    made: Parts = {"canvas": _canvas(chance, longest), "seed": seed, "subject": _subject(chance)}
    made["shadow"] = chance.choice(("none", "none", "contact", "edge"))
    made |= _backdrop(chance)
    for share, part in FAULTS:
        if chance.random() < share:
            made |= part(chance, made)
    return made | _file(chance)


def _canvas(chance: random.Random, longest: int) -> list[int]:
    long = chance.choice((chance.randint(240, 900), chance.randint(300, longest), longest))
    sides = [long, round(long * chance.choice((1, 1, 1, 0.9, 0.75, 0.5)))]
    return sides if chance.random() < 0.5 else sides[::-1]


def _grey(chance: random.Random, low: int, high: int) -> str:
    return "#" + f"{chance.randint(low, high):02x}" * 3


def _colour(chance: random.Random) -> str:
    return f"#{chance.randrange(1 << 24):06x}"


def _subject(chance: random.Random) -> Parts:
    shape = "none" if chance.random() < 0.04 else chance.choice(SHAPES)
    colour = chance.choice((_colour(chance), _grey(chance, 0, 255), "#f4f4f2"))
    return {
        "shape": shape,
        "color": colour,
        "fill": chance.choice((chance.uniform(0.2, 1.2), chance.uniform(0.8, 0.98))),
        "texture": chance.choice((0.0, 0.35, chance.random())),
        "parts": chance.choice((1, 1, 1, 2, 3)),
        "center": [chance.choice((0.5, chance.uniform(0.3, 0.7))), 0.5],
    }


def _backdrop(chance: random.Random) -> Parts:
    kind = chance.random()
    if kind < 0.6:
        return {}
    if kind < 0.75:
        return {"background": _grey(chance, 225, 254)}
    if kind < 0.85:
        return {"background": _colour(chance)}
    gradient = {"to": _grey(chance, 150, 255), "direction": chance.choice(("down", "right"))}
    return {"background": _grey(chance, 200, 255), "gradient": gradient}


def _enlarged(chance: random.Random, made: Parts) -> Parts:
    factor = chance.uniform(1.2, 5)
    return {"enlarged_from": [max(16, round(side / factor)) for side in made["canvas"]]}


def _border(chance: random.Random, made: Parts) -> Parts:
    width = chance.choice((1, 2, 5, chance.randint(1, 60)))
    return {"border": {"width": width, "color": _colour(chance), "sides": chance.choice(SIDES)}}


def _residue(chance: random.Random, made: Parts) -> Parts:
    count, level = chance.randint(1, 9), chance.randint(200, 253)
    return {"residue": {"count": count, "level": level, "size": chance.randint(3, 30)}}


FAULTS: tuple[tuple[float, Callable[[random.Random, Parts], Parts]], ...] = (
    (0.08, lambda chance, _: {"vignette": chance.uniform(0.01, 0.2)}),
    (0.1, _residue),
    (0.1, lambda chance, _: {"halo": {"level": chance.randint(200, 250), "width": 6}}),
    (0.1, _border),
    (0.1, lambda chance, _: {"text": {"text": "FREE", "height": chance.randint(8, 60)}}),
    (0.08, lambda chance, _: {"badge": {"color": _colour(chance)}}),
    (0.1, lambda chance, _: {"watermark": {"opacity": chance.uniform(0.1, 0.9)}}),
    (0.12, lambda chance, _: {"blur": chance.uniform(0.3, 8)}),
    (0.08, lambda chance, _: {"pixelate": chance.randint(2, 20)}),
    (0.1, _enlarged),
    (0.12, lambda chance, _: {"noise": chance.uniform(0.2, 8)}),
    (0.1, lambda chance, _: {"brightness": chance.uniform(0.05, 2)}),
    (0.1, lambda chance, _: {"contrast": chance.uniform(0.05, 1)}),
)


def _file(chance: random.Random) -> Parts:
    form = chance.choice(("jpeg",) * 8 + ("png", "webp"))
    facts: Parts = {"format": form, "quality": chance.choice((95, 90, 75, chance.randint(20, 100)))}
    if form == "png":
        return facts | {"transparent_background": chance.random() < 0.5}
    if form == "jpeg":
        facts["subsampling"] = chance.choice(("4:4:4", "4:4:4", "4:2:2", "4:2:0"))
        facts["progressive"] = chance.random() < 0.1
    return facts
