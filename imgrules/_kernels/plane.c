/* Opening arrays through the buffer protocol, with everything checked that a kernel relies on. */

#include "plane.h"

static int size_of(char item) {
    switch (item) {
    case 'B': return 1;
    case 'H': return 2;
    case 'i':
    case 'f': return 4;
    default: return 8;
    }
}

/* NumPy says 'l' or 'q' for the same 64 bits, 'i' or 'l' for the same 32, and '?' for bool. */
static int is_item(const char *format, char item) {
    if (format == NULL) return item == 'B';
    if (format[0] == '=' || format[0] == '<' || format[0] == '@') format++;
    if (format[0] == '\0' || format[1] != '\0') return 0;
    switch (item) {
    case 'B': return format[0] == 'B' || format[0] == '?';
    case 'i':
    case 'q': return format[0] == 'i' || format[0] == 'l' || format[0] == 'q';
    default: return format[0] == item;
    }
}

static int is_laid_out(const Py_buffer *view, int channels) {
    Py_ssize_t step = view->itemsize;
    if (view->ndim != (channels == 1 ? 2 : 3)) return 0;
    if (channels != 1) {
        if (view->shape[2] != channels || view->strides[2] != step) return 0;
        step *= channels;
    }
    return view->strides[1] == step || view->shape[1] <= 1 || view->shape[0] == 0;
}

int plane_open(PyObject *array, Plane *plane, const char *name, char item, int channels, int mode) {
    int flags = PyBUF_STRIDES | PyBUF_FORMAT | (mode == WRITE ? PyBUF_WRITABLE : 0);
    memset(plane, 0, sizeof *plane);
    if (PyObject_GetBuffer(array, &plane->view, flags) < 0) return -1;
    if (!is_item(plane->view.format, item) || plane->view.itemsize != size_of(item)) {
        PyErr_Format(PyExc_TypeError, "%s holds items of another type than '%c'", name, item);
    } else if (!is_laid_out(&plane->view, channels)) {
        PyErr_Format(PyExc_ValueError, "%s is no plane of %d channel(s) whose rows are whole", name,
                     channels);
    } else {
        plane->data = plane->view.buf;
        plane->rows = plane->view.shape[0];
        plane->columns = plane->view.shape[1];
        plane->stride = plane->view.strides[0];
        return 0;
    }
    plane_close(plane);
    return -1;
}

void plane_close(Plane *plane) {
    if (plane->view.obj != NULL) PyBuffer_Release(&plane->view);
    plane->view.obj = NULL;
}

int plane_sized(const Plane *plane, const char *name, Py_ssize_t rows, Py_ssize_t columns) {
    if (plane->rows == rows && plane->columns == columns) return 0;
    PyErr_Format(PyExc_ValueError, "%s is %zd x %zd, not %zd x %zd", name, plane->rows,
                 plane->columns, rows, columns);
    return -1;
}
