/* How colours change about each pixel: the products of their slopes across and down, added up over
 * three channels.
 *
 * Slopes are Scharr's, a 32nd of whole numbers that single precision holds exactly, as it holds
 * their products; only adding three of those rounds, from the first channel to the last. */

#include <stdlib.h>

#include "plane.h"

/* One row's sums down the columns, a channel after another, with a column more at either end. */
typedef struct {
    int16_t *smooth, *change;
    Py_ssize_t length; /* of a channel */
} Sums;

/* 3, 10, 3 and -1, 0, 1 down the columns. */
INLINE void sum_down(const uint8_t *above, const uint8_t *here, const uint8_t *below,
                     Py_ssize_t columns, const Sums *sums) {
    for (int channel = 0; channel < 3; channel++) {
        int16_t *restrict smooth = sums->smooth + channel * sums->length + 1;
        int16_t *restrict change = sums->change + channel * sums->length + 1;
        for (Py_ssize_t x = 0; x < columns; x++) {
            const int one = above[3 * x + channel], two = below[3 * x + channel];
            smooth[x] = (int16_t)(3 * (one + two) + 10 * here[3 * x + channel]);
            change[x] = (int16_t)(two - one);
        }
        /* Beyond the frame the picture is mirrored, its last pixel not repeated. */
        const Py_ssize_t second = columns > 1 ? 1 : 0;
        smooth[-1] = smooth[second], smooth[columns] = smooth[columns - 1 - second];
        change[-1] = change[second], change[columns] = change[columns - 1 - second];
    }
}

INLINE void multiply(const Sums *sums, Py_ssize_t columns, float *restrict xx, float *restrict yy,
                     float *restrict xy) {
    for (int channel = 0; channel < 3; channel++) {
        const int16_t *smooth = sums->smooth + channel * sums->length;
        const int16_t *change = sums->change + channel * sums->length;
        for (Py_ssize_t x = 0; x < columns; x++) {
            const float across = (float)(smooth[x + 2] - smooth[x]) * (1.0f / 32);
            const float down =
                (float)(3 * (change[x] + change[x + 2]) + 10 * change[x + 1]) * (1.0f / 32);
            xx[x] = (channel ? xx[x] : 0.0f) + across * across;
            yy[x] = (channel ? yy[x] : 0.0f) + down * down;
            xy[x] = (channel ? xy[x] : 0.0f) + across * down;
        }
    }
}

INLINE void tensor_any(const Plane *lab, const Plane *xx, const Plane *yy, const Plane *xy,
                       const Sums *sums) {
    const Py_ssize_t last = lab->rows - 1;
    for (Py_ssize_t y = 0; y <= last; y++) {
        const Py_ssize_t above = y > 0 ? y - 1 : last > 0, below = y < last ? y + 1 : y - (last > 0);
        sum_down(ROW(lab, uint8_t, above), ROW(lab, uint8_t, y), ROW(lab, uint8_t, below),
                 lab->columns, sums);
        multiply(sums, lab->columns, ROW(xx, float, y), ROW(yy, float, y), ROW(xy, float, y));
    }
}

AVX2 static void tensor_avx2(const Plane *lab, const Plane *xx, const Plane *yy, const Plane *xy,
                             const Sums *sums) {
    tensor_any(lab, xx, yy, xy, sums);
}

static void tensor_plain(const Plane *lab, const Plane *xx, const Plane *yy, const Plane *xy,
                         const Sums *sums) {
    tensor_any(lab, xx, yy, xy, sums);
}

static int tensor_planes(const Plane *lab, const Plane *xx, const Plane *yy, const Plane *xy) {
    const Py_ssize_t length = lab->columns + 2;
    int16_t *room = malloc(6 * (size_t)length * sizeof *room);
    if (room == NULL) return -1;
    const Sums sums = {room, room + 3 * length, length};
    (HAS_AVX2() ? tensor_avx2 : tensor_plain)(lab, xx, yy, xy, &sums);
    free(room);
    return 0;
}

static PyObject *tensor(PyObject *self, PyObject *args) {
    PyObject *from, *first, *second, *third, *answer = NULL;
    Plane lab = {0}, xx = {0}, yy = {0}, xy = {0};
    int failed;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO", &from, &first, &second, &third)) return NULL;
    if (plane_open(from, &lab, "lab", 'B', 3, READ) < 0 ||
        plane_open(first, &xx, "xx", 'f', 1, WRITE) < 0 ||
        plane_open(second, &yy, "yy", 'f', 1, WRITE) < 0 ||
        plane_open(third, &xy, "xy", 'f', 1, WRITE) < 0 ||
        plane_sized(&xx, "xx", lab.rows, lab.columns) < 0 ||
        plane_sized(&yy, "yy", lab.rows, lab.columns) < 0 ||
        plane_sized(&xy, "xy", lab.rows, lab.columns) < 0)
        goto close;
    if (lab.rows < 1 || lab.columns < 1) {
        PyErr_SetString(PyExc_ValueError, "lab is empty");
        goto close;
    }
    Py_BEGIN_ALLOW_THREADS;
    failed = tensor_planes(&lab, &xx, &yy, &xy);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&lab);
    plane_close(&xx);
    plane_close(&yy);
    plane_close(&xy);
    return answer;
}

PyMethodDef tensor_kernels[] = {
    {"tensor", tensor, METH_VARARGS, "Add up products of slopes over three channels."},
    {NULL, NULL, 0, NULL},
};
