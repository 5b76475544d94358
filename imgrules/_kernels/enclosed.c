/* Which pixels see a mask on at least three of four sides: left, right, above and below. */

#include <stdlib.h>

#include "plane.h"

/* The first and last row of each column that is set; 65535 and 0 where none is. */
INLINE void reach_down(const Plane *mask, uint16_t *restrict first, uint16_t *restrict last) {
    const Py_ssize_t columns = mask->columns;
    memset(first, 0xFF, (size_t)columns * sizeof *first);
    memset(last, 0, (size_t)columns * sizeof *last);
    for (Py_ssize_t y = 0; y < mask->rows; y++) {
        const uint8_t *restrict row = ROW(mask, uint8_t, y);
        const uint16_t here = (uint16_t)(y + 1); /* counted from 1: none is 0 */
        for (Py_ssize_t x = 0; x < columns; x++) {
            const uint16_t at = row[x] ? here : 0, from = (uint16_t)(at - 1);
            first[x] = first[x] < from ? first[x] : from;
            last[x] = last[x] > at ? last[x] : at;
        }
    }
}

/* `sides`: on how many of left and right each pixel of the span has the mask. */
INLINE void fill_span(uint8_t *restrict out, const uint16_t *restrict first,
                      const uint16_t *restrict last, Py_ssize_t from, Py_ssize_t to, uint16_t row,
                      uint8_t sides) {
    for (Py_ssize_t x = from; x < to; x++)
        out[x] = (uint8_t)(sides + (first[x] <= row) + (last[x] > row)) >= 3;
}

INLINE void fill_rows(const Plane *mask, const uint16_t *restrict first,
                      const uint16_t *restrict last, const Plane *enclosed) {
    const Py_ssize_t columns = mask->columns;
    for (Py_ssize_t y = 0; y < mask->rows; y++) {
        const uint8_t *row = ROW(mask, uint8_t, y);
        uint8_t *out = ROW(enclosed, uint8_t, y);
        Py_ssize_t left = 0, right = columns;
        while (left < columns && !row[left]) left++;
        while (right > left && !row[right - 1]) right--;
        if (left == columns) { /* nothing in this row: two sides at most */
            memset(out, 0, (size_t)columns);
            continue;
        }
        fill_span(out, first, last, 0, left, (uint16_t)y, 1);
        fill_span(out, first, last, left, right, (uint16_t)y, 2);
        fill_span(out, first, last, right, columns, (uint16_t)y, 1);
    }
}

INLINE void enclosed_any(const Plane *mask, uint16_t *reach, const Plane *out) {
    reach_down(mask, reach, reach + mask->columns);
    fill_rows(mask, reach, reach + mask->columns, out);
}

AVX2 static void enclosed_avx2(const Plane *mask, uint16_t *reach, const Plane *out) {
    enclosed_any(mask, reach, out);
}

static void enclosed_plain(const Plane *mask, uint16_t *reach, const Plane *out) {
    enclosed_any(mask, reach, out);
}

static PyObject *enclosed(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane mask = {0}, out = {0};
    uint16_t *reach = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "OO", &from, &to)) return NULL;
    if (plane_open(from, &mask, "mask", 'B', 1, READ) < 0 ||
        plane_open(to, &out, "enclosed", 'B', 1, WRITE) < 0 ||
        plane_sized(&out, "enclosed", mask.rows, mask.columns) < 0)
        goto close;
    if (mask.rows >= UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "mask has too many rows");
        goto close;
    }
    reach = malloc((2 * (size_t)mask.columns + 1) * sizeof *reach);
    if (reach == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? enclosed_avx2 : enclosed_plain)(&mask, reach, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    free(reach);
    plane_close(&mask);
    plane_close(&out);
    return answer;
}

PyMethodDef enclosed_kernels[] = {
    {"enclosed", enclosed, METH_VARARGS, "Find what sees a mask on three sides of four."},
    {NULL, NULL, 0, NULL},
};
