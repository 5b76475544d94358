/* Counting the colours of a sample of the picture's pixels. */

#include "plane.h"

enum { SHADES = 5 /* bits a channel */, COLOURS = 1 << (3 * SHADES), GREYS = 256 };

INLINE void add(const uint8_t *pixel, int32_t times, int32_t *colours, int32_t *greys) {
    const unsigned red = pixel[0], green = pixel[1], blue = pixel[2], shift = 8 - SHADES;
    colours[((red >> shift) << (2 * SHADES)) | ((green >> shift) << SHADES) | (blue >> shift)] +=
        times;
    greys[(red + green + blue) / 3] += times;
}

/* Most pixels of a backdrop are as the picture's first: they are counted apart, for a number that is
 * added to again and again is waited for. */
static void count_colours(const Plane *rgb, Py_ssize_t step, int32_t *colours, int32_t *greys) {
    const uint8_t *first = rgb->data;
    int32_t like_first = 0;
    memset(colours, 0, COLOURS * sizeof *colours);
    memset(greys, 0, GREYS * sizeof *greys);
    if (rgb->rows == 0 || rgb->columns == 0) return;
    const uint8_t red = first[0], green = first[1], blue = first[2];
    for (Py_ssize_t y = 0; y < rgb->rows; y += step) {
        const uint8_t *row = ROW(rgb, uint8_t, y);
        const Py_ssize_t next = y + step < rgb->rows ? step * rgb->stride : 0;
        for (Py_ssize_t x = 0; x < rgb->columns; x += step) {
            const uint8_t *here = row + 3 * x;
            FETCH(here + next);
            if (((here[0] ^ red) | (here[1] ^ green) | (here[2] ^ blue)) == 0) like_first++;
            else add(here, 1, colours, greys);
        }
    }
    add(first, like_first, colours, greys);
}

static PyObject *colours(PyObject *self, PyObject *args) {
    PyObject *from, *by_colour, *by_grey, *answer = NULL;
    Plane rgb = {0}, shades = {0}, greys = {0};
    Py_ssize_t step;
    (void)self;
    if (!PyArg_ParseTuple(args, "OnOO", &from, &step, &by_colour, &by_grey)) return NULL;
    if (step < 1) return PyErr_Format(PyExc_ValueError, "step is %zd, not 1 or more", step);
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(by_colour, &shades, "colours", 'i', 1, WRITE) < 0 ||
        plane_open(by_grey, &greys, "greys", 'i', 1, WRITE) < 0 ||
        plane_sized(&shades, "colours", 1, COLOURS) < 0 ||
        plane_sized(&greys, "greys", 1, GREYS) < 0)
        goto close;
    if (rgb.rows / step + 1 > INT32_MAX / (rgb.columns / step + 1)) {
        PyErr_Format(PyExc_ValueError, "rgb has more pixels than can be counted");
        goto close;
    }
    Py_BEGIN_ALLOW_THREADS;
    count_colours(&rgb, step, ROW(&shades, int32_t, 0), ROW(&greys, int32_t, 0));
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
