/* Finding where a JPEG's scan data ends, at the speed of reading it. */

#include "plane.h"

/* Within scan data, FF 00 is a stuffed byte, FF D0 to FF D7 a restart, and FF FF padding. */
static int ends_scan(uint8_t after) {
    return after != 0x00 && after != 0xFF && (after < 0xD0 || after > 0xD7);
}

static Py_ssize_t find_end(const uint8_t *bytes, Py_ssize_t count, Py_ssize_t at) {
    while (at < count - 1) {
        const uint8_t *found = memchr(bytes + at, 0xFF, (size_t)(count - 1 - at));
        if (found == NULL) return -1;
        if (ends_scan(found[1])) return found - bytes;
        at = found - bytes + 1;
    }
    return -1;
}

static PyObject *scan_end(PyObject *self, PyObject *args) {
    Py_buffer data;
    Py_ssize_t start, found;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*n", &data, &start)) return NULL;
    Py_BEGIN_ALLOW_THREADS;
    found = find_end(data.buf, data.len, start > 0 ? start : 0);
    Py_END_ALLOW_THREADS;
    PyBuffer_Release(&data);
    return PyLong_FromSsize_t(found);
}

PyMethodDef scan_kernels[] = {
    {"scan_end", scan_end, METH_VARARGS, "Find the marker that ends a JPEG's scan data."},
    {NULL, NULL, 0, NULL},
};
