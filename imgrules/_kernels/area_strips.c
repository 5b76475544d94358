/* Splitting areas into pieces: strips that are joined, and runs where single rows matter. */

#include <stdlib.h>

#include "runs.h"

static int find_strips(const Bits *bits, Runs *strips, Extent **extents) {
    if (strips_of(bits, strips) < 0) return -1;
    *extents = malloc((size_t)strips->labels * sizeof **extents);
    if (*extents == NULL) return -1;
    strips_measure(bits, strips, *extents);
    return 0;
}

static PyObject *area_strips(PyObject *self, PyObject *args) {
    PyObject *from, *answer = NULL;
    Plane words = {0};
    Bits bits;
    Runs found = {0};
    Extent *extents = NULL;
    Py_ssize_t columns;
    int failed;
    (void)self;
    if (!PyArg_ParseTuple(args, "On", &from, &columns)) return NULL;
    if (bits_open(from, columns, "area", READ, &words, &bits) == 0) {
        Py_BEGIN_ALLOW_THREADS;
        failed = find_strips(&bits, &found, &extents);
        Py_END_ALLOW_THREADS;
        answer = failed ? PyErr_NoMemory()
                        : Py_BuildValue("y#y#", found.count ? (const char *)found.runs : "",
                                        found.count * (Py_ssize_t)sizeof(Run), (char *)extents,
                                        found.labels * (Py_ssize_t)sizeof(Extent));
    }
    free(extents);
    runs_free(&found);
    plane_close(&words);
    return answer;
}

/* Strips as they came from `area_strips`; those of other areas are refused or give labels of 0. */
static int check_strips(const Plane *given, const Plane *words, Runs *strips) {
    int32_t row = 0;
    int fits = given->columns == 4 && (given->rows < 2 || given->stride == (Py_ssize_t)sizeof(Run));
    for (Py_ssize_t at = 0; fits && at < given->rows; at++) {
        const Run *strip = (const Run *)given->data + at;
        fits = strip->row >= row && strip->row < words->rows;
        row = strip->row;
    }
    strips->runs = (Run *)given->data;
    strips->count = given->rows;
    if (!fits) PyErr_SetString(PyExc_ValueError, "strips and area do not fit one another");
    return fits ? 0 : -1;
}

static PyObject *area_runs(PyObject *self, PyObject *args) {
    PyObject *from, *given, *answer = NULL;
    Plane words = {0}, plane = {0};
    Bits bits;
    Runs strips = {0}, found = {0};
    Py_ssize_t columns;
    int failed;
    (void)self;
    if (!PyArg_ParseTuple(args, "OnO", &from, &columns, &given)) return NULL;
    if (bits_open(from, columns, "area", READ, &words, &bits) < 0 ||
        plane_open(given, &plane, "strips", 'i', 1, READ) < 0 ||
        check_strips(&plane, &words, &strips) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = strips_index(&strips, (bits.rows + 1) / 2) < 0 || runs_of(&bits, &strips, &found) < 0;
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory()
                    : Py_BuildValue("y#", found.count ? (const char *)found.runs : "",
                                    found.count * (Py_ssize_t)sizeof(Run));
close:
    free(strips.first);
    runs_free(&found);
    plane_close(&words);
    plane_close(&plane);
    return answer;
}

PyMethodDef area_strips_kernels[] = {
    {"area_strips", area_strips, METH_VARARGS, "Split an area into strips and number its pieces."},
    {"area_runs", area_runs, METH_VARARGS, "Split an area whose strips are known into runs."},
    {NULL, NULL, 0, NULL},
};
