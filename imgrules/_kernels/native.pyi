"""The compiled kernels: arrays are those of NumPy, rows may lie apart, outputs are filled.

Every function raises TypeError or ValueError for an array of another type, shape or size than it
says, before a pixel is touched, and lets other threads run while it works.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Runs = NDArray[np.int32]
Words = NDArray[np.int64]

EDITION: int
"""Of the sources it was built from."""

def instructions() -> str:
    """Return ``AVX2`` or ``plain``: what the kernels use on this processor."""

# border.c

def count_within(
    rgb: NDArray[np.uint8], low: bytes, high: bytes, down: bool, counts: NDArray[np.int32], /
) -> None:
    """Count in each row, or ``down`` each column, the pixels between two colours, both included.

    ``rgb``: height × width × 3. ``low``, ``high``: a level a channel, none of ``high`` below that
    of ``low``. ``counts``: 1 × height, or 1 × width, filled.
    """

def side_edge(
    rgb: NDArray[np.uint8],
    turns: int,
    depth: int,
    start: int,
    stop: int,
    middle: bytes,
    same: int,
    jump: int,
    flat: float,
    across: float,
    block: int,
    /,
) -> tuple[int, int]:
    """Follow rows of one colour inwards from a side; return how many, and where another begins.

    ``rgb``: height × width × 3. ``turns`` as ``np.rot90`` takes them bring the side to the top;
    ``depth``: rows looked at, no more than there are. Rows ``start`` to ``stop`` are known to have
    the colour ``middle``; others have it if a share of ``flat`` is within ``same`` levels of it.
    Of the ``block`` rows behind them, 64 at most and the last but one of the depth included, the
    first of which a share of ``across`` is more than ``jump`` levels away is returned, else -1.
    """

# colours.c

def colours(
    rgb: NDArray[np.uint8], step: int, colours: NDArray[np.int32], greys: NDArray[np.int32], /
) -> None:
    """Count the pixels of every ``step``-th row and column by colour and by grey level.

    ``rgb``: height × width × 3. ``colours``: 1 × 32768, filled: the five highest bits of red, green
    and blue, red highest. ``greys``: 1 × 256, filled: a third of the sum, rounded down.
    """

# edges.c

def ridges(
    pixels: NDArray[np.uint8] | NDArray[np.uint16],
    wide: bool,
    unit: int,
    tiles: NDArray[np.intp],
    weights: NDArray[np.uint16],
    least: float,
    ridge: float,
    places: NDArray[np.intp],
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    /,
) -> int:
    """Find the ridges of slopes in tiles of 64 × 64 pixels; return how many pixels they are.

    ``pixels``: height × width, of 16 bits if ``wide``; their last ``unit`` bits, at most 8, are
    fractions of a level. ``tiles``: 1 × n, counted along the rows of tiles. ``weights``: 1 × 4, of
    a pixel and its neighbours when blurring; they add up to 256. ``least``: squared
    slope, ``ridge``: share of the steepest neighbour's. The rest is filled, 1 × at least 4096 for
    each tile: pixels counted along the rows; their squared slopes before blurring, by Scharr's
    operator on the pixels; and after it, on pixels 65536 to a level.
    """

# levels.c

def halve(
    pixels: NDArray[np.uint8] | NDArray[np.uint16],
    wide: bool,
    share: int,
    out: NDArray[np.uint16],
    /,
) -> None:
    """Add up squares of two by two pixels and divide by ``share``, 1 or 4, rounding half up.

    ``pixels``: height × width, of 16 bits if ``wide``. ``out``: height // 2 × width // 2, filled;
    sums that do not fit 16 bits lose their highest.
    """

def survey(
    pixels: NDArray[np.uint16],
    down: int,
    across: int,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    sums: NDArray[np.int64],
    squares: NDArray[np.int64],
    /,
) -> None:
    """Tell of each tile of pixels its darkest and lightest, their sum and that of their squares.

    ``pixels``: height × width. ``down`` and ``across``: rows and columns of a tile, 64 at most. The
    rest is filled: height / down × width / across, rounded up, for the tiles at the far edges are
    cut.
    """

def shrink(
    pixels: NDArray[np.uint8] | NDArray[np.uint16],
    wide: bool,
    down: NDArray[np.int32],
    across: NDArray[np.int32],
    out: NDArray[np.uint16],
    /,
) -> None:
    """Weigh neighbouring rows and columns into fewer.

    ``down``: a row for each of ``out``'s: the number of the first row it is made from, then the
    weights of that and the next ones, in 2048ths. ``across``: the same for columns. ``out``:
    filled, rounded half up.
    """

# luma.c

def luma(rgb: NDArray[np.uint8], out: NDArray[np.uint8], half: NDArray[np.uint16], /) -> None:
    """Take the luma of a picture, height × width × 3, as OpenCV does.

    ``out``: height × width, filled. ``half``: height // 2 × width // 2, filled with the sums of
    squares of two by two.
    """

# tiles.c

def tile_counts(
    mask: Mask,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    counts: NDArray[np.int32],
    /,
) -> None:
    """Count the pixels of a mask of 0 and 1 in tiles, which may overlap.

    ``mask``: 65535 rows at most. ``rows``: 2 × tiles down, of each the first row and the one after
    its last; ``columns``: 2 × tiles across, the same. ``counts``: down × across, filled.
    """

# chroma.c

def chroma(
    rgb: NDArray[np.uint8],
    shares: NDArray[np.float32],
    curve: NDArray[np.float32],
    chroma: NDArray[np.float32],
    /,
) -> None:
    """Fill ``chroma`` (height × width) with the CIE Lab chroma of ``rgb`` (height × width × 3).

    ``shares`` (768 × 4) and ``curve`` (4097 × 2) are the tables of ``imgrules.images.chroma``.
    """

# reduce.c

def reduce(
    rgb: NDArray[np.uint8], factor: int, work: NDArray[np.uint8], clean: NDArray[np.bool_], /
) -> None:
    """Average blocks of ``factor`` × ``factor`` pixels, 2 to 16, as OpenCV's INTER_AREA does.

    ``rgb``: height × width × 3. ``work``: height // factor × width // factor × 3, filled.
    ``clean``: the same without channels, filled with where a whole block is (255, 255, 255).
    """

# masks.c, on masks of 0 and 1

def grow(mask: Mask, widths: bytes, out: Mask, /) -> None:
    """Fill ``out`` with what a window over the mask reaches, as OpenCV's dilate does.

    ``widths``: px each row of the window reaches to both sides, at most 63; an odd number of rows.
    """

def reach(walls: Mask, widths: bytes, out: Mask, /) -> None:
    """Close the walls by a window as ``grow`` takes; fill ``out`` with what the frame reaches.

    Pixels that meet at a corner only are no way through.
    """

def runs(mask: Mask, /) -> tuple[bytes, int]:
    """Return the mask's runs and the number of labels, 0 included.

    Runs are int32 by fours, row by row: row, start, stop, label. Labels are numbered as OpenCV
    numbers them: by the first block of two by two pixels that holds any of the piece.
    """

# pieces.c, on runs as an array of n × 4; what has one item a label is 1 × labels

def run_sums(runs: Runs, plane: Levels | Mask, sums: NDArray[np.int64], most: int = 255, /) -> None:
    """Add to ``sums`` what the plane holds under each label, each pixel so much at most."""

def run_peaks(runs: Runs, plane: Levels | Mask, peaks: NDArray[np.uint8], /) -> None:
    """Raise ``peaks`` to the largest value the plane holds under each label."""

def run_paint(runs: Runs, plane: Mask, chosen: Mask, /) -> None:
    """Set the plane's pixels under the chosen labels."""

def run_spread(runs: Runs, radius: int, labels: NDArray[np.int32], /) -> None:
    """Raise ``labels`` to the largest label up to ``radius`` rows and columns away."""

# rises.c

def rises(levels: Levels, out: Levels, /) -> None:
    """Fill ``out`` with the range of levels within 3 × 3 px where it is most of a sharp edge.

    That is at least 0.45 of the range within 13 × 13 px; elsewhere 0.
    """

# areas.c, on areas: rows of words, a bit a pixel, the lowest bit first; unused bits are 0

AreaPass = Callable[[Words, int, bytes, Words], None]

def area_at_least(levels: Levels, leasts: bytes, areas: Words, /) -> None:
    """Fill areas, one below the other, with where the plane has at least each level, 0 to 255."""

def area_plane(area: Words, mask: Mask, /) -> None:
    """Fill the mask with the area."""

def area_grow(area: Words, columns: int, widths: bytes, out: Words, /) -> None:
    """As ``grow``; ``columns``: of the picture."""

def area_reach(walls: Words, columns: int, widths: bytes, out: Words, /) -> None:
    """As ``reach``."""

def area_between(area: Words, columns: int, widths: bytes, out: Words, /) -> None:
    """Fill ``out`` with what has the area on all four sides; the window counts for nothing."""

def area_near(area: Words, columns: int, widths: bytes, out: Words, /) -> None:
    """Drop from ``out`` the pixels within whose window the area has none.

    ``widths``: px each row of the window reaches to both sides, the same from both ends.
    """

def area_histogram(levels: Levels, area: Words, counts: NDArray[np.int64], /) -> None:
    """Add to ``counts``, 1 × 256, how often the plane has each level within the area."""

# area_strips.c, on areas as above

def area_strips(area: Words, columns: int, /) -> tuple[bytes, bytes]:
    """Return an area's strips; and of each label, 0 included, int32 by fives.

    Strips are stretches with a pixel in one of two rows, the first of which is an even one, or in
    both, as runs are of one: int32 by fours, row, start, stop, label, by corners too, numbered as
    those of ``runs``. The others are area, left, top, right and bottom, the last two beyond it.
    """

def area_runs(area: Words, columns: int, strips: Runs, /) -> bytes:
    """As ``runs``, of an area whose strips are known."""

# area_pieces.c, on strips, runs and areas as above; what has one item a label is 1 × labels

def area_paint(strips: Runs, area: Words, columns: int, chosen: Mask, /) -> None:
    """Add the strips of the chosen labels to the area, both rows whole."""

def area_counts(strips: Runs, area: Words, columns: int, counts: NDArray[np.int64], /) -> None:
    """Add to ``counts`` how many of the area's pixels lie under each label."""

def area_spans(strips: Runs, area: Words, columns: int, spans: NDArray[np.int64], /) -> None:
    """Add to ``spans`` each row from the first to the last of the area's pixels under a label."""

def area_around(
    runs: Runs, area: Words, columns: int, counts: NDArray[np.int64], radius: int, /
) -> None:
    """Count each of the area's pixels for the largest label up to ``radius`` px away."""

# area_colours.c

def area_colours(
    rgb: NDArray[np.uint8], area: Words, width: int, counts: NDArray[np.int32], /
) -> None:
    """Count the area's colours in cubes of that width, numbered red first: 1 × (256 / width)³."""

def area_within(
    rgb: NDArray[np.uint8], low: bytes, high: bytes, area: Words, out: Words, /
) -> None:
    """Fill areas, one below the other, with where in ``area`` all channels lie in a range.

    ``low`` and ``high``: three levels for each range, both included.
    """

# area_sets.c

def area_less(area: Words, other: Words, out: Words, /) -> None:
    """Fill ``out`` with what is in the area and not in the other."""

def area_count(area: Words, /) -> int:
    """Count the area's pixels."""

def area_any(area: Words, /) -> bool:
    """Tell whether the area has any pixel."""

def area_box(area: Words, /) -> tuple[int, int, int, int] | None:
    """Return x, y, width and height of what the area spans, None where it is empty."""

# calm.c

def area_calm(rgb: NDArray[np.uint8], limit: int, within: Words, area: Words, /) -> None:
    """Fill the area with where in ``within`` no channel's range in 5 × 5 px is above the limit."""

# white.c

def against_white(
    rgb: NDArray[np.uint8], strong: int, distance: Levels, chroma: Levels, areas: Words, /
) -> None:
    """Fill planes with the darkest channel's distance from white and the range of all three.

    ``areas``: filled, three below one another: where that is not 0; where that range
    is at most 8 and a fifth of the distance, rounded; and where it is at least ``strong``.
    """

# whiteness.c

def count_levels(
    rgb: NDArray[np.uint8],
    areas: NDArray[np.uint8],
    clean: NDArray[np.bool_],
    factor: int,
    band: int,
    levels: NDArray[np.int64],
    spoilt: NDArray[np.bool_],
    /,
) -> None:
    """Count pixels by their darkest channel in areas 1 to 4, and in the band outside 0 and 4.

    ``rgb``: height × width × 3. ``areas`` (0 to 4) and ``clean`` (all pixels exactly white):
    height // factor × width // factor; the last row and column cover what remains. ``band``: px.
    ``levels``: 6 × 256, filled: a row an area, that of area 0 with zeros, the last the band's.
    ``spoilt``: filled with where an area above 0 is not clean.
    """

def label_areas(
    near: Words, edge: Words, holes: Words, shadow: Words, areas: NDArray[np.uint8], /
) -> None:
    """Fill ``areas``: 0 near, else 3 in the shadow, else 4 at the edge, else 2 in holes, else 1.

    The others are areas as those of areas.c.
    """

# surface.c

def surface(
    lab: NDArray[np.float32], model: NDArray[np.float32], levels: Levels, tinted: Words, /
) -> None:
    """Measure colours against a surface's, both height × width × 3, L*, a* and b*.

    Fills ``levels`` with their distance, 2.55 to one ΔE, 255 at most, rounded down; the area
    ``tinted`` with where they are darker with the surface's hue, as under a shadow.
    """

# scan.c

def scan_end(data: bytes, start: int, /) -> int:
    """Return where from ``start`` on the marker lies that ends a JPEG's scan data, or -1."""

# steps.c

def steps(
    pixels: NDArray[np.uint8],
    mask: NDArray[np.bool_],
    rows: NDArray[np.int32],
    starts: NDArray[np.int32],
    chosen: NDArray[np.int32],
    every_row: int,
    every_group: int,
    across: NDArray[np.int32],
    across_counts: NDArray[np.int32],
    down: NDArray[np.int32],
    down_counts: NDArray[np.int32],
    /,
) -> None:
    """Add up the steps between neighbouring pixels where both are inside; 64 levels at most each.

    ``pixels``: height × width. ``mask``: any size; ``rows``: 1 × height, its row for each of
    theirs; ``starts``: 1 × its columns and one, the first of theirs in each of its and the end;
    ``chosen``: its column for each of theirs in every ``every_group``-th group of 8. Filled are
    ``across`` and ``across_counts``, 1 × width - 1: steps to the next column along each
    ``every_row``-th row, and how many; ``down`` and ``down_counts``, 1 × height - 1: to the
    next row, along the chosen columns.
    """

# scale.c

def scale_down(
    rgb: NDArray[np.uint8],
    size: tuple[int, int],
    origin: tuple[int, int],
    out: NDArray[np.uint8],
    /,
) -> None:
    """Reduce a picture to so many rows and columns, and fill ``out`` with a part of it.

    Both have three channels. ``size`` is no larger than the picture on either axis; ``origin`` is
    the row and column of it that ``out`` begins with. Every pixel counts by how much of it lies in
    the new one.
    """

# tensor.c

def tensor(
    lab: NDArray[np.uint8],
    xx: NDArray[np.float32],
    yy: NDArray[np.float32],
    xy: NDArray[np.float32],
    /,
) -> None:
    """Fill three planes with products of Scharr's slopes across and down, by pixel.

    ``lab``: height × width × 3; the products of its channels are added up. Slopes in levels a
    pixel; beyond the frame the picture is mirrored.
    """

# crests.c

def crests(
    strength: NDArray[np.float32],
    normal_x: NDArray[np.float32],
    normal_y: NDArray[np.float32],
    least: float,
    crests: NDArray[np.bool_],
    /,
) -> None:
    """Mark where a plane is above ``least`` and as high as one normal ahead and one behind.

    All height × width; normals in pixels, 1 at most. Along the frame, two pixels wide, nothing is.
    """

# walk.c

def walk(
    ridge: Mask,
    normal_x: NDArray[np.float32],
    normal_y: NDArray[np.float32],
    shortest: int,
    places: Runs,
    lengths: Runs,
    sides: Levels,
    /,
) -> int:
    """Follow connected lines from pixel to pixel; return how many have ``shortest`` or more.

    ``ridge``, the normals and ``sides``: height × width. ``places``: 1 × the pixels of the ridge at
    least, filled with row × width + column of the long lines' pixels, a line after another;
    ``lengths``: 1 × these by ``shortest``, how many each has. ``sides`` is filled with 1 where a
    normal points to the same side of its line as at the line's first pixel, 2 where it points to
    the other, and 0 off all lines, short ones too.
    """

# pale.c

def pale(
    rgb: NDArray[np.uint8],
    rows: NDArray[np.int32],
    columns: NDArray[np.int32],
    ground: tuple[int, ...],
    least: int,
    nearest: int,
    flat: int,
    pale: Mask,
    /,
) -> int:
    """Mark what is little darker than a colour and not that colour, and flat; return how many.

    A sampled pixel counts whose darkest channel is ``least`` or more, ``nearest`` or more off
    ``ground`` in one channel, and flat: no channel differs by more than ``flat`` within two rows
    and columns of the sample.

    ``rgb``: height × width × 3. ``rows``: 1 × the rows of ``pale``, the row taken for each;
    ``columns`` likewise.
    """

# enclosed.c

def enclosed(mask: Mask, enclosed: Mask, /) -> None:
    """Mark pixels that have the mask, or are it, on three at least of left, right, above, below."""
