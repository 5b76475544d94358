/* What is asked of a mask's pieces, read along their runs. */

#include <stdlib.h>

#include "runs.h"

/* Runs as an array of rows (row, start, stop, label), checked against a plane they lie on. */
typedef struct {
    const Run *runs;
    Py_ssize_t count;
    uint8_t most; /* what counts of a level when they are added up */
} Given;

static int check_runs(const Plane *runs, Given *given, const Plane *plane, Py_ssize_t labels) {
    if (runs->columns != 4 || (runs->rows > 1 && runs->stride != (Py_ssize_t)sizeof(Run))) {
        PyErr_SetString(PyExc_ValueError, "runs: rows of four, one after another");
        return -1;
    }
    given->runs = (const Run *)runs->data;
    given->count = runs->rows;
    int fits = 1;
    for (Py_ssize_t at = 0; at < given->count; at++) {
        const Run *run = given->runs + at;
        fits &= run->row >= 0 && run->row < plane->rows && run->start >= 0 &&
            run->start <= run->stop && run->stop <= plane->columns && run->label >= 0 &&
            run->label < labels;
    }
    if (!fits) PyErr_SetString(PyExc_ValueError, "runs: some lie beyond the plane or the labels");
    return fits ? 0 : -1;
}

INLINE int64_t total(const uint8_t *bytes, Py_ssize_t count, uint8_t most) {
    int64_t sum = 0;
    for (Py_ssize_t at = 0; at < count;) {
        const Py_ssize_t end = at + 256 < count ? at + 256 : count;
        uint16_t part = 0; /* 256 * 255 fits */
        for (; at < end; at++) part = (uint16_t)(part + (bytes[at] < most ? bytes[at] : most));
        sum += part;
    }
    return sum;
}

INLINE uint8_t largest(const uint8_t *bytes, Py_ssize_t count) {
    uint8_t most = 0;
    for (Py_ssize_t at = 0; at < count; at++) most = bytes[at] > most ? bytes[at] : most;
    return most;
}

INLINE void sum_any(const Given *given, const Plane *plane, int64_t *sums) {
    for (Py_ssize_t at = 0; at < given->count; at++) {
        const Run *run = given->runs + at;
        sums[run->label] += total(ROW(plane, uint8_t, run->row) + run->start,
                                  run->stop - run->start, given->most);
    }
}

INLINE void peak_any(const Given *given, const Plane *plane, uint8_t *peaks) {
    for (Py_ssize_t at = 0; at < given->count; at++) {
        const Run *run = given->runs + at;
        const uint8_t peak = largest(ROW(plane, uint8_t, run->row) + run->start,
                                     run->stop - run->start);
        if (peak > peaks[run->label]) peaks[run->label] = peak;
    }
}

AVX2 static void sum_avx2(const Given *given, const Plane *plane, int64_t *sums) {
    sum_any(given, plane, sums);
}
static void sum_plain(const Given *given, const Plane *plane, int64_t *sums) {
    sum_any(given, plane, sums);
}
AVX2 static void peak_avx2(const Given *given, const Plane *plane, uint8_t *peaks) {
    peak_any(given, plane, peaks);
}
static void peak_plain(const Given *given, const Plane *plane, uint8_t *peaks) {
    peak_any(given, plane, peaks);
}

static void sum_runs(const Given *given, const Plane *plane, void *out) {
    (HAS_AVX2() ? sum_avx2 : sum_plain)(given, plane, out);
}

static void peak_runs(const Given *given, const Plane *plane, void *out) {
    (HAS_AVX2() ? peak_avx2 : peak_plain)(given, plane, out);
}

static void paint_runs(const Given *given, const Plane *plane, void *out) {
    const uint8_t *chosen = out;
    for (Py_ssize_t at = 0; at < given->count; at++) {
        const Run *run = given->runs + at;
        if (chosen[run->label])
            memset(ROW(plane, uint8_t, run->row) + run->start, 1, (size_t)(run->stop - run->start));
    }
}

typedef void (*Pass)(const Given *, const Plane *, void *);

/* All three: runs, a plane of bytes, one item a label. */
static PyObject *pass_over(PyObject *args, Pass pass, char item, int mode) {
    PyObject *from, *bytes, *each, *answer = NULL;
    Plane runs = {0}, plane = {0}, out = {0};
    Given given = {NULL, 0, 255};
    if (!PyArg_ParseTuple(args, "OOO|b", &from, &bytes, &each, &given.most)) return NULL;
    if (plane_open(from, &runs, "runs", 'i', 1, READ) < 0 ||
        plane_open(bytes, &plane, "plane", 'B', 1, mode) < 0 ||
        plane_open(each, &out, "each", item, 1, mode == READ ? WRITE : READ) < 0 ||
        plane_sized(&out, "each", 1, out.columns) < 0 ||
        check_runs(&runs, &given, &plane, out.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    pass(&given, &plane, out.data);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&runs);
    plane_close(&plane);
    plane_close(&out);
    return answer;
}

static PyObject *run_sums(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, sum_runs, 'q', READ);
}

static PyObject *run_peaks(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, peak_runs, 'B', READ);
}

static PyObject *run_paint(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, paint_runs, 'B', WRITE);
}

/* Put each run's label on the pixels up to `radius` rows and columns away where it is largest. */
static void spread_label(const Run *run, int radius, const Plane *out) {
    const Py_ssize_t top = run->row > radius ? run->row - radius : 0;
    const Py_ssize_t bottom =
        run->row + radius + 1 < out->rows ? run->row + radius + 1 : out->rows;
    const Py_ssize_t left = run->start > radius ? run->start - radius : 0;
    const Py_ssize_t right =
        run->stop + radius < out->columns ? run->stop + radius : out->columns;
    for (Py_ssize_t y = top; y < bottom; y++) {
        int32_t *row = ROW(out, int32_t, y);
        for (Py_ssize_t x = left; x < right; x++) row[x] = run->label > row[x] ? run->label : row[x];
    }
}

static PyObject *run_spread(PyObject *self, PyObject *args) {
    PyObject *from, *labels, *answer = NULL;
    Plane runs = {0}, out = {0};
    Given given;
    int radius;
    (void)self;
    if (!PyArg_ParseTuple(args, "OiO", &from, &radius, &labels)) return NULL;
    if (radius < 0 || radius > WIDEST)
        return PyErr_Format(PyExc_ValueError, "radius is %d, not 0 to %d", radius, WIDEST);
    if (plane_open(from, &runs, "runs", 'i', 1, READ) < 0 ||
        plane_open(labels, &out, "labels", 'i', 1, WRITE) < 0 ||
        check_runs(&runs, &given, &out, INT32_MAX) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    for (Py_ssize_t at = 0; at < given.count; at++) spread_label(given.runs + at, radius, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&runs);
    plane_close(&out);
    return answer;
}

PyMethodDef pieces_kernels[] = {
    {"run_sums", run_sums, METH_VARARGS, "Add up a plane over each label's runs."},
    {"run_peaks", run_peaks, METH_VARARGS, "Find the largest value in each label's runs."},
    {"run_paint", run_paint, METH_VARARGS, "Set the pixels of the chosen labels' runs."},
    {"run_spread", run_spread, METH_VARARGS, "Write labels out, spread, the largest on top."},
    {NULL, NULL, 0, NULL},
};
