/* What is asked of whole masks: growing them, reaching into them, splitting them into pieces. */

#include "runs.h"

static int grow_mask(const Plane *mask, const uint8_t *widths, Py_ssize_t height,
                     const Plane *out) {
    Bits bits = {0}, grown = {0};
    int failed = bits_new(&bits, mask->rows, mask->columns) < 0 ||
        bits_new(&grown, mask->rows, mask->columns) < 0;
    if (!failed) {
        bits_pack(mask, &bits);
        failed = bits_grow(&bits, widths, height, &grown) < 0;
        if (!failed) bits_unpack(&grown, out);
    }
    bits_free(&bits);
    bits_free(&grown);
    return failed;
}

static int reach_mask(const Plane *walls, const uint8_t *widths, Py_ssize_t height,
                      const Plane *out) {
    Bits bits = {0}, reached = {0};
    int failed = bits_new(&bits, walls->rows, walls->columns) < 0 ||
        bits_new(&reached, walls->rows, walls->columns) < 0;
    if (!failed) {
        bits_pack(walls, &bits);
        failed = bits_reach(&bits, widths, height, &reached) < 0;
        if (!failed) bits_unpack(&reached, out);
    }
    bits_free(&bits);
    bits_free(&reached);
    return failed;
}

typedef int (*Pass)(const Plane *, const uint8_t *, Py_ssize_t, const Plane *);

static PyObject *pass_over(PyObject *args, Pass pass) {
    PyObject *from, *to, *answer = NULL;
    Plane mask = {0}, out = {0};
    const char *widths;
    Py_ssize_t height;
    int failed;
    if (!PyArg_ParseTuple(args, "Oy#O", &from, &widths, &height, &to)) return NULL;
    if (widths_check(widths, height) < 0 || plane_open(from, &mask, "mask", 'B', 1, READ) < 0 ||
        plane_open(to, &out, "out", 'B', 1, WRITE) < 0 ||
        plane_sized(&out, "out", mask.rows, mask.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = pass(&mask, (const uint8_t *)widths, height, &out);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&mask);
    plane_close(&out);
    return answer;
}

static PyObject *grow(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, grow_mask);
}

static PyObject *reach(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, reach_mask);
}

static int find_runs(const Plane *mask, Runs *strips, Runs *runs) {
    Bits bits = {0};
    int failed = bits_new(&bits, mask->rows, mask->columns) < 0;
    if (!failed) {
        bits_pack(mask, &bits);
        failed = strips_of(&bits, strips) < 0 || runs_of(&bits, strips, runs) < 0;
    }
    bits_free(&bits);
    return failed;
}

static PyObject *runs(PyObject *self, PyObject *from) {
    PyObject *answer = NULL;
    Plane mask = {0};
    Runs strips = {0}, found = {0};
    int failed;
    (void)self;
    if (plane_open(from, &mask, "mask", 'B', 1, READ) < 0) return NULL;
    Py_BEGIN_ALLOW_THREADS;
    failed = find_runs(&mask, &strips, &found);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory()
                    : Py_BuildValue("y#i", found.count ? (const char *)found.runs : "",
                                    found.count * (Py_ssize_t)sizeof(Run), (int)found.labels);
    runs_free(&strips);
    runs_free(&found);
    plane_close(&mask);
    return answer;
}

PyMethodDef masks_kernels[] = {
    {"grow", grow, METH_VARARGS, "Mark what a window over a mask reaches."},
    {"reach", reach, METH_VARARGS, "Mark what the frame reaches round walls closed by a window."},
    {"runs", runs, METH_O, "Split a mask into runs and number its pieces."},
    {NULL, NULL, 0, NULL},
};
