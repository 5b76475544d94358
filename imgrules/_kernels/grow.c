/* Growing bits by a window: rows side by side in one flat array, with a word of 0 after each so that
 * nothing reaches the next, and twice as far with each pass. A few rows at a time, which stay in
 * the nearest cache from the first pass to the last. */

#include <stdlib.h>

#include "bits.h"

enum { BLOCK = 48 }; /* rows grown together, at least */

typedef struct {
    uint64_t *words; /* has a word of 0 before it as well */
    Py_ssize_t count, stride;
} Flat;

/* What a block is grown by, and the arrays it is grown in. */
typedef struct {
    const uint8_t *widths;
    Py_ssize_t height;
    uint64_t tail;
    uint64_t *part[5];
} Growing;

/* Spread each bit by `step` to both sides. */
INLINE void spread(const uint64_t *restrict from, Py_ssize_t count, int step,
                   uint64_t *restrict to) {
    const int rest = 64 - step;
    for (Py_ssize_t at = 0; at < count; at++)
        to[at] = from[at] | from[at] << step | from[at] >> step | from[at - 1] >> rest |
            from[at + 1] << rest;
}

INLINE void join(const uint64_t *restrict one, const uint64_t *restrict two, Py_ssize_t count,
                 uint64_t *restrict to) {
    for (Py_ssize_t at = 0; at < count; at++) to[at] = one[at] | two[at];
}

/* Join each row with those `step` rows above and below. */
INLINE void stack(const Flat *from, Py_ssize_t step, uint64_t *restrict to) {
    const uint64_t *restrict words = from->words;
    const Py_ssize_t count = from->count;
    const Py_ssize_t far = step * from->stride < count ? step * from->stride : count;
    if (2 * far > count) {
        memcpy(to, words, (size_t)count * sizeof *to);
        for (Py_ssize_t at = far; at < count; at++) to[at] |= words[at - far];
        for (Py_ssize_t at = 0; at < count - far; at++) to[at] |= words[at + far];
        return;
    }
    join(words, words + far, far, to);
    for (Py_ssize_t at = far; at < count - far; at++)
        to[at] = words[at - far] | words[at] | words[at + far];
    join(words + count - far, words + count - 2 * far, far, to + count - far);
}

INLINE void add(const uint64_t *restrict from, Py_ssize_t count, uint64_t *restrict to) {
    for (Py_ssize_t at = 0; at < count; at++) to[at] |= from[at];
}

static void swap(uint64_t **one, uint64_t **two) {
    uint64_t *kept = *one;
    *one = *two;
    *two = kept;
}

/* At the frame half of what was reached is cut off: no further than the other half covers. */
INLINE int next_step(int reached, int wanted) {
    return reached + 1 < wanted - reached ? reached + 1 : wanted - reached;
}

/* What is `reached` px wide becomes `wanted` px wide; beyond the last column all stays 0. */
INLINE void widen(Flat *wide, uint64_t **spare, int reached, int wanted, uint64_t tail) {
    while (reached < wanted) {
        const int step = next_step(reached, wanted);
        spread(wide->words, wide->count, step, *spare);
        for (Py_ssize_t end = wide->stride; end <= wide->count; end += wide->stride) {
            (*spare)[end - 1] = 0;
            (*spare)[end - 2] &= tail;
        }
        swap(&wide->words, spare);
        reached += step;
    }
}

/* Return what lies up to `reach` rows above and below `wide`, in one of the two rooms or in place. */
INLINE const uint64_t *heighten(const Flat *wide, int reach, uint64_t *one, uint64_t *two) {
    Flat high = *wide;
    for (int reached = 0; reached < reach;) {
        const int step = next_step(reached, reach);
        stack(&high, step, one);
        high.words = one;
        swap(&one, &two);
        reached += step;
    }
    return high.words;
}

/* The rows of the window that are at least so wide lie around its middle one. */
static int rows_as_wide(const uint8_t *widths, Py_ssize_t height, int width) {
    int reach = 0;
    while (reach < height / 2 && widths[height / 2 + reach + 1] >= width) reach++;
    return reach;
}

/* Return where what was grown lies. A window whose rows are all as wide is done at once. */
INLINE const uint64_t *grow_any(const Growing *by, Py_ssize_t count, Py_ssize_t stride) {
    Flat wide = {by->part[0], count, stride};
    uint64_t *spare = by->part[1];
    int reached = 0;
    for (Py_ssize_t row = by->height - 1; row >= by->height / 2; row--) {
        const int width = by->widths[row];
        if (row < by->height - 1 && width == by->widths[row + 1]) continue;
        widen(&wide, &spare, reached, width, by->tail);
        reached = width;
        const int reach = rows_as_wide(by->widths, by->height, width);
        const uint64_t *high = heighten(&wide, reach, by->part[2], by->part[3]);
        if (row == by->height - 1 && width == by->widths[by->height / 2]) return high;
        if (row == by->height - 1)
            memcpy(by->part[4], high, (size_t)count * sizeof *high);
        else
            add(high, count, by->part[4]);
    }
    return by->part[4];
}

AVX2 static const uint64_t *grow_avx2(const Growing *by, Py_ssize_t count, Py_ssize_t stride) {
    return grow_any(by, count, stride);
}

static const uint64_t *grow_plain(const Growing *by, Py_ssize_t count, Py_ssize_t stride) {
    return grow_any(by, count, stride);
}

static int is_any(const uint64_t *words, Py_ssize_t count) {
    for (Py_ssize_t at = 0; at < count; at++)
        if (words[at]) return 1;
    return 0;
}

/* Copy rows into the flat array, each with its word of 0 behind. */
static void lay_out(const Bits *bits, Py_ssize_t first, Py_ssize_t last, uint64_t *to) {
    for (Py_ssize_t y = first; y < last; y++, to += bits->across + 1) {
        memcpy(to, BITS_ROW(bits, y), (size_t)bits->across * sizeof *to);
        to[bits->across] = 0;
    }
}

/* Fill the rows from `top` up to `bottom`, which those up to half the window's height away reach. */
static void grow_rows(const Bits *bits, const Growing *by, Py_ssize_t top, Py_ssize_t bottom,
                      Bits *grown) {
    const Py_ssize_t reach = by->height / 2, stride = bits->across + 1;
    const Py_ssize_t first = top > reach ? top - reach : 0;
    const Py_ssize_t last = bottom + reach < bits->rows ? bottom + reach : bits->rows;
    const Py_ssize_t count = (last - first) * stride;
    if (!is_any(BITS_ROW(bits, first), (last - first) * bits->across)) return;
    lay_out(bits, first, last, by->part[0]);
    for (int at = 0; at < 5; at++) by->part[at][-1] = by->part[at][count] = 0;
    const uint64_t *found = (HAS_AVX2() ? grow_avx2 : grow_plain)(by, count, stride);
    for (Py_ssize_t y = top; y < bottom; y++)
        memcpy(BITS_ROW(grown, y), found + (y - first) * stride,
               (size_t)bits->across * sizeof(uint64_t));
}

int bits_grow(const Bits *bits, const uint8_t *widths, Py_ssize_t height, Bits *grown) {
    const Py_ssize_t block = height < BLOCK ? BLOCK : height;
    const Py_ssize_t most = (block + height) * (bits->across + 1) + 2;
    Growing by = {widths, height, bits_tail(bits), {NULL}};
    if (bits->across == 0 || bits->rows == 0) return 0;
    uint64_t *all = malloc(5 * (size_t)most * sizeof *all);
    if (all == NULL) return -1;
    for (int at = 0; at < 5; at++) by.part[at] = all + at * most + 1;
    for (Py_ssize_t top = 0; top < bits->rows; top += block)
        grow_rows(bits, &by, top, top + block < bits->rows ? top + block : bits->rows, grown);
    free(all);
    return 0;
}
