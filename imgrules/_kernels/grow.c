/* Growing bits by a window: rows side by side in one flat array, with a word of 0 after each so that
 * nothing reaches the next, and twice as far with each pass. */

#include <stdlib.h>

#include "bits.h"

typedef struct {
    uint64_t *words; /* has a word of 0 before it as well */
    Py_ssize_t count, stride;
} Flat;

/* Spread each bit by `step` to both sides. */
INLINE void spread(const uint64_t *restrict from, Py_ssize_t count, int step,
                   uint64_t *restrict to) {
    const int rest = 64 - step;
    for (Py_ssize_t at = 0; at < count; at++)
        to[at] = from[at] | from[at] << step | from[at] >> step | from[at - 1] >> rest |
            from[at + 1] << rest;
}

/* Join each row with those `step` rows above and below. */
INLINE void stack(const Flat *from, Py_ssize_t step, uint64_t *restrict to) {
    const uint64_t *restrict words = from->words;
    const Py_ssize_t count = from->count;
    const Py_ssize_t far = step * from->stride < count ? step * from->stride : count;
    memcpy(to, words, (size_t)count * sizeof *to);
    for (Py_ssize_t at = far; at < count; at++) to[at] |= words[at - far];
    for (Py_ssize_t at = 0; at < count - far; at++) to[at] |= words[at + far];
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

/* Add to `grown` what lies up to `reach` rows above and below `wide`. */
INLINE void heighten(const Flat *wide, int reach, uint64_t *one, uint64_t *two, uint64_t *grown) {
    Flat high = *wide;
    for (int reached = 0; reached < reach;) {
        const int step = next_step(reached, reach);
        stack(&high, step, one);
        high.words = one;
        swap(&one, &two);
        reached += step;
    }
    add(high.words, high.count, grown);
}

/* The rows of the window that are at least so wide lie around its middle one. */
static int rows_as_wide(const uint8_t *widths, Py_ssize_t height, int width) {
    int reach = 0;
    while (reach < height / 2 && widths[height / 2 + reach + 1] >= width) reach++;
    return reach;
}

INLINE void grow_any(Flat *wide, uint64_t *room[3], const uint8_t *widths, Py_ssize_t height,
                     uint64_t tail, uint64_t *grown) {
    int reached = 0;
    for (Py_ssize_t row = height - 1; row >= height / 2; row--) {
        if (row < height - 1 && widths[row] == widths[row + 1]) continue;
        widen(wide, &room[0], reached, widths[row], tail);
        reached = widths[row];
        heighten(wide, rows_as_wide(widths, height, reached), room[1], room[2], grown);
    }
}

AVX2 static void grow_avx2(Flat *wide, uint64_t *room[3], const uint8_t *widths, Py_ssize_t height,
                           uint64_t tail, uint64_t *grown) {
    grow_any(wide, room, widths, height, tail, grown);
}

static void grow_plain(Flat *wide, uint64_t *room[3], const uint8_t *widths, Py_ssize_t height,
                       uint64_t tail, uint64_t *grown) {
    grow_any(wide, room, widths, height, tail, grown);
}

/* Copy rows into the flat array, each with its word of 0 behind. */
static void lay_out(const Bits *bits, Py_ssize_t stride, uint64_t *to) {
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        memcpy(to + y * stride, BITS_ROW(bits, y), (size_t)bits->across * sizeof *to);
        to[(y + 1) * stride - 1] = 0;
    }
}

int bits_grow(const Bits *bits, const uint8_t *widths, Py_ssize_t height, Bits *grown) {
    const Py_ssize_t stride = bits->across + 1, count = bits->rows * stride;
    if (bits->across == 0 || bits->rows == 0) return 0;
    uint64_t *all = malloc(5 * ((size_t)count + 2) * sizeof *all), *part[5];
    if (all == NULL) return -1;
    for (int at = 0; at < 5; at++) {
        part[at] = all + at * (count + 2) + 1;
        part[at][-1] = part[at][count] = 0;
    }
    Flat wide = {part[0], count, stride};
    lay_out(bits, stride, part[0]);
    memset(part[4], 0, (size_t)count * sizeof *part[4]);
    (HAS_AVX2() ? grow_avx2 : grow_plain)(&wide, part + 1, widths, height, bits_tail(bits), part[4]);
    for (Py_ssize_t y = 0; y < bits->rows; y++)
        memcpy(BITS_ROW(grown, y), part[4] + y * stride, (size_t)bits->across * sizeof *all);
    free(all);
    return 0;
}
