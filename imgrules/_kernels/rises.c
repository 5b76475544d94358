/* Where a plane rises abruptly: the range of levels in a narrow window against that in a wide one.
 *
 * As OpenCV's dilate less its erode, squares of 3 and of 13 px, what lies beyond left out. */

#include <stdlib.h>

#include "plane.h"

enum { WIDE = 6 };              /* radius of the wide window */
enum { HELD = 16, STEP = 64 };  /* rows held, a power of two; pixels looked at together */
enum { BESIDE = 8, ROOM = 96 }; /* bytes to spare before a row, and on both sides of it */

/* The largest and the smallest levels within a row's part of each window, and within four rows of
 * the wide one, those of a row and of the next three; for the rows held, one after another. */
typedef struct {
    Py_ssize_t length; /* of a row, rounded up */
    uint8_t *narrow[2], *wide[2], *four[2];
    uint8_t *levels, *pairs[2]; /* a row each, with room on both sides */
} Held;

#define MORE(one, two) ((one) > (two) ? (one) : (two))
#define LESS(one, two) ((one) < (two) ? (one) : (two))

INLINE uint8_t *row_of(const Held *held, uint8_t *plane, Py_ssize_t y) {
    return plane + (y & (HELD - 1)) * held->length;
}

/* Of `a` for four pixels from each on. */
INLINE void fours(const uint8_t *restrict a, Py_ssize_t count, uint8_t *restrict high,
                  uint8_t *restrict low) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint8_t one = a[x], two = a[x + 1], three = a[x + 2], four = a[x + 3];
        const uint8_t more = MORE(one, two), most = MORE(three, four);
        const uint8_t less = LESS(one, two), least = LESS(three, four);
        high[x] = MORE(more, most);
        low[x] = LESS(less, least);
    }
}

/* The best of three fours and a last one: thirteen in all. */
INLINE void most_of(const uint8_t *restrict fours, const uint8_t *restrict last, Py_ssize_t count,
                    uint8_t *restrict out) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint8_t one = MORE(fours[x], fours[x + 4]), two = MORE(fours[x + 8], last[x]);
        out[x] = MORE(one, two);
    }
}

INLINE void least_of(const uint8_t *restrict fours, const uint8_t *restrict last, Py_ssize_t count,
                     uint8_t *restrict out) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint8_t one = LESS(fours[x], fours[x + 4]), two = LESS(fours[x + 8], last[x]);
        out[x] = LESS(one, two);
    }
}

INLINE void threes(const uint8_t *restrict a, Py_ssize_t count, uint8_t *restrict high,
                   uint8_t *restrict low) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint8_t more = MORE(a[x], a[x + 1]), less = LESS(a[x], a[x + 1]);
        high[x] = MORE(more, a[x + 2]);
        low[x] = LESS(less, a[x + 2]);
    }
}

/* Across one row; pixels beyond its ends are as those at its ends, which every window that
 * reaches beyond has as well. */
INLINE void across(const Held *held, const uint8_t *from, Py_ssize_t columns, Py_ssize_t y) {
    const Py_ssize_t n = held->length;
    uint8_t *a = held->levels, *high = held->pairs[0], *low = held->pairs[1];
    memset(a, from[0], BESIDE);
    memcpy(a + BESIDE, from, (size_t)columns);
    memset(a + BESIDE + columns, from[columns - 1], (size_t)(n + ROOM - BESIDE - columns));
    threes(a + BESIDE - 1, n, row_of(held, held->narrow[0], y), row_of(held, held->narrow[1], y));
    fours(a + BESIDE - WIDE, n + WIDE + 2, high, low);
    most_of(high, a + BESIDE + WIDE, n, row_of(held, held->wide[0], y));
    least_of(low, a + BESIDE + WIDE, n, row_of(held, held->wide[1], y));
}

/* Among four rows. */
INLINE void extremes_of(const uint8_t *const high[4], const uint8_t *const low[4],
                        Py_ssize_t count, uint8_t *restrict most, uint8_t *restrict least) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const uint8_t more = MORE(high[0][x], high[1][x]), other = MORE(high[2][x], high[3][x]);
        const uint8_t less = LESS(low[0][x], low[1][x]), rest = LESS(low[2][x], low[3][x]);
        most[x] = MORE(more, other);
        least[x] = LESS(less, rest);
    }
}

/* Down four rows that begin with `y`; those beyond the plane are as its last one, and those before
 * it as its first. */
INLINE void down_four(const Held *held, Py_ssize_t y, Py_ssize_t rows) {
    const uint8_t *high[4], *low[4];
    for (int at = 0; at < 4; at++) {
        const Py_ssize_t row = y + at < 0 ? 0 : y + at >= rows ? rows - 1 : y + at;
        high[at] = row_of(held, held->wide[0], row);
        low[at] = row_of(held, held->wide[1], row);
    }
    extremes_of(high, low, held->length, row_of(held, held->four[0], y),
                row_of(held, held->four[1], y));
}

/* The range over the row and those above and below it. */
INLINE void down_narrow(const Held *held, Py_ssize_t y, Py_ssize_t rows, uint8_t *restrict range) {
    const uint8_t *high[3], *low[3];
    for (int at = 0; at < 3; at++) {
        const Py_ssize_t row = y + at < 1 ? 0 : y + at > rows ? rows - 1 : y + at - 1;
        high[at] = row_of(held, held->narrow[0], row);
        low[at] = row_of(held, held->narrow[1], row);
    }
    for (Py_ssize_t x = 0; x < held->length; x++) {
        const uint8_t more = MORE(high[0][x], high[1][x]), less = LESS(low[0][x], low[1][x]);
        const uint8_t most = MORE(more, high[2][x]), least = LESS(less, low[2][x]);
        range[x] = (uint8_t)(most - least);
    }
}

/* The narrow rise of STEP pixels where it is at least 9/20 of the wide one, else 0. */
INLINE void keep_steep(const uint8_t *restrict most, const uint8_t *restrict least,
                       uint8_t *restrict narrow) {
    for (int x = 0; x < STEP; x++) {
        const uint8_t wide = (uint8_t)(most[x] - least[x]);
        const uint16_t least_rise = (uint16_t)(9 * wide), rise = (uint16_t)(20 * narrow[x]);
        narrow[x] = rise >= least_rise ? narrow[x] : 0;
    }
}

/* Three times four rows and a last one: thirteen in all. */
INLINE void compare(const Held *held, Py_ssize_t y, Py_ssize_t rows, Py_ssize_t start,
                    uint8_t *narrow) {
    const Py_ssize_t last = y + WIDE < rows ? y + WIDE : rows - 1;
    const uint8_t *high[4], *low[4];
    uint8_t most[STEP], least[STEP];
    for (int at = 0; at < 3; at++) {
        high[at] = row_of(held, held->four[0], y - WIDE + 4 * at) + start;
        low[at] = row_of(held, held->four[1], y - WIDE + 4 * at) + start;
    }
    high[3] = row_of(held, held->wide[0], last) + start;
    low[3] = row_of(held, held->wide[1], last) + start;
    extremes_of(high, low, STEP, most, least);
    keep_steep(most, least, narrow);
}

/* Where nothing rises within the narrow window, the wide one need not be asked. */
INLINE int is_any(const uint8_t *levels) {
    uint8_t any = 0;
    for (int x = 0; x < STEP; x++) any |= levels[x];
    return any != 0;
}

INLINE void rises_any(const Plane *levels, const Plane *out, const Held *held, uint8_t *narrow) {
    const Py_ssize_t rows = levels->rows;
    Py_ssize_t next = 0, four = -WIDE;
    for (Py_ssize_t y = 0; y < rows; y++) {
        for (; next < rows && next <= y + WIDE; next++)
            across(held, ROW(levels, uint8_t, next), levels->columns, next);
        for (; four <= y + 2; four++) down_four(held, four, rows);
        down_narrow(held, y, rows, narrow);
        for (Py_ssize_t x = 0; x < held->length; x += STEP)
            if (is_any(narrow + x)) compare(held, y, rows, x, narrow + x);
        memcpy(ROW(out, uint8_t, y), narrow, (size_t)levels->columns);
    }
}

AVX2 static void rises_avx2(const Plane *levels, const Plane *out, const Held *held,
                            uint8_t *narrow) {
    rises_any(levels, out, held, narrow);
}

static void rises_plain(const Plane *levels, const Plane *out, const Held *held, uint8_t *narrow) {
    rises_any(levels, out, held, narrow);
}

static int rises_over(const Plane *levels, const Plane *out) {
    const size_t length = ((size_t)levels->columns + STEP - 1) / STEP * STEP, ring = HELD * length;
    if (levels->columns == 0) return 0;
    uint8_t *room = malloc(6 * ring + 3 * (length + ROOM) + length);
    if (room == NULL) return -1;
    uint8_t *rows = room + 6 * ring;
    const Held held = {(Py_ssize_t)length, {room, room + ring}, {room + 2 * ring, room + 3 * ring},
                       {room + 4 * ring, room + 5 * ring}, rows,
                       {rows + length + ROOM, rows + 2 * (length + ROOM)}};
    (HAS_AVX2() ? rises_avx2 : rises_plain)(levels, out, &held, rows + 3 * (length + ROOM));
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
