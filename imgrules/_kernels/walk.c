/* Walking along thin edges, so that one of their two sides stays the same side.
 *
 * A walk starts at an edge's first pixel, row by row, and goes on from the pixel reached last. The
 * side turns over where the direction of the edge does; in double precision, for a sum near nothing
 * decides. A side is 1 or 2; 0 where none was walked along. */

#include <stdlib.h>

#include "plane.h"

typedef struct {
    const Plane *ridge, *normal_x, *normal_y, *labels, *sides;
    int32_t *reached, *waiting; /* pixels of this edge, and those among them still to go on from */
    Py_ssize_t columns;
} Walk;

#define AT(plane, type, at) (ROW(plane, type, (at) / walk->columns)[(at) % walk->columns])

static int is_along(const Walk *walk, Py_ssize_t one, Py_ssize_t two) {
    const double x = (double)AT(walk->normal_x, float, one) * (double)AT(walk->normal_x, float, two);
    const double y = (double)AT(walk->normal_y, float, one) * (double)AT(walk->normal_y, float, two);
    return x + y >= 0;
}

/* Reach the eight pixels about one; returns how many of the edge are reached now. */
static Py_ssize_t go_on(const Walk *walk, Py_ssize_t here, Py_ssize_t count, Py_ssize_t *waiting) {
    const Py_ssize_t row = here / walk->columns, column = here % walk->columns;
    const int side = AT(walk->sides, uint8_t, here);
    for (Py_ssize_t y = row - 1; y <= row + 1; y++) {
        for (Py_ssize_t x = column - 1; x <= column + 1; x++) {
            if (y < 0 || x < 0 || y >= walk->ridge->rows || x >= walk->columns) continue;
            const Py_ssize_t there = y * walk->columns + x;
            if (!AT(walk->ridge, uint8_t, there) || AT(walk->sides, uint8_t, there)) continue;
            AT(walk->sides, uint8_t, there) = (uint8_t)(is_along(walk, here, there) ? side : 3 - side);
            walk->reached[count++] = (int32_t)there;
            walk->waiting[(*waiting)++] = (int32_t)there;
        }
    }
    return count;
}

static Py_ssize_t follow(const Walk *walk, Py_ssize_t start) {
    Py_ssize_t count = 1, waiting = 1;
    walk->reached[0] = walk->waiting[0] = (int32_t)start;
    AT(walk->sides, uint8_t, start) = 1;
    while (waiting > 0) {
        const Py_ssize_t here = walk->waiting[--waiting];
        count = go_on(walk, here, count, &waiting);
    }
    return count;
}

static int walk_all(const Walk *walk, Py_ssize_t shortest) {
    int32_t label = 0;
    for (Py_ssize_t y = 0; y < walk->ridge->rows; y++) {
        const uint8_t *ridge = ROW(walk->ridge, uint8_t, y);
        for (Py_ssize_t x = 0; x < walk->columns; x++) {
            if (!ridge[x] || ROW(walk->sides, uint8_t, y)[x]) continue;
            const Py_ssize_t count = follow(walk, y * walk->columns + x);
            if (count < shortest) continue;
            label++;
            for (Py_ssize_t at = 0; at < count; at++)
                AT(walk->labels, int32_t, walk->reached[at]) = label;
        }
    }
    return label;
}

static void clear(const Plane *labels, const Plane *sides) {
    for (Py_ssize_t y = 0; y < labels->rows; y++) {
        memset(ROW(labels, int32_t, y), 0, (size_t)labels->columns * sizeof(int32_t));
        memset(ROW(sides, uint8_t, y), 0, (size_t)labels->columns);
    }
}

static int walk_planes(Walk *walk, Py_ssize_t shortest) {
    const size_t pixels = (size_t)walk->ridge->rows * (size_t)walk->columns;
    int32_t *room = malloc(2 * pixels * sizeof *room);
    if (room == NULL) return -1;
    walk->reached = room;
    walk->waiting = room + pixels;
    clear(walk->labels, walk->sides);
    const int found = walk_all(walk, shortest);
    free(room);
    return found;
}

static PyObject *walk(PyObject *self, PyObject *args) {
    PyObject *from, *across, *down, *numbers, *turned, *answer = NULL;
    Plane ridge = {0}, normal_x = {0}, normal_y = {0}, labels = {0}, sides = {0};
    Py_ssize_t shortest;
    int found;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOnOO", &from, &across, &down, &shortest, &numbers, &turned))
        return NULL;
    if (plane_open(from, &ridge, "ridge", 'B', 1, READ) < 0 ||
        plane_open(across, &normal_x, "normal_x", 'f', 1, READ) < 0 ||
        plane_open(down, &normal_y, "normal_y", 'f', 1, READ) < 0 ||
        plane_open(numbers, &labels, "labels", 'i', 1, WRITE) < 0 ||
        plane_open(turned, &sides, "sides", 'B', 1, WRITE) < 0 ||
        plane_sized(&normal_x, "normal_x", ridge.rows, ridge.columns) < 0 ||
        plane_sized(&normal_y, "normal_y", ridge.rows, ridge.columns) < 0 ||
        plane_sized(&labels, "labels", ridge.rows, ridge.columns) < 0 ||
        plane_sized(&sides, "sides", ridge.rows, ridge.columns) < 0)
        goto close;
    if (ridge.rows < 1 || ridge.columns < 1 || ridge.rows > INT32_MAX / ridge.columns) {
        PyErr_SetString(PyExc_ValueError, "ridge is empty, or has too many pixels");
        goto close;
    }
    Walk all = {&ridge, &normal_x, &normal_y, &labels, &sides, NULL, NULL, ridge.columns};
    Py_BEGIN_ALLOW_THREADS;
    found = walk_planes(&all, shortest);
    Py_END_ALLOW_THREADS;
    answer = found < 0 ? PyErr_NoMemory() : PyLong_FromLong(found);
close:
    plane_close(&ridge);
    plane_close(&normal_x);
    plane_close(&normal_y);
    plane_close(&labels);
    plane_close(&sides);
    return answer;
}

PyMethodDef walk_kernels[] = {
    {"walk", walk, METH_VARARGS, "Follow thin edges, keeping to one side."},
    {NULL, NULL, 0, NULL},
};
