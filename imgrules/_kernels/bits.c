/* Packing masks and what little is done bit by bit. */

#include <stdlib.h>

#include "bits.h"

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
    for (Py_ssize_t row = 0; fits && row < height; row++) {
        const uint8_t own = (uint8_t)widths[row], nearer = (uint8_t)widths[row + (row < height / 2)];
        fits = own <= WIDEST && own == (uint8_t)widths[height - 1 - row] && own <= nearer;
    }
    if (!fits)
        PyErr_SetString(PyExc_ValueError, "widths: an odd number of them, each at most 63, the "
                                          "same from both ends and none smaller further inside");
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

uint64_t bits_tail(const Bits *bits) {
    const int used = (int)(bits->columns & 63);
    return used ? (1ULL << used) - 1 : ~0ULL;
}

void bits_pack(const Plane *mask, Bits *bits) {
    const Py_ssize_t whole = bits->columns / 64, left = bits->columns % 64;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint8_t *row = ROW(mask, uint8_t, y);
        uint64_t *words = BITS_ROW(bits, y);
        for (Py_ssize_t at = 0; at < whole; at++) words[at] = bits_word(row + 64 * at);
        if (left) {
            uint8_t last[64] = {0};
            memcpy(last, row + 64 * whole, (size_t)left);
            words[whole] = bits_word(last);
        }
    }
}

void bits_unpack(const Bits *bits, const Plane *mask) {
    const Py_ssize_t whole = bits->columns / 64, left = bits->columns % 64;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        uint8_t *row = ROW(mask, uint8_t, y);
        const uint64_t *words = BITS_ROW(bits, y);
        for (Py_ssize_t at = 0; at < whole; at++) bits_bytes(words[at], row + 64 * at);
        if (left) {
            uint8_t last[64];
            bits_bytes(words[whole], last);
            memcpy(row + 64 * whole, last, (size_t)left);
        }
    }
}

void bits_invert(Bits *bits) {
    const uint64_t tail = bits_tail(bits);
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
