/* Chroma of sRGB pixels by tables.
 *
 * Every step is one operation in single precision, in the order of images/chroma.py: there the
 * same is written with NumPy, and the results are the same to the bit. */

#include <math.h>

#include "plane.h"

enum { CHANNELS = 3, LEVELS = 256, STEPS = 4096 };

typedef struct {
    const float *shares; /* by axis (X, Y, Z), channel, level */
    const float *start, *slope;
} Tables;

INLINE float curve_at(const Tables *tables, const float *shares, const uint8_t *pixel) {
    float sum = shares[pixel[0]] + shares[LEVELS + pixel[1]] + shares[2 * LEVELS + pixel[2]];
    float scaled = sum * (float)STEPS;
    scaled = scaled < (float)STEPS ? scaled : (float)STEPS;
    scaled = scaled > 0.0f ? scaled : 0.0f;
    int32_t step = (int32_t)scaled;
    return tables->start[step] + (scaled - (float)step) * tables->slope[step];
}

static float chroma_of(const Tables *tables, const uint8_t *pixel) {
    const int axis = CHANNELS * LEVELS;
    float x = curve_at(tables, tables->shares, pixel);
    float y = curve_at(tables, tables->shares + axis, pixel);
    float z = curve_at(tables, tables->shares + 2 * axis, pixel);
    float a = 500.0f * (x - y), b = 200.0f * (y - z);
    return sqrtf(a * a + b * b);
}

static void chroma_plane(const Plane *rgb, const Tables *tables, const Plane *out) {
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        const uint8_t *pixel = ROW(rgb, uint8_t, y);
        float *row = ROW(out, float, y);
        for (Py_ssize_t x = 0; x < rgb->columns; x++, pixel += CHANNELS) {
            int grey = pixel[0] == pixel[1] && pixel[1] == pixel[2];
            row[x] = grey ? 0.0f : chroma_of(tables, pixel);
        }
    }
}

static PyObject *chroma(PyObject *self, PyObject *args) {
    PyObject *from, *parts, *curve, *to, *answer = NULL;
    Plane rgb = {0}, shares = {0}, steps = {0}, out = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO", &from, &parts, &curve, &to)) return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', CHANNELS, READ) < 0 ||
        plane_open(parts, &shares, "shares", 'f', 1, READ) < 0 ||
        plane_open(curve, &steps, "curve", 'f', 1, READ) < 0 ||
        plane_open(to, &out, "chroma", 'f', 1, WRITE) < 0 ||
        plane_sized(&shares, "shares", 1, CHANNELS * CHANNELS * LEVELS) < 0 ||
        plane_sized(&steps, "curve", 2, STEPS + 1) < 0 ||
        plane_sized(&out, "chroma", rgb.rows, rgb.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    const Tables tables = {ROW(&shares, float, 0), ROW(&steps, float, 0), ROW(&steps, float, 1)};
    chroma_plane(&rgb, &tables, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&shares);
    plane_close(&steps);
    plane_close(&out);
    return answer;
}

PyMethodDef chroma_kernels[] = {
    {"chroma", chroma, METH_VARARGS, "Chroma of each pixel."},
    {NULL, NULL, 0, NULL},
};
