"""How well the local segmenter cuts out products whose true alpha is known, against two rivals.

    python -m tests.benchmarks.cutouts --corpus FOLDER [--longest 1400] [--sheets FOLDER]

Lays the products of ``with-mask``, and some drawn ones, on four backdrops with the shadow that
came with them, adds noise and JPEG compression, cuts them out again and prints per backdrop and
method: the mean alpha error over the picture, the one within 10 px of the true outline, the colour
error of that rim after it was freed of the backdrop and laid on white and on black, and the share
of enclosed gaps found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from imgrules.ext import Context, Cutout, Declined, Draft
from imgrules_processors.decontaminate import decontaminate
from imgrules_processors.local import LocalSegmenter
from tests.benchmarks.corpus import corpus_folder, read_corpus
from tests.benchmarks.cutout_rivals import grab_cut, threshold
from tests.benchmarks.cutout_truths import Truth, drawn_truths, excluded, read_truth

BAND = 10
"""Px on either side of the true outline."""
HOLE, FOUND = 60, 0.8
"""Px of the smallest enclosed gap that counts, and the share of it that must have opened."""
NOISE, QUALITY = 1.5, 92
"""Levels of sensor noise and JPEG quality of the pictures to cut out."""
Answer = tuple[np.ndarray, np.ndarray | None]
"""Alpha, and the backdrop's colours where the method tells them."""


@dataclass(frozen=True)
class Errors:
    """``alpha``, ``edge``: mean of 0-1. ``rim``: mean ΔE*ab. ``holes``: found, of how many."""

    alpha: float
    edge: float
    rim: float
    holes: tuple[int, int]


def _flat(colour: tuple[int, int, int]) -> Callable[[int, int], np.ndarray]:
    return lambda height, width: np.full((height, width, 3), colour, np.float32)


def _graded(height: int, width: int) -> np.ndarray:
    """Return grey that falls from 238 at the middle top to about 165 in the lower corners."""
    y, x = np.mgrid[0 : 1 : height * 1j, -1 : 1 : width * 1j]
    level = 238 - 45 * y - 28 * (x * x * (0.4 + 0.6 * y))
    return np.repeat(level[..., None], 3, axis=2).astype(np.float32)


BACKDROPS: dict[str, Callable[[int, int], np.ndarray]] = {
    "white": _flat((255, 255, 255)),
    "light grey": _flat((226, 226, 228)),
    "graded grey": _graded,
    "plain colour": _flat((206, 152, 128)),
}


def laid(truth: Truth, backdrop: np.ndarray) -> np.ndarray:
    """Return the picture to cut out: shadow, product, noise and compression."""
    ground = backdrop * (1 - truth.shade[..., None])
    share = truth.alpha[..., None]
    clean = share * truth.colours + (1 - share) * ground
    noise = np.random.default_rng(7).normal(0, NOISE, clean.shape)
    noisy = np.clip(np.rint(clean + noise), 0, 255).astype(np.uint8)
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    _, coded = cv2.imencode(".jpg", noisy[..., ::-1], options)
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])


def errors(truth: Truth, picture: np.ndarray, answer: Answer) -> Errors:
    """Hold a cut-out against the truth."""
    alpha, behind = answer
    wrong = np.abs(alpha - truth.alpha)
    solid = (truth.alpha > 0.5).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * BAND + 1, 2 * BAND + 1))
    band = cv2.morphologyEx(solid, cv2.MORPH_GRADIENT, kernel).astype(bool)
    freed = decontaminate(picture, alpha.astype(np.float32), behind)
    rim = [_rim(truth, freed, alpha, band, level) for level in (0, 255)]
    return Errors(
        float(wrong.mean()), float(wrong[band].mean()), float(np.mean(rim)), _holes(truth, alpha)
    )


def _rim(truth: Truth, freed: np.ndarray, alpha: np.ndarray, band: np.ndarray, level: int) -> float:
    def lab(colours: np.ndarray, share: np.ndarray) -> np.ndarray:
        within = share[band][:, None]
        mixed = (within * colours[band] + (1 - within) * level) / 255
        return cv2.cvtColor(mixed.astype(np.float32)[None], cv2.COLOR_RGB2Lab)[0]

    away = lab(truth.colours, truth.alpha) - lab(freed, alpha)
    return float(np.sqrt((away**2).sum(axis=1)).mean())


def _holes(truth: Truth, alpha: np.ndarray) -> tuple[int, int]:
    count, labels = cv2.connectedComponents((truth.alpha < 0.05).astype(np.uint8), connectivity=4)
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    areas = np.bincount(labels.ravel(), minlength=count)
    opened = np.bincount(labels[alpha < 0.5], minlength=count) / np.maximum(1, areas)
    gaps = [n for n in range(1, count) if n not in set(frame.tolist()) and areas[n] >= HOLE]
    return sum(bool(opened[n] >= FOUND) for n in gaps), len(gaps)


def local(picture: np.ndarray) -> Answer:
    """Cut out with the local segmenter; a refusal counts as an empty cut-out."""
    nobody = Context(till=None)  # type: ignore[arg-type]
    try:
        made = LocalSegmenter().run("background.replace", Draft(picture), {}, nobody)
    except Declined as refused:
        print(f"declined: {refused}", file=sys.stderr)
        return np.zeros(picture.shape[:2], np.float32), None
    assert isinstance(made, Cutout)
    return made.alpha, made.backdrop


METHODS: dict[str, Callable[[np.ndarray], Answer]] = {
    "local": local,
    "GrabCut": lambda picture: (grab_cut(picture), None),
    "threshold": lambda picture: (threshold(picture), None),
}
Table = dict[tuple[str, str], list[tuple[str, Errors, float]]]


def measure(truths: list[Truth], sheets: Path | None, only: str) -> Table:
    """Cut every product out of every backdrop with every method."""
    table: Table = defaultdict(list)
    for truth in truths:
        for backdrop, paint in BACKDROPS.items():
            picture = laid(truth, paint(*truth.alpha.shape))
            for method, cut in METHODS.items():
                if only and method != only:
                    continue
                start = time.perf_counter()
                answer = cut(picture)
                took = time.perf_counter() - start
                found = errors(truth, picture, answer)
                table[backdrop, method].append((truth.name, found, took))
                if sheets and method == "local":
                    _sheet(sheets, f"{truth.name} {backdrop}", picture, answer[0])
    return table


def _sheet(folder: Path, name: str, picture: np.ndarray, alpha: np.ndarray) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    share = alpha[..., None]
    on_magenta = share * picture + (1 - share) * np.array([255, 0, 255])
    both = np.hstack([picture, on_magenta.astype(np.uint8)])
    cv2.imwrite(str(folder / f"{name}.jpg"), both[..., ::-1])


def report(table: Table) -> list[str]:
    """Return a table of means and medians, then every picture's figures."""
    lines = [
        "| backdrop | method | alpha error (median) | rim alpha error (median) "
        "| rim colour ΔE (median) | gaps found | s |",
        "|---|---|---|---|---|---|---|",
    ]
    for (backdrop, method), rows in table.items():
        lines.append(f"| {backdrop} | {method} | {_summary(rows)} |")
    lines += ["", "Per picture, alpha error / rim alpha error / rim ΔE:", ""]
    for (backdrop, method), rows in table.items():
        for name, found, _ in rows:
            gaps = f"{found.holes[0]}/{found.holes[1]}" if found.holes[1] else ""
            values = f"{found.alpha:.4f} / {found.edge:.4f} / {found.rim:.2f} {gaps}"
            lines.append(f"- {backdrop}, {method}, {name}: {values}")
    return lines


def _summary(rows: list[tuple[str, Errors, float]]) -> str:
    def both(values: list[float], digits: int) -> str:
        return f"{np.mean(values):.{digits}f} ({np.median(values):.{digits}f})"

    found = sum(each.holes[0] for _, each, _ in rows)
    gaps = sum(each.holes[1] for _, each, _ in rows)
    cells = [
        both([each.alpha for _, each, _ in rows], 4),
        both([each.edge for _, each, _ in rows], 4),
        both([each.rim for _, each, _ in rows], 2),
        f"{found}/{gaps}",
        f"{np.mean([took for *_, took in rows]):.2f}",
    ]
    return " | ".join(cells)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--longest", type=int, default=1400, help="px the pictures are reduced to")
    parser.add_argument("--sheets", type=Path, help="write what the local segmenter cut out here")
    parser.add_argument("--only", default="", help="only this method")
    given = parser.parse_args()
    rows = read_corpus(corpus_folder(parser, given.corpus))
    rows = [row for row in rows if row.folder == "with-mask" and row.path.suffix != ".pbm"]
    used = [row for row in rows if not excluded(row.path.name)]
    truths = [read_truth(row, given.longest) for row in used] + drawn_truths(given.longest)
    print(f"{len(truths)} products on {len(BACKDROPS)} backdrops. Not used:")
    for row in rows:
        if row not in used:
            print(f"- {row.path.name}: {excluded(row.path.name)}")
    print()
    print("\n".join(report(measure(truths, given.sheets, given.only))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
