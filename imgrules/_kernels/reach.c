/* What the frame reaches through what walls leave free: row by row down and up until nothing more
 * is reached, all pixels of a word at once. */

#include "bits.h"

/* Fill along a row from its bits to higher columns: a sum carries through to the end of each
 * stretch of free bits. The last word's carry leaves the row. */
INLINE void fill_up(const uint64_t *free, Py_ssize_t across, uint64_t *row) {
    uint64_t carry = 0;
    for (Py_ssize_t at = 0; at < across; at++) {
        const uint64_t seeds = row[at] | (carry & free[at]), sum = free[at] + seeds;
        carry = sum < seeds;
        row[at] = free[at] & (~sum | seeds);
    }
}

/* Fill one word to lower columns, twice as far with each step. */
INLINE uint64_t filled_down(uint64_t free, uint64_t seeds) {
    for (int step = 1; step < 64; step *= 2) {
        seeds |= free & seeds >> step;
        free &= free >> step;
    }
    return seeds;
}

INLINE void fill_down(const uint64_t *free, Py_ssize_t across, uint64_t *row) {
    uint64_t before = 0;
    for (Py_ssize_t at = across - 1; at >= 0; at--) {
        uint64_t seeds = row[at] | (before << 63 & free[at]);
        if (free[at] & ~seeds & seeds >> 1) seeds = filled_down(free[at], seeds);
        row[at] = seeds;
        before = seeds & 1;
    }
}

/* Take over what a neighbouring row reaches; tell whether that is anything new. */
INLINE int take_over(const uint64_t *free, const uint64_t *from, Py_ssize_t across, uint64_t *row) {
    uint64_t more = 0;
    for (Py_ssize_t at = 0; at < across; at++) {
        const uint64_t found = from[at] & free[at];
        more |= found & ~row[at];
        row[at] |= found;
    }
    return more != 0;
}

/* Tell whether a bit of the row has a free one beside it that is not reached. */
INLINE int is_open(const uint64_t *free, Py_ssize_t across, const uint64_t *row) {
    uint64_t open = 0;
    for (Py_ssize_t at = 0; at < across; at++)
        open |= free[at] & ~row[at] & (row[at] << 1 | row[at] >> 1);
    for (Py_ssize_t at = 1; at < across; at++)
        open |= (free[at] & ~row[at] & row[at - 1] >> 63) |
            (free[at - 1] & ~row[at - 1] & row[at] << 63);
    return open != 0;
}

/* One row: what the frame and the row before it reach. */
INLINE int visit(const Bits *free, Py_ssize_t y, Py_ssize_t step, int first, Bits *out) {
    const uint64_t *open = BITS_ROW(free, y);
    uint64_t *row = BITS_ROW(out, y);
    const Py_ssize_t from = y - step;
    const int inside = from >= 0 && from < free->rows;
    const int more = inside ? take_over(open, BITS_ROW(out, from), free->across, row) : 0;
    if ((!more && !first) || !is_open(open, free->across, row)) return more;
    fill_up(open, free->across, row);
    fill_down(open, free->across, row);
    return more;
}

INLINE int sweep_any(const Bits *free, Py_ssize_t step, int first, Bits *out) {
    int more = 0;
    for (Py_ssize_t at = 0; at < free->rows; at++)
        more |= visit(free, step > 0 ? at : free->rows - 1 - at, step, first, out);
    return more;
}

AVX2 static int sweep_avx2(const Bits *free, Py_ssize_t step, int first, Bits *out) {
    return sweep_any(free, step, first, out);
}

static int sweep_plain(const Bits *free, Py_ssize_t step, int first, Bits *out) {
    return sweep_any(free, step, first, out);
}

/* Begin with the free pixels at the frame. */
static void start(const Bits *free, Bits *out) {
    const uint64_t last = 1ULL << ((free->columns - 1) & 63);
    const size_t size = (size_t)free->across * sizeof(uint64_t);
    for (Py_ssize_t y = 0; y < free->rows; y++) {
        const uint64_t *open = BITS_ROW(free, y);
        uint64_t *row = BITS_ROW(out, y);
        memset(row, 0, size);
        row[0] |= open[0] & 1;
        row[free->across - 1] |= open[free->across - 1] & last;
    }
    memcpy(BITS_ROW(out, 0), BITS_ROW(free, 0), size);
    memcpy(BITS_ROW(out, free->rows - 1), BITS_ROW(free, free->rows - 1), size);
}

static void reach_free(const Bits *free, Bits *out) {
    int (*sweep)(const Bits *, Py_ssize_t, int, Bits *) = HAS_AVX2() ? sweep_avx2 : sweep_plain;
    Py_ssize_t step = -1;
    start(free, out);
    for (sweep(free, 1, 1, out); sweep(free, step, 0, out);) step = -step;
}

/* Growing what the grown walls leave free is closing them. */
static int open_between(const Bits *walls, const uint8_t *widths, Py_ssize_t height, Bits *open) {
    Bits grown = {0};
    if (height == 1 && widths[0] == 0) {
        memcpy(open->words, walls->words, (size_t)(walls->rows * walls->across) * sizeof(uint64_t));
        bits_invert(open);
        return 0;
    }
    int failed = bits_new(&grown, walls->rows, walls->columns) < 0 ||
        bits_grow(walls, widths, height, &grown) < 0;
    if (!failed) {
        bits_invert(&grown);
        failed = bits_grow(&grown, widths, height, open) < 0;
    }
    bits_free(&grown);
    return failed;
}

int bits_reach(const Bits *walls, const uint8_t *widths, Py_ssize_t height, Bits *out) {
    Bits open = {0};
    if (walls->across == 0 || walls->rows == 0) return 0;
    const int failed = bits_new(&open, walls->rows, walls->columns) < 0 ||
        open_between(walls, widths, height, &open);
    if (!failed) reach_free(&open, out);
    bits_free(&open);
    return failed ? -1 : 0;
}
