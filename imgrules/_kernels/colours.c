/* Counting the colours of a sample of the picture's pixels. */

#include "plane.h"

enum { SHADES = 5 /* bits a channel */, COLOURS = 1 << (3 * SHADES), GREYS = 256 };

static void count_colours(const Plane *rgb, Py_ssize_t step, int64_t *colours, int64_t *greys) {
    memset(colours, 0, COLOURS * sizeof *colours);
    memset(greys, 0, GREYS * sizeof *greys);
    for (Py_ssize_t y = 0; y < rgb->rows; y += step) {
        const uint8_t *row = ROW(rgb, uint8_t, y);
        for (Py_ssize_t x = 0; x < rgb->columns; x += step) {
            const unsigned red = row[3 * x], green = row[3 * x + 1], blue = row[3 * x + 2];
            const unsigned shift = 8 - SHADES;
            colours[((red >> shift) << (2 * SHADES)) | ((green >> shift) << SHADES) |
                    (blue >> shift)]++;
            greys[(red + green + blue) / 3]++;
        }
    }
}

static PyObject *colours(PyObject *self, PyObject *args) {
    PyObject *from, *by_colour, *by_grey, *answer = NULL;
    Plane rgb = {0}, shades = {0}, greys = {0};
    Py_ssize_t step;
    (void)self;
    if (!PyArg_ParseTuple(args, "OnOO", &from, &step, &by_colour, &by_grey)) return NULL;
    if (step < 1) return PyErr_Format(PyExc_ValueError, "step is %zd, not 1 or more", step);
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(by_colour, &shades, "colours", 'q', 1, WRITE) < 0 ||
        plane_open(by_grey, &greys, "greys", 'q', 1, WRITE) < 0 ||
        plane_sized(&shades, "colours", 1, COLOURS) < 0 ||
        plane_sized(&greys, "greys", 1, GREYS) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    count_colours(&rgb, step, ROW(&shades, int64_t, 0), ROW(&greys, int64_t, 0));
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&shades);
    plane_close(&greys);
    return answer;
}

PyMethodDef colours_kernels[] = {
    {"colours", colours, METH_VARARGS, "Count the colours and greys of every so many pixels."},
    {NULL, NULL, 0, NULL},
};
