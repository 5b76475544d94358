/* Counting, row by row or column by column, the pixels of one colour. */

#include <stdlib.h>

#include "plane.h"

enum { CHANNELS = 3, CHUNK = 128 /* pixels looked at together */ };

typedef struct {
    uint8_t low[CHANNELS * CHUNK], span[CHANNELS * CHUNK]; /* for each byte of a chunk */
} Range;

static void fill_range(Range *range, const char *low, const char *high) {
    for (int at = 0; at < CHANNELS * CHUNK; at++) {
        range->low[at] = (uint8_t)low[at % CHANNELS];
        range->span[at] = (uint8_t)((uint8_t)high[at % CHANNELS] - (uint8_t)low[at % CHANNELS]);
    }
}

/* Set for each pixel of a chunk whether all of its channels are in the range. */
INLINE void compare(const uint8_t *restrict row, const Range *range, Py_ssize_t many,
                    uint8_t *restrict within) {
    uint8_t apart[CHANNELS * CHUNK];
    for (Py_ssize_t x = 0; x < CHANNELS * many; x++)
        apart[x] = (uint8_t)(row[x] - range->low[x]) <= range->span[x];
    for (Py_ssize_t x = 0; x < many; x++)
        within[x] = apart[CHANNELS * x] & apart[CHANNELS * x + 1] & apart[CHANNELS * x + 2];
}

INLINE void count_any(const Plane *rgb, const Range *range, int down, int32_t *restrict counts) {
    uint8_t within[CHUNK];
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        if (y + FETCHED < rgb->rows) FETCH(ROW(rgb, uint8_t, y + FETCHED));
        for (Py_ssize_t start = 0; start < rgb->columns; start += CHUNK) {
            const Py_ssize_t left = rgb->columns - start, many = left < CHUNK ? left : CHUNK;
            compare(ROW(rgb, uint8_t, y) + CHANNELS * start, range, many, within);
            if (down) {
                for (Py_ssize_t x = 0; x < many; x++) counts[start + x] += within[x];
            } else {
                int32_t sum = 0;
                for (Py_ssize_t x = 0; x < many; x++) sum += within[x];
                counts[y] += sum;
            }
        }
    }
}

AVX2 static void count_avx2(const Plane *rgb, const Range *range, int down, int32_t *counts) {
    count_any(rgb, range, down, counts);
}

static void count_plain(const Plane *rgb, const Range *range, int down, int32_t *counts) {
    count_any(rgb, range, down, counts);
}

static PyObject *count_within(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane rgb = {0}, counts = {0};
    const char *low, *high;
    Py_ssize_t lows, highs;
    int down;
    Range range;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oy#y#pO", &from, &low, &lows, &high, &highs, &down, &to))
        return NULL;
    if (lows != CHANNELS || highs != CHANNELS)
        return PyErr_Format(PyExc_ValueError, "low and high: a level for each of %d channels",
                            CHANNELS);
    if (plane_open(from, &rgb, "rgb", 'B', CHANNELS, READ) < 0 ||
        plane_open(to, &counts, "counts", 'i', 1, WRITE) < 0 ||
        plane_sized(&counts, "counts", 1, down ? rgb.columns : rgb.rows) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    memset(ROW(&counts, int32_t, 0), 0, (size_t)counts.columns * sizeof(int32_t));
    fill_range(&range, low, high);
    (HAS_AVX2() ? count_avx2 : count_plain)(&rgb, &range, down, ROW(&counts, int32_t, 0));
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&counts);
    return answer;
}

PyMethodDef border_kernels[] = {
    {"count_within", count_within, METH_VARARGS, "Count the pixels of one colour by rows."},
    {NULL, NULL, 0, NULL},
};
