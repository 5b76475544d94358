/* How far each pixel's colour is from the backdrop's, and where it could be a shadow on it.
 *
 * Single precision, each sum from the left and nothing contracted: NumPy gives the same bits. */

#include <math.h>
#include <stdlib.h>

#include "bits.h"

static const float LEVELS = 2.55f; /* levels of 0-255 to one unit of distance */

INLINE void measure_row(const float *restrict lab, const float *restrict model, Py_ssize_t count,
                        uint8_t *restrict levels, uint8_t *restrict tinted) {
    for (Py_ssize_t x = 0; x < count; x++) {
        const float light = lab[3 * x], base = model[3 * x];
        const float change = light - base;
        const float green = lab[3 * x + 1] - model[3 * x + 1];
        const float blue = lab[3 * x + 2] - model[3 * x + 2];
        const float far = sqrtf(change * change + green * green + blue * blue) * LEVELS;
        const float ratio = light / (base > 1.0f ? base : 1.0f);
        const float one = lab[3 * x + 1] - model[3 * x + 1] * ratio;
        const float two = lab[3 * x + 2] - model[3 * x + 2] * ratio;
        const float darker = base - light, hue = sqrtf(one * one + two * two);
        levels[x] = (uint8_t)(int32_t)(far < 255.0f ? far : 255.0f);
        tinted[x] = (darker > 0.0f) & (hue <= 3.0f + 0.2f * darker);
    }
}

INLINE void surface_any(const Plane *lab, const Plane *model, const Plane *levels, const Bits *out,
                        uint8_t *room) {
    for (Py_ssize_t y = 0; y < lab->rows; y++) {
        measure_row(ROW(lab, float, y), ROW(model, float, y), lab->columns,
                    ROW(levels, uint8_t, y), room);
        for (Py_ssize_t at = 0; at < out->across; at++)
            BITS_ROW(out, y)[at] = bits_word(room + 64 * at);
    }
}

AVX2 static void surface_avx2(const Plane *lab, const Plane *model, const Plane *levels,
                              const Bits *out, uint8_t *room) {
    surface_any(lab, model, levels, out, room);
}

static void surface_plain(const Plane *lab, const Plane *model, const Plane *levels,
                          const Bits *out, uint8_t *room) {
    surface_any(lab, model, levels, out, room);
}

static PyObject *surface(PyObject *self, PyObject *args) {
    PyObject *from, *other, *to, *area, *answer = NULL;
    Plane lab = {0}, model = {0}, levels = {0}, words = {0};
    Bits out;
    uint8_t *room;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO", &from, &other, &to, &area)) return NULL;
    if (plane_open(from, &lab, "lab", 'f', 3, READ) < 0 ||
        plane_open(other, &model, "model", 'f', 3, READ) < 0 ||
        plane_open(to, &levels, "levels", 'B', 1, WRITE) < 0 ||
        bits_open(area, lab.columns, "tinted", WRITE, &words, &out) < 0 ||
        plane_sized(&model, "model", lab.rows, lab.columns) < 0 ||
        plane_sized(&levels, "levels", lab.rows, lab.columns) < 0 ||
        plane_sized(&words, "tinted", lab.rows, words.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    room = calloc(64 * (size_t)out.across + 1, 1);
    if (room != NULL)
        (HAS_AVX2() ? surface_avx2 : surface_plain)(&lab, &model, &levels, &out, room);
    free(room);
    Py_END_ALLOW_THREADS;
    answer = room == NULL ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&lab);
    plane_close(&model);
    plane_close(&levels);
    plane_close(&words);
    return answer;
}

PyMethodDef surface_kernels[] = {
    {"surface", surface, METH_VARARGS, "Measure colours against those of a surface."},
    {NULL, NULL, 0, NULL},
};
