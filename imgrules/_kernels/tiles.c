/* How many pixels of a mask lie in each of some tiles: rows of them, and columns, that may overlap. */

#include <stdlib.h>

#include "plane.h"

enum { TALLEST = 65535 /* rows whose sums fit 16 bits */ };

typedef struct {
    const Plane *mask, *rows, *columns, *counts; /* the first of each tile; the one after the last */
} Tiles;

INLINE void counts_any(const Tiles *t, uint16_t *restrict sums) {
    const Py_ssize_t width = t->mask->columns;
    for (Py_ssize_t down = 0; down < t->counts->rows; down++) {
        const Py_ssize_t top = ROW(t->rows, int64_t, 0)[down], end = ROW(t->rows, int64_t, 1)[down];
        memset(sums, 0, (size_t)width * sizeof *sums);
        for (Py_ssize_t y = top; y < end; y++) {
            const uint8_t *row = ROW(t->mask, uint8_t, y);
            for (Py_ssize_t x = 0; x < width; x++) sums[x] = (uint16_t)(sums[x] + row[x]);
        }
        for (Py_ssize_t across = 0; across < t->counts->columns; across++) {
            const Py_ssize_t left = ROW(t->columns, int64_t, 0)[across];
            const Py_ssize_t right = ROW(t->columns, int64_t, 1)[across];
            uint32_t count = 0;
            for (Py_ssize_t x = left; x < right; x++) count += sums[x];
            ROW(t->counts, int32_t, down)[across] = (int32_t)count;
        }
    }
}

AVX2 static void counts_avx2(const Tiles *t, uint16_t *sums) { counts_any(t, sums); }

static void counts_plain(const Tiles *t, uint16_t *sums) { counts_any(t, sums); }

/* Two rows, of numbers from 0 to `size`. */
static int ends_fit(const Plane *ends, const char *name, Py_ssize_t count, Py_ssize_t size) {
    if (plane_sized(ends, name, 2, count) < 0) return 0;
    for (Py_ssize_t at = 0; at < 2 * count; at++) {
        const int64_t end = ROW(ends, int64_t, at / count)[at % count];
        if (end < 0 || end > size) {
            PyErr_Format(PyExc_ValueError, "%s holds %lld, not 0 to %zd", name, (long long)end,
                         size);
            return 0;
        }
    }
    return 1;
}

static PyObject *tile_counts(PyObject *self, PyObject *args) {
    PyObject *from, *down, *across, *to, *answer = NULL;
    Plane mask = {0}, rows = {0}, columns = {0}, counts = {0};
    const Tiles task = {&mask, &rows, &columns, &counts};
    uint16_t *sums = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO", &from, &down, &across, &to)) return NULL;
    if (plane_open(from, &mask, "mask", 'B', 1, READ) < 0 ||
        plane_open(down, &rows, "rows", 'q', 1, READ) < 0 ||
        plane_open(across, &columns, "columns", 'q', 1, READ) < 0 ||
        plane_open(to, &counts, "counts", 'i', 1, WRITE) < 0 ||
        !ends_fit(&rows, "rows", counts.rows, mask.rows) ||
        !ends_fit(&columns, "columns", counts.columns, mask.columns))
        goto close;
    if (mask.rows > TALLEST) {
        PyErr_Format(PyExc_ValueError, "mask has %zd rows, more than %d", mask.rows, TALLEST);
        goto close;
    }
    sums = malloc((size_t)mask.columns * sizeof *sums + 1);
    if (sums == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? counts_avx2 : counts_plain)(&task, sums);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    free(sums);
    plane_close(&mask);
    plane_close(&rows);
    plane_close(&columns);
    plane_close(&counts);
    return answer;
}

PyMethodDef tiles_kernels[] = {
    {"tile_counts", tile_counts, METH_VARARGS, "Count a mask's pixels in some tiles."},
    {NULL, NULL, 0, NULL},
};
