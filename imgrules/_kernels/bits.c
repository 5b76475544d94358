/* Packing masks and growing them. */

#include <stdlib.h>

#include "bits.h"

#define EACH 0x0101010101010101ULL

int bits_new(Bits *bits, Py_ssize_t rows, Py_ssize_t columns) {
    bits->rows = rows;
    bits->columns = columns;
    bits->across = (columns + 63) / 64;
    bits->words = calloc((size_t)(rows * bits->across) + 1, sizeof *bits->words);
    return bits->words == NULL ? -1 : 0;
}

void bits_free(Bits *bits) {
    free(bits->words);
    bits->words = NULL;
}

int widths_check(const char *widths, Py_ssize_t height) {
    int fits = height % 2 == 1;
    for (Py_ssize_t row = 0; row < height; row++) fits &= (uint8_t)widths[row] <= WIDEST;
    if (!fits) PyErr_SetString(PyExc_ValueError, "widths: an odd number of them, each at most 63");
    return fits ? 0 : -1;
}

int bits_open(PyObject *array, Py_ssize_t columns, const char *name, int mode, Plane *plane,
              Bits *bits) {
    if (plane_open(array, plane, name, 'q', 1, mode) < 0) return -1;
    if (plane->columns != (columns + 63) / 64 ||
        (plane->rows > 1 && plane->stride != plane->columns * 8)) {
        PyErr_Format(PyExc_ValueError, "%s: rows of words for %zd columns, one after another", name,
                     columns);
        return -1;
    }
    *bits = (Bits){(uint64_t *)plane->data, plane->rows, columns, plane->columns};
    return 0;
}

static uint64_t tail_of(const Bits *bits) {
    const int used = (int)(bits->columns & 63);
    return used ? (1ULL << used) - 1 : ~0ULL;
}

void bits_pack(const Plane *mask, Bits *bits) {
    const Py_ssize_t whole = bits->columns / 8;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint8_t *row = ROW(mask, uint8_t, y);
        uint64_t *words = BITS_ROW(bits, y);
        memset(words, 0, (size_t)bits->across * sizeof *words);
        for (Py_ssize_t at = 0; at < whole / 8; at++) words[at] = bits_word(row + 64 * at);
        for (Py_ssize_t at = whole & ~7; at < whole; at++)
            words[at >> 3] |= bits_eight(row + 8 * at) << (8 * (at & 7));
        for (Py_ssize_t x = 8 * whole; x < bits->columns; x++)
            words[x >> 6] |= (uint64_t)(row[x] != 0) << (x & 63);
    }
}

INLINE void scatter(uint64_t bits, uint8_t *bytes) {
    uint64_t eight = ((bits & 0xFF) * EACH) & 0x8040201008040201ULL;
    eight = bits_little(((eight + 0x7F * EACH) >> 7) & EACH);
    memcpy(bytes, &eight, sizeof eight);
}

void bits_unpack(const Bits *bits, const Plane *mask) {
    const Py_ssize_t whole = bits->columns / 8;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        uint8_t *row = ROW(mask, uint8_t, y);
        const uint64_t *words = BITS_ROW(bits, y);
        for (Py_ssize_t at = 0; at < whole / 8; at++)
            for (int part = 0; part < 8; part++)
                scatter(words[at] >> 8 * part, row + 64 * at + 8 * part);
        for (Py_ssize_t at = whole & ~7; at < whole; at++)
            scatter(words[at >> 3] >> (8 * (at & 7)), row + 8 * at);
        for (Py_ssize_t x = 8 * whole; x < bits->columns; x++)
            row[x] = (uint8_t)(words[x >> 6] >> (x & 63) & 1);
    }
}

void bits_invert(Bits *bits) {
    const uint64_t tail = tail_of(bits);
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        uint64_t *words = BITS_ROW(bits, y);
        for (Py_ssize_t at = 0; at < bits->across; at++) words[at] = ~words[at];
        if (bits->across) words[bits->across - 1] &= tail;
    }
}

void bits_set(Bits *bits, Py_ssize_t row, Py_ssize_t start, Py_ssize_t stop) {
    uint64_t *words = BITS_ROW(bits, row);
    for (Py_ssize_t at = start / 64; start < stop; start = 64 * ++at) {
        const int first = (int)(start & 63);
        const Py_ssize_t count = stop - start < 64 - first ? stop - start : 64 - first;
        words[at] |= (~0ULL >> (64 - count)) << first;
    }
}

/* Spread a row upwards by `width`, then what came of it downwards: doubling, with carry. */
static void widen(const uint64_t *from, Py_ssize_t across, int width, uint64_t tail, uint64_t *to) {
    memcpy(to, from, (size_t)across * sizeof *to);
    for (int done = 0, step; done < width; done += step) {
        step = done + 1 < width - done ? done + 1 : width - done;
        for (Py_ssize_t at = across - 1; at > 0; at--)
            to[at] |= to[at] << step | to[at - 1] >> (64 - step);
        to[0] |= to[0] << step;
    }
    to[across - 1] &= tail;
    for (int done = 0, step; done < width; done += step) {
        step = done + 1 < width - done ? done + 1 : width - done;
        for (Py_ssize_t at = 0; at + 1 < across; at++)
            to[at] |= to[at] >> step | to[at + 1] << (64 - step);
        to[across - 1] |= to[across - 1] >> step;
    }
}

INLINE void add_row(const uint64_t *restrict from, Py_ssize_t across, uint64_t *restrict to) {
    for (Py_ssize_t at = 0; at < across; at++) to[at] |= from[at];
}

/* Add the rows of `wide` at each distance at which the window is `width` wide. */
static void add_width(const Bits *wide, const uint8_t *widths, Py_ssize_t height, int width,
                      const uint8_t *empty, Bits *grown) {
    for (Py_ssize_t y = 0; y < wide->rows; y++) {
        if (empty[y]) continue;
        for (Py_ssize_t row = 0; row < height; row++) {
            const Py_ssize_t to = y + row - height / 2;
            if (widths[row] == width && to >= 0 && to < grown->rows)
                add_row(BITS_ROW(wide, y), wide->across, BITS_ROW(grown, to));
        }
    }
}

static int is_empty(const uint64_t *words, Py_ssize_t across) {
    uint64_t any = 0;
    for (Py_ssize_t at = 0; at < across; at++) any |= words[at];
    return any == 0;
}

/* Rows that hold nothing add nothing: masks are mostly such rows, or the windows' ends are. */
int bits_grow(const Bits *bits, const uint8_t *widths, Py_ssize_t height, Bits *grown) {
    const uint64_t tail = tail_of(bits);
    uint8_t done[WIDEST + 1] = {0};
    Bits wide = {0};
    if (bits->across == 0 || bits->rows == 0) return 0;
    uint8_t *empty = malloc((size_t)bits->rows);
    if (empty == NULL || bits_new(&wide, bits->rows, bits->columns) < 0) {
        free(empty);
        return -1;
    }
    for (Py_ssize_t y = 0; y < bits->rows; y++)
        empty[y] = (uint8_t)is_empty(BITS_ROW(bits, y), bits->across);
    for (Py_ssize_t row = 0; row < height; row++) {
        if (done[widths[row]]) continue;
        done[widths[row]] = 1;
        for (Py_ssize_t y = 0; y < bits->rows; y++)
            if (!empty[y])
                widen(BITS_ROW(bits, y), bits->across, widths[row], tail, BITS_ROW(&wide, y));
        add_width(&wide, widths, height, widths[row], empty, grown);
    }
    bits_free(&wide);
    free(empty);
    return 0;
}
