/* The darkest and the lightest channel of each pixel. */

#include <stdlib.h>

#include "plane.h"

#define MORE(one, two) ((one) > (two) ? (one) : (two))
#define LESS(one, two) ((one) < (two) ? (one) : (two))

/* For three bytes from each byte on, of which each third is a pixel's: plain steps beat skipping. */
INLINE void extremes_any(const Plane *rgb, const Plane *dark, const Plane *light, uint8_t *room) {
    const Py_ssize_t n = rgb->columns, bytes = 3 * n - 2;
    uint8_t *restrict low = room, *restrict high = room + 3 * n;
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        const uint8_t *restrict from = ROW(rgb, uint8_t, y);
        uint8_t *restrict least = ROW(dark, uint8_t, y), *restrict most = ROW(light, uint8_t, y);
        for (Py_ssize_t x = 0; x < bytes; x++) {
            const uint8_t less = LESS(from[x], from[x + 1]), more = MORE(from[x], from[x + 1]);
            low[x] = LESS(less, from[x + 2]);
            high[x] = MORE(more, from[x + 2]);
        }
        for (Py_ssize_t x = 0; x < n; x++) least[x] = low[3 * x];
        for (Py_ssize_t x = 0; x < n; x++) most[x] = high[3 * x];
    }
}

AVX2 static void extremes_avx2(const Plane *rgb, const Plane *dark, const Plane *light,
                           uint8_t *room) {
    extremes_any(rgb, dark, light, room);
}

static void extremes_plain(const Plane *rgb, const Plane *dark, const Plane *light,
                           uint8_t *room) {
    extremes_any(rgb, dark, light, room);
}

static PyObject *extremes(PyObject *self, PyObject *args) {
    PyObject *from, *least, *most, *answer = NULL;
    uint8_t *room = NULL;
    Plane rgb = {0}, dark = {0}, light = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", &from, &least, &most)) return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(least, &dark, "darkest", 'B', 1, WRITE) < 0 ||
        plane_open(most, &light, "lightest", 'B', 1, WRITE) < 0 ||
        plane_sized(&dark, "darkest", rgb.rows, rgb.columns) < 0 ||
        plane_sized(&light, "lightest", rgb.rows, rgb.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    room = malloc(6 * (size_t)rgb.columns + 1);
    if (room != NULL) (HAS_AVX2() ? extremes_avx2 : extremes_plain)(&rgb, &dark, &light, room);
    free(room);
    Py_END_ALLOW_THREADS;
    answer = room == NULL ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&dark);
    plane_close(&light);
    return answer;
}

PyMethodDef extremes_kernels[] = {
    {"extremes", extremes, METH_VARARGS, "Find the darkest and the lightest channel."},
    {NULL, NULL, 0, NULL},
};
