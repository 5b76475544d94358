/* Where a plane rises abruptly: the range of levels in a narrow window against that in a wide one.
 *
 * As OpenCV's dilate less its erode, squares of 3 and of 13 px, what lies beyond left out. */

#include <stdlib.h>

#include "plane.h"

enum { NARROW = 1, WIDE = 6 }; /* radii of the windows */
enum { HELD = 16, ROOM = 96 }; /* rows held, a power of two; bytes to spare beside a row */
enum { STEP = 64 };            /* bytes looked at together */

/* For the rows held: largest and smallest within each window's columns; rows are rounded up. */
typedef struct {
    Py_ssize_t length;
    uint8_t *high[2], *low[2];
    uint8_t *one, *two; /* a row each, with room on both sides */
} Held;

#define MORE(one, two) ((one) > (two) ? (one) : (two))
#define LESS(one, two) ((one) < (two) ? (one) : (two))

/* The best of 3 and of 13 px side by side; of 13 by doubling to 8, and 8 with 5 further on. */
#define ACROSS(name, BEST, WORST)                                                              \
    INLINE void name(const uint8_t *restrict from, Py_ssize_t count, Py_ssize_t length,        \
                     uint8_t *restrict a, uint8_t *restrict b, uint8_t *restrict narrow,       \
                     uint8_t *restrict wide) {                                                 \
        memset(a, WORST, 8);                                                                   \
        memcpy(a + 8, from, (size_t)count);                                                    \
        memset(a + 8 + count, WORST, (size_t)(length - count) + ROOM / 2);                     \
        for (Py_ssize_t x = 0; x < length; x++) {                                              \
            const uint8_t sides = BEST(a[x + 7], a[x + 9]);                                    \
            narrow[x] = BEST(sides, a[x + 8]);                                                 \
        }                                                                                      \
        for (Py_ssize_t x = 0; x < length + 12; x++) b[x] = BEST(a[x + 2], a[x + 3]);          \
        for (Py_ssize_t x = 0; x < length + 10; x++) a[x] = BEST(b[x], b[x + 2]);              \
        for (Py_ssize_t x = 0; x < length + 6; x++) b[x] = BEST(a[x], a[x + 4]);               \
        for (Py_ssize_t x = 0; x < length; x++) wide[x] = BEST(b[x], b[x + 5]);                \
    }

ACROSS(across_high, MORE, 0)
ACROSS(across_low, LESS, 255)

/* The range over the rows up to `radius` away; those beyond the plane stand for its last one. */
INLINE void down(const Held *held, int window, Py_ssize_t y, Py_ssize_t rows, const int radius,
                 Py_ssize_t start, Py_ssize_t count, uint8_t *restrict range) {
    const uint8_t *high[2 * WIDE + 1], *low[2 * WIDE + 1];
    for (int at = 0; at <= 2 * radius; at++) {
        Py_ssize_t row = y + at - radius;
        row = row < 0 ? 0 : row >= rows ? rows - 1 : row;
        high[at] = held->high[window] + (row % HELD) * held->length + start;
        low[at] = held->low[window] + (row % HELD) * held->length + start;
    }
    for (Py_ssize_t x = 0; x < count; x++) {
        uint8_t most = high[0][x], least = low[0][x];
        for (int at = 1; at <= 2 * radius; at++) {
            most = MORE(most, high[at][x]);
            least = LESS(least, low[at][x]);
        }
        range[x] = (uint8_t)(most - least);
    }
}

/* The narrow rise where it is at least 9/20 of the wide one, else 0. */
INLINE void keep_steep(const uint8_t *restrict narrow, const uint8_t *restrict wide,
                       Py_ssize_t count, uint8_t *restrict out) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint16_t least = (uint16_t)(9 * wide[x]), rise = (uint16_t)(20 * narrow[x]);
        out[x] = rise >= least ? narrow[x] : 0;
    }
}

/* Where nothing rises within the narrow window, the wide one need not be asked. */
INLINE int is_any(const uint8_t *levels) {
    uint8_t any = 0;
    for (int x = 0; x < STEP; x++) any |= levels[x];
    return any != 0;
}

INLINE void rises_any(const Plane *levels, const Plane *out, const Held *held, uint8_t *spare) {
    uint8_t *narrow = spare, *wide = spare + held->length;
    Py_ssize_t next = 0;
    for (Py_ssize_t y = 0; y < levels->rows; y++) {
        for (; next < levels->rows && next <= y + WIDE; next++) {
            const uint8_t *row = ROW(levels, uint8_t, next);
            const Py_ssize_t at = (next % HELD) * held->length;
            across_high(row, levels->columns, held->length, held->one, held->two,
                        held->high[0] + at, held->high[1] + at);
            across_low(row, levels->columns, held->length, held->one, held->two,
                       held->low[0] + at, held->low[1] + at);
        }
        down(held, 0, y, levels->rows, NARROW, 0, held->length, narrow);
        for (Py_ssize_t x = 0; x < held->length; x += STEP)
            if (is_any(narrow + x))
                down(held, 1, y, levels->rows, WIDE, x, STEP, wide + x);
        keep_steep(narrow, wide, levels->columns, ROW(out, uint8_t, y));
    }
}

AVX2 static void rises_avx2(const Plane *levels, const Plane *out, const Held *held,
                            uint8_t *spare) {
    rises_any(levels, out, held, spare);
}

static void rises_plain(const Plane *levels, const Plane *out, const Held *held, uint8_t *spare) {
    rises_any(levels, out, held, spare);
}

static int rises_over(const Plane *levels, const Plane *out) {
    const size_t length = ((size_t)levels->columns + STEP - 1) / STEP * STEP, ring = HELD * length;
    uint8_t *room = calloc(4 * ring + 2 * (length + ROOM) + 2 * length, 1);
    if (room == NULL) return -1;
    uint8_t *rows = room + 4 * ring;
    const Held held = {(Py_ssize_t)length, {room, room + ring}, {room + 2 * ring, room + 3 * ring},
                       rows, rows + length + ROOM};
    (HAS_AVX2() ? rises_avx2 : rises_plain)(levels, out, &held, rows + 2 * (length + ROOM));
    free(room);
    return 0;
}

static PyObject *rises(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane levels = {0}, out = {0};
    int failed;
    (void)self;
    if (!PyArg_ParseTuple(args, "OO", &from, &to)) return NULL;
    if (plane_open(from, &levels, "levels", 'B', 1, READ) < 0 ||
        plane_open(to, &out, "out", 'B', 1, WRITE) < 0 ||
        plane_sized(&out, "out", levels.rows, levels.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = rises_over(&levels, &out);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&levels);
    plane_close(&out);
    return answer;
}

PyMethodDef rises_kernels[] = {
    {"rises", rises, METH_VARARGS, "Find how far a plane rises abruptly."},
    {NULL, NULL, 0, NULL},
};
