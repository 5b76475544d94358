/* Walking along thin edges, so that one of their two sides stays the same side.
 *
 * A walk starts at an edge's first pixel, row by row, and goes on from the pixel reached last. The
 * side turns over where the direction of the edge does; in double precision, for a sum near nothing
 * decides. A side is 1 or 2; 0 where none was walked along. */

#include <stdlib.h>

#include "plane.h"

typedef struct {
    const Plane *ridge, *normal_x, *normal_y, *sides;
    int32_t *reached, *waiting; /* pixels of this edge, and those among them still to go on from */
    int32_t *lengths;
    Py_ssize_t columns, pixels;
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

/* The pixels of long edges stay where they were reached, one edge after another; those of short ones
 * make room. Returns how many edges are long. */
static Py_ssize_t walk_all(Walk *walk, Py_ssize_t shortest) {
    Py_ssize_t found = 0;
    for (Py_ssize_t y = 0; y < walk->ridge->rows; y++) {
        const uint8_t *ridge = ROW(walk->ridge, uint8_t, y);
        for (Py_ssize_t x = 0; x < walk->columns; x++) {
            if (!ridge[x] || ROW(walk->sides, uint8_t, y)[x]) continue;
            const Py_ssize_t count = follow(walk, y * walk->columns + x);
            if (count < shortest) continue;
            walk->lengths[found++] = (int32_t)count;
            walk->reached += count;
        }
    }
    return found;
}

static Py_ssize_t count_pixels(const Plane *ridge) {
    Py_ssize_t count = 0;
    for (Py_ssize_t y = 0; y < ridge->rows; y++)
        for (Py_ssize_t x = 0; x < ridge->columns; x++) count += ROW(ridge, uint8_t, y)[x] != 0;
    return count;
}

static Py_ssize_t walk_planes(Walk *walk, Py_ssize_t shortest) {
    walk->waiting = malloc(((size_t)walk->pixels + 1) * sizeof *walk->waiting);
    if (walk->waiting == NULL) return -1;
    for (Py_ssize_t y = 0; y < walk->ridge->rows; y++)
        memset(ROW(walk->sides, uint8_t, y), 0, (size_t)walk->columns);
    const Py_ssize_t found = walk_all(walk, shortest);
    free(walk->waiting);
    return found;
}

static PyObject *walk(PyObject *self, PyObject *args) {
    PyObject *from, *across, *down, *places, *counts, *turned, *answer = NULL;
    Plane ridge = {0}, normal_x = {0}, normal_y = {0}, reached = {0}, lengths = {0}, sides = {0};
    Py_ssize_t shortest, found;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOnOOO", &from, &across, &down, &shortest, &places, &counts,
                          &turned))
        return NULL;
    if (plane_open(from, &ridge, "ridge", 'B', 1, READ) < 0 ||
        plane_open(across, &normal_x, "normal_x", 'f', 1, READ) < 0 ||
        plane_open(down, &normal_y, "normal_y", 'f', 1, READ) < 0 ||
        plane_open(places, &reached, "places", 'i', 1, WRITE) < 0 ||
        plane_open(counts, &lengths, "lengths", 'i', 1, WRITE) < 0 ||
        plane_open(turned, &sides, "sides", 'B', 1, WRITE) < 0 ||
        plane_sized(&normal_x, "normal_x", ridge.rows, ridge.columns) < 0 ||
        plane_sized(&normal_y, "normal_y", ridge.rows, ridge.columns) < 0 ||
        plane_sized(&sides, "sides", ridge.rows, ridge.columns) < 0)
        goto close;
    if (ridge.rows < 1 || ridge.columns < 1 || ridge.rows > INT32_MAX / ridge.columns) {
        PyErr_SetString(PyExc_ValueError, "ridge is empty, or has too many pixels");
        goto close;
    }
    const Py_ssize_t pixels = count_pixels(&ridge);
    if (shortest < 1 || reached.rows != 1 || reached.columns < pixels || lengths.rows != 1 ||
        lengths.columns < pixels / shortest) {
        PyErr_SetString(PyExc_ValueError, "places or lengths have no room for what may be found");
        goto close;
    }
    Walk all = {&ridge, &normal_x, &normal_y, &sides, ROW(&reached, int32_t, 0), NULL,
                ROW(&lengths, int32_t, 0), ridge.columns, pixels};
    Py_BEGIN_ALLOW_THREADS;
    found = walk_planes(&all, shortest);
    Py_END_ALLOW_THREADS;
    answer = found < 0 ? PyErr_NoMemory() : PyLong_FromSsize_t(found);
close:
    plane_close(&ridge);
    plane_close(&normal_x);
    plane_close(&normal_y);
    plane_close(&reached);
    plane_close(&lengths);
    plane_close(&sides);
    return answer;
}

PyMethodDef walk_kernels[] = {
    {"walk", walk, METH_VARARGS, "Follow thin edges, keeping to one side."},
    {NULL, NULL, 0, NULL},
};
