"""Damaging files: blindly, and where it hurts. The same number gives the same file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.fuzz.seeds import Seed
from tests.fuzz.structure import starts, with_true_checksums

_BLOCKS = (1, 2, 4, 16, 64, 256, 1024, 4096)
_EXTREMES = {
    1: (0, 1, 2, 16, 0x7F, 0x80, 0xFE, 0xFF),
    2: (0, 1, 2, 0x7FFF, 0x8000, 9999, 30_000, 0xFFFE, 0xFFFF),
    4: (0, 1, 2, 0x7FFF_FFFF, 0x8000_0000, 65_535, 1 << 24, 1 << 28, 0xFFFF_FFFE, 0xFFFF_FFFF),
    8: (0, 1, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1),
}
"""Bytes a field takes, and what nobody expects in it."""


@dataclass(frozen=True)
class Mutant:
    """A damaged file. ``name`` says of what it was made and how."""

    name: str
    data: bytes
    seed: Seed
    how: str

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.data)
        return path


def mutant(seeds: Sequence[Seed], run: int, number: int) -> Mutant:
    """Return the damaged file of that number in the run of that number."""
    chance = random.Random(f"{run}/{number}")  # noqa: S311
    seed = seeds[number % len(seeds)]  # each in turn: none is left to chance
    how = chance.choice(sorted(_WAYS))
    data = _WAYS[how](seed, chance)
    if how == "splice":
        other = chance.choice([each for each in seeds if each.format == seed.format])
        data = _spliced(seed.data, other.data, chance)
    return Mutant(f"{number:04d}.{seed.kind}.{how}.{seed.ending}", data, seed, how)


def _flip(seed: Seed, chance: random.Random) -> bytes:
    data = bytearray(seed.data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        # Half of them near the beginning, where headers are.
        within = chance.choice((len(data), min(len(data), 512)))
        data[chance.randrange(within)] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(seed: Seed, chance: random.Random) -> bytes:
    lost = chance.choice((1, 2, 4, 12, chance.randrange(1, len(seed.data))))
    return seed.data[: max(0, len(seed.data) - lost)]


def _stretch(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice(_BLOCKS))


def _insert(seed: Seed, chance: random.Random) -> bytes:
    at, new = chance.randrange(len(seed.data)), chance.randbytes(chance.choice(_BLOCKS))
    return seed.data[:at] + new + seed.data[at:]


def _double(seed: Seed, chance: random.Random) -> bytes:
    start, end = _stretch(seed.data, chance)
    return seed.data[:end] + seed.data[start:]


def _drop(seed: Seed, chance: random.Random) -> bytes:
    start, end = _stretch(seed.data, chance)
    return seed.data[:start] + seed.data[end:]


def _overwrite(seed: Seed, chance: random.Random) -> bytes:
    start, end = _stretch(seed.data, chance)
    new = chance.choice(
        (bytes(end - start), b"\xff" * (end - start), chance.randbytes(end - start))
    )
    return seed.data[:start] + new + seed.data[end:]


def _swap(seed: Seed, chance: random.Random) -> bytes:
    a, b, c = sorted(chance.randrange(len(seed.data) + 1) for _ in range(3))
    return seed.data[:a] + seed.data[b:c] + seed.data[a:b] + seed.data[c:]


def _spliced(one: bytes, other: bytes, chance: random.Random) -> bytes:
    return one[: chance.randrange(len(one) + 1)] + other[chance.randrange(len(other) + 1) :]


def _poke(seed: Seed, chance: random.Random) -> bytes:
    """Set one to three fields of the file's structure to extreme values."""
    data, places = bytearray(seed.data), starts(seed.data, seed.format)
    for _ in range(chance.choice((1, 1, 2, 3))):
        size = chance.choice((1, 2, 2, 4, 4, 8))
        at = chance.choice(places) + chance.randrange(28)
        value = chance.choice(_EXTREMES[size]).to_bytes(size, chance.choice(("big", "little")))
        data[at : at + size] = value[: max(0, len(data) - at)]
    mend = seed.format == "png" and chance.random() < 0.7
    return with_true_checksums(bytes(data)) if mend else bytes(data)


def _blocks(seed: Seed, chance: random.Random) -> bytes:
    """Leave out, double or exchange whole blocks of the structure."""
    places = [0, *starts(seed.data, seed.format), len(seed.data)]
    blocks = [seed.data[a:b] for a, b in pairwise(places)]
    at, to = chance.randrange(len(blocks)), chance.randrange(len(blocks))
    change = chance.choice(("out", "twice", "exchange", "many"))
    if change == "out":
        blocks[at] = b""
    elif change == "exchange":
        blocks[at], blocks[to] = blocks[to], blocks[at]
    else:
        blocks[at] *= 2 if change == "twice" else min(2000, 1 + 200_000 // (len(blocks[at]) or 1))
    return b"".join(blocks)


def _digits(seed: Seed, chance: random.Random) -> bytes:
    """Make a number written in letters extreme, as in PNM, SVG, PDF and XMP."""
    found = list(re.finditer(rb"\d+", seed.data))
    if not found:
        return _poke(seed, chance)
    one = chance.choice(found[:8])
    new = chance.choice((b"0", b"-1", b"99999", b"4294967296", b"9" * 5000, b"1e9", b""))
    return seed.data[: one.start()] + new + seed.data[one.end() :]


def _unchanged(seed: Seed, _: random.Random) -> bytes:
    return seed.data


_WAYS: Mapping[str, Callable[[Seed, random.Random], bytes]] = {
    "flip": _flip, "cut": _cut, "insert": _insert, "double": _double, "drop": _drop,
    "overwrite": _overwrite, "swap": _swap, "splice": _unchanged, "poke": _poke, "poke-2": _poke,
    "poke-3": _poke, "blocks": _blocks, "digits": _digits,
}  # fmt: skip
