/* Areas: masks that stay bits from one question to the next, rows of int64 words. */

#include <stdlib.h>

#include "bits.h"

INLINE uint64_t compare_64(const uint8_t *row, uint8_t least, BitsSigns signs) {
    uint8_t found[64];
    for (int x = 0; x < 64; x++) found[x] = row[x] >= least ? 255 : 0;
    return signs(found);
}

INLINE void compare_row(const uint8_t *row, Py_ssize_t columns, uint8_t least, BitsSigns signs,
                        uint64_t *words) {
    const Py_ssize_t whole = columns / 64, left = columns % 64;
    for (Py_ssize_t at = 0; at < whole; at++) words[at] = compare_64(row + 64 * at, least, signs);
    if (left) {
        uint8_t last[64] = {0};
        memcpy(last, row + 64 * whole, (size_t)left);
        words[whole] = compare_64(last, least, signs) & ((1ULL << left) - 1);
    }
}

/* Areas lie one below the other. */
INLINE void compare_any(const Plane *levels, const uint8_t *leasts, Py_ssize_t count,
                        BitsSigns signs, const Bits *out) {
    for (Py_ssize_t y = 0; y < levels->rows; y++)
        for (Py_ssize_t at = 0; at < count; at++)
            compare_row(ROW(levels, uint8_t, y), levels->columns, leasts[at], signs,
                        BITS_ROW(out, at * levels->rows + y));
}

AVX2 static void compare_avx2(const Plane *levels, const uint8_t *leasts, Py_ssize_t count,
                              const Bits *out) {
    compare_any(levels, leasts, count, bits_signs_avx2, out);
}
static void compare_plain(const Plane *levels, const uint8_t *leasts, Py_ssize_t count,
                          const Bits *out) {
    compare_any(levels, leasts, count, bits_signs, out);
}

static PyObject *area_at_least(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane levels = {0}, words = {0};
    Bits out;
    const char *leasts;
    Py_ssize_t count;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oy#O", &from, &leasts, &count, &to)) return NULL;
    if (plane_open(from, &levels, "levels", 'B', 1, READ) < 0 ||
        bits_open(to, levels.columns, "areas", WRITE, &words, &out) < 0 ||
        plane_sized(&words, "areas", count * levels.rows, words.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? compare_avx2 : compare_plain)(&levels, (const uint8_t *)leasts, count, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&levels);
    plane_close(&words);
    return answer;
}

static PyObject *area_plane(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane words = {0}, mask = {0};
    Bits bits;
    (void)self;
    if (!PyArg_ParseTuple(args, "OO", &from, &to)) return NULL;
    if (plane_open(to, &mask, "mask", 'B', 1, WRITE) < 0 ||
        bits_open(from, mask.columns, "area", READ, &words, &bits) < 0 ||
        plane_sized(&words, "area", mask.rows, words.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    bits_unpack(&bits, &mask);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&words);
    plane_close(&mask);
    return answer;
}

/* What takes an area and a window and gives an area. */
typedef int (*Pass)(const Bits *, const uint8_t *, Py_ssize_t, Bits *);

static PyObject *pass_over(PyObject *args, Pass pass) {
    PyObject *from, *to, *answer = NULL;
    Plane one = {0}, two = {0};
    Bits bits, out;
    const char *widths;
    Py_ssize_t height, columns;
    int failed;
    if (!PyArg_ParseTuple(args, "Ony#O", &from, &columns, &widths, &height, &to)) return NULL;
    if (widths_check(widths, height) < 0 || bits_open(from, columns, "area", READ, &one, &bits) < 0 ||
        bits_open(to, columns, "out", WRITE, &two, &out) < 0 ||
        plane_sized(&two, "out", one.rows, one.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    memset(out.words, 0, (size_t)(out.rows * out.across) * sizeof *out.words);
    failed = pass(&bits, (const uint8_t *)widths, height, &out);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&one);
    plane_close(&two);
    return answer;
}

/* Set what lies between the first and the last set bit of each row. */
static void between_rows(const Bits *bits, Bits *out) {
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint64_t *from = BITS_ROW(bits, y);
        uint64_t *to = BITS_ROW(out, y), before = 0, behind = 0;
        for (Py_ssize_t at = 0; at < bits->across; at++) {
            uint64_t spread = from[at];
            for (int step = 1; step < 64; step *= 2) spread |= spread << step;
            to[at] = before ? ~0ULL : spread;
            before |= from[at];
        }
        for (Py_ssize_t at = bits->across - 1; at >= 0; at--) {
            uint64_t spread = from[at];
            for (int step = 1; step < 64; step *= 2) spread |= spread >> step;
            to[at] &= behind ? ~0ULL : spread;
            behind |= from[at];
        }
    }
}

/* Keep of `out` what lies between the first and the last set bit of each column. */
static int between_columns(const Bits *bits, Bits *out) {
    uint64_t *seen = calloc((size_t)bits->across + 1, sizeof *seen);
    if (seen == NULL) return -1;
    for (Py_ssize_t y = 0; y < bits->rows; y++)
        for (Py_ssize_t at = 0; at < bits->across; at++)
            BITS_ROW(out, y)[at] &= seen[at] |= BITS_ROW(bits, y)[at];
    memset(seen, 0, (size_t)bits->across * sizeof *seen);
    for (Py_ssize_t y = bits->rows - 1; y >= 0; y--)
        for (Py_ssize_t at = 0; at < bits->across; at++)
            BITS_ROW(out, y)[at] &= seen[at] |= BITS_ROW(bits, y)[at];
    free(seen);
    return 0;
}

static int surround(const Bits *bits, const uint8_t *widths, Py_ssize_t height, Bits *out) {
    (void)widths;
    (void)height;
    between_rows(bits, out);
    return between_columns(bits, out);
}

static PyObject *area_grow(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, bits_grow);
}

static PyObject *area_reach(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, bits_reach);
}

static PyObject *area_between(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, surround);
}

/* From the middle row of the window outwards: what is near is mostly very near. */
static int is_near(const Bits *bits, Py_ssize_t y, Py_ssize_t x, const uint8_t *widths,
                   Py_ssize_t height) {
    for (Py_ssize_t step = 0; step <= height / 2; step++) {
        const Py_ssize_t width = widths[height / 2 + step];
        const Py_ssize_t left = x > width ? x - width : 0;
        const Py_ssize_t right = x + width < bits->columns ? x + width : bits->columns - 1;
        if (y >= step && bits_any(BITS_ROW(bits, y - step), left, right)) return 1;
        if (y + step < bits->rows && bits_any(BITS_ROW(bits, y + step), left, right)) return 1;
    }
    return 0;
}

/* Drop from `out`, which holds an area, the pixels whose window has none of `bits`. */
static void keep_near(const Bits *bits, const uint8_t *widths, Py_ssize_t height, Bits *out) {
    for (Py_ssize_t y = 0; y < out->rows; y++)
        for (Py_ssize_t at = 0; at < out->across; at++) {
            uint64_t *word = BITS_ROW(out, y) + at;
            for (uint64_t left = *word; left; left &= left - 1) {
                const int x = bits_lowest(left);
                if (!is_near(bits, y, 64 * at + x, widths, height)) *word &= ~(1ULL << x);
            }
        }
}

static PyObject *area_near(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane one = {0}, two = {0};
    Bits bits, out;
    const char *widths;
    Py_ssize_t height, columns;
    (void)self;
    if (!PyArg_ParseTuple(args, "Ony#O", &from, &columns, &widths, &height, &to)) return NULL;
    if (height % 2 != 1) return PyErr_Format(PyExc_ValueError, "widths: an odd number of them");
    if (bits_open(from, columns, "area", READ, &one, &bits) < 0 ||
        bits_open(to, columns, "out", WRITE, &two, &out) < 0 ||
        plane_sized(&two, "out", one.rows, one.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    keep_near(&bits, (const uint8_t *)widths, height, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&one);
    plane_close(&two);
    return answer;
}

INLINE void histogram_word(uint64_t word, const uint8_t *levels, int64_t *counts) {
    for (; word; word &= word - 1) counts[levels[bits_lowest(word)]]++;
}

/* Words that are all ones are counted in eight tables in turn: one number would wait for itself. */
static void histogram(const Plane *levels, const Bits *bits, int64_t *counts) {
    int32_t parts[8][256] = {{0}};
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint64_t *words = BITS_ROW(bits, y);
        const uint8_t *row = ROW(levels, uint8_t, y);
        for (Py_ssize_t at = 0; at < bits->across; at++) {
            if (words[at] == ~0ULL)
                for (int x = 0; x < 64; x++) parts[x & 7][row[64 * at + x]]++;
            else
                histogram_word(words[at], row + 64 * at, counts);
        }
    }
    for (int level = 0; level < 256; level++)
        for (int part = 0; part < 8; part++) counts[level] += parts[part][level];
}

static PyObject *area_histogram(PyObject *self, PyObject *args) {
    PyObject *from, *area, *to, *answer = NULL;
    Plane levels = {0}, words = {0}, counts = {0};
    Bits bits;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", &from, &area, &to)) return NULL;
    if (plane_open(from, &levels, "levels", 'B', 1, READ) < 0 ||
        bits_open(area, levels.columns, "area", READ, &words, &bits) < 0 ||
        plane_sized(&words, "area", levels.rows, words.columns) < 0 ||
        plane_open(to, &counts, "counts", 'q', 1, WRITE) < 0 ||
        plane_sized(&counts, "counts", 1, 256) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    histogram(&levels, &bits, (int64_t *)counts.data);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&levels);
    plane_close(&words);
    plane_close(&counts);
    return answer;
}

PyMethodDef areas_kernels[] = {
    {"area_at_least", area_at_least, METH_VARARGS, "Find where a plane has at least a level."},
    {"area_plane", area_plane, METH_VARARGS, "Write an area out as a mask."},
    {"area_grow", area_grow, METH_VARARGS, "Find what a window over an area reaches."},
    {"area_reach", area_reach, METH_VARARGS, "Find what the frame reaches round an area."},
    {"area_between", area_between, METH_VARARGS, "Find what has the area on all four sides."},
    {"area_near", area_near, METH_VARARGS, "Keep what has an area within a window."},
    {"area_histogram", area_histogram, METH_VARARGS, "Count a plane's levels within an area."},
    {NULL, NULL, 0, NULL},
};
