/* Which pixels are at least as strong as the picture is one pixel ahead and one behind, along a
 * direction of their own; between pixels it is read by the four neighbours, in single precision. */

#include "plane.h"

/* Read the plane so far from a pixel, at most one pixel on either axis. */
INLINE float between(const Plane *strength, Py_ssize_t column, Py_ssize_t row, float dx, float dy) {
    const int left = dx >= 0 ? dx >= 1 : -1, top = dy >= 0 ? dy >= 1 : -1;
    const float across = dx - (float)left, down = dy - (float)top;
    const float *here = ROW(strength, float, row + top) + column + left;
    const float *below = ROW(strength, float, row + top + 1) + column + left;
    const float one = here[0] + across * (here[1] - here[0]);
    const float two = below[0] + across * (below[1] - below[0]);
    return one + down * (two - one);
}

static int is_crest(const Plane *strength, Py_ssize_t column, Py_ssize_t row, float dx, float dy) {
    const float own = ROW(strength, float, row)[column];
    if (!(dx >= -1 && dx <= 1 && dy >= -1 && dy <= 1)) return 0;
    return own >= between(strength, column, row, dx, dy) &&
           own >= between(strength, column, row, -dx, -dy);
}

static void crest_planes(const Plane *strength, const Plane *normal_x, const Plane *normal_y,
                         float least, const Plane *crests) {
    const Py_ssize_t rows = strength->rows, columns = strength->columns;
    for (Py_ssize_t y = 0; y < rows; y++) {
        const float *own = ROW(strength, float, y);
        uint8_t *out = ROW(crests, uint8_t, y);
        memset(out, 0, (size_t)columns);
        if (y < 2 || y >= rows - 2) continue; /* neighbours would lie outside */
        for (Py_ssize_t x = 2; x < columns - 2; x++)
            if (own[x] > least)
                out[x] = (uint8_t)is_crest(strength, x, y, ROW(normal_x, float, y)[x],
                                           ROW(normal_y, float, y)[x]);
    }
}

static PyObject *crests(PyObject *self, PyObject *args) {
    PyObject *from, *across, *down, *to, *answer = NULL;
    Plane strength = {0}, normal_x = {0}, normal_y = {0}, out = {0};
    float least;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOfO", &from, &across, &down, &least, &to)) return NULL;
    if (plane_open(from, &strength, "strength", 'f', 1, READ) < 0 ||
        plane_open(across, &normal_x, "normal_x", 'f', 1, READ) < 0 ||
        plane_open(down, &normal_y, "normal_y", 'f', 1, READ) < 0 ||
        plane_open(to, &out, "crests", 'B', 1, WRITE) < 0 ||
        plane_sized(&normal_x, "normal_x", strength.rows, strength.columns) < 0 ||
        plane_sized(&normal_y, "normal_y", strength.rows, strength.columns) < 0 ||
        plane_sized(&out, "crests", strength.rows, strength.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    crest_planes(&strength, &normal_x, &normal_y, least, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&strength);
    plane_close(&normal_x);
    plane_close(&normal_y);
    plane_close(&out);
    return answer;
}

PyMethodDef crests_kernels[] = {
    {"crests", crests, METH_VARARGS, "Find where a plane is highest along a direction."},
    {NULL, NULL, 0, NULL},
};
