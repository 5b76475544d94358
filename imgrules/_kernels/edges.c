/* Ridges of slopes, tile by tile, and how steep they are before and after blurring.
 *
 * What is computed, in which order, is that of imgrules/checks/_edges.py: single precision, no
 * contraction, so that both give the same bits. */

#include <stdlib.h>

#include "plane.h"

enum {
    TILE = 64,
    REACH = 4,                /* of the blur, to each side */
    HALO = REACH + 2,         /* the blur, the slope, the neighbour */
    SPAN = TILE + 2 * HALO,
    SOFT = SPAN - 2 * REACH,  /* what is left after blurring, */
    STEEP = SOFT - 2,         /* after slopes */
};

typedef struct {
    float grey[SPAN][SPAN];
    float down[SOFT][SPAN];
    float soft[SOFT][SOFT];
    float steep[STEEP][STEEP];
    float most[STEEP][TILE];
    uint8_t ridge[TILE][TILE];
} Scratch;

typedef struct {
    const Plane *pixels;
    int wide; /* 16 bits a pixel */
    const float *weights;
    float least, ridge;
} Task;

typedef struct {
    int64_t *places;
    float *before, *after;
    Py_ssize_t count;
} Found;

/* Mirror at the edge, which is not repeated, however far outside. */
static Py_ssize_t mirrored(Py_ssize_t at, Py_ssize_t size) {
    if (size == 1) return 0;
    while (at < 0 || at >= size) at = at < 0 ? -at : 2 * (size - 1) - at;
    return at;
}

INLINE void load(const Task *task, Py_ssize_t top, Py_ssize_t left, Scratch *s) {
    const Py_ssize_t rows = task->pixels->rows, columns = task->pixels->columns;
    const int inside = left >= 0 && left + SPAN <= columns;
    Py_ssize_t across[SPAN];
    for (int x = 0; x < SPAN; x++) across[x] = inside ? left + x : mirrored(left + x, columns);
    for (int y = 0; y < SPAN; y++) {
        const Py_ssize_t from = mirrored(top + y, rows);
        const uint8_t *narrow = ROW(task->pixels, uint8_t, from);
        const uint16_t *wide = ROW(task->pixels, uint16_t, from);
        if (inside && task->wide)
            for (int x = 0; x < SPAN; x++) s->grey[y][x] = (float)wide[left + x];
        else if (inside)
            for (int x = 0; x < SPAN; x++) s->grey[y][x] = (float)narrow[left + x];
        else
            for (int x = 0; x < SPAN; x++)
                s->grey[y][x] = (float)(task->wide ? wide[across[x]] : narrow[across[x]]);
    }
}

INLINE void blur(const float *weights, Scratch *s) {
    const float own = weights[0], first = weights[1], second = weights[2], third = weights[3];
    const float fourth = weights[4];
    for (int y = 0; y < SOFT; y++)
        for (int x = 0; x < SPAN; x++) {
            float sum = own * s->grey[y + REACH][x];
            sum = sum + first * (s->grey[y + REACH - 1][x] + s->grey[y + REACH + 1][x]);
            sum = sum + second * (s->grey[y + REACH - 2][x] + s->grey[y + REACH + 2][x]);
            sum = sum + third * (s->grey[y + REACH - 3][x] + s->grey[y + REACH + 3][x]);
            sum = sum + fourth * (s->grey[y + REACH - 4][x] + s->grey[y + REACH + 4][x]);
            s->down[y][x] = sum;
        }
    for (int y = 0; y < SOFT; y++) {
        const float *row = s->down[y] + REACH;
        for (int x = 0; x < SOFT; x++) {
            float sum = own * row[x];
            sum = sum + first * (row[x - 1] + row[x + 1]);
            sum = sum + second * (row[x - 2] + row[x + 2]);
            sum = sum + third * (row[x - 3] + row[x + 3]);
            sum = sum + fourth * (row[x - 4] + row[x + 4]);
            s->soft[y][x] = sum;
        }
    }
}

/* The squared slope by Scharr's operator of the middle one of three rows' pixels. */
INLINE float slope(const float *above, const float *here, const float *below) {
    const float falling = below[1] - above[-1], rising = below[-1] - above[1];
    const float across = here[1] - here[-1], down = below[0] - above[0];
    const float x = 3.0f * (falling - rising) + 10.0f * across;
    const float y = 3.0f * (falling + rising) + 10.0f * down;
    return x * x + y * y;
}

INLINE float larger(float one, float two) { return one > two ? one : two; }

INLINE void find_ridges(float least, float share, Scratch *s) {
    for (int y = 0; y < STEEP; y++)
        for (int x = 0; x < STEEP; x++)
            s->steep[y][x] = slope(s->soft[y] + x + 1, s->soft[y + 1] + x + 1, s->soft[y + 2] + x + 1);
    for (int y = 0; y < STEEP; y++)
        for (int x = 0; x < TILE; x++)
            s->most[y][x] =
                larger(larger(s->steep[y][x], s->steep[y][x + 1]), s->steep[y][x + 2]);
    for (int y = 0; y < TILE; y++)
        for (int x = 0; x < TILE; x++) {
            const float most = larger(larger(s->most[y][x], s->most[y + 1][x]), s->most[y + 2][x]);
            const float here = s->steep[y + 1][x + 1];
            s->ridge[y][x] = (uint8_t)((here >= least) & (here >= share * most));
        }
}

INLINE void keep(const Task *task, Py_ssize_t top, Py_ssize_t left, const Scratch *s, Found *found) {
    const Py_ssize_t rows = task->pixels->rows - top, columns = task->pixels->columns - left;
    for (int y = 0; y < TILE && y < rows; y++)
        for (int block = 0; block < TILE; block += 8) {
            uint64_t any;
            memcpy(&any, &s->ridge[y][block], sizeof any);
            if (any == 0) continue;
            for (int x = block; x < block + 8; x++) {
                const float *here = s->grey[y + HALO] + x + HALO;
                if (!s->ridge[y][x] || x >= columns) continue;
                found->places[found->count] = (top + y) * task->pixels->columns + left + x;
                found->before[found->count] = slope(here - SPAN, here, here + SPAN);
                found->after[found->count++] = s->steep[y + 1][x + 1];
            }
        }
}

INLINE void tiles_any(const Task *task, const int64_t *tiles, Py_ssize_t count, Scratch *s,
                      Found *found) {
    const Py_ssize_t across = (task->pixels->columns + TILE - 1) / TILE;
    for (Py_ssize_t at = 0; at < count; at++) {
        const Py_ssize_t top = tiles[at] / across * TILE, left = tiles[at] % across * TILE;
        load(task, top - HALO, left - HALO, s);
        blur(task->weights, s);
        find_ridges(task->least, task->ridge, s);
        keep(task, top, left, s, found);
    }
}

AVX2 static void tiles_avx2(const Task *task, const int64_t *tiles, Py_ssize_t count, Scratch *s,
                            Found *found) {
    tiles_any(task, tiles, count, s, found);
}

static void tiles_plain(const Task *task, const int64_t *tiles, Py_ssize_t count, Scratch *s,
                        Found *found) {
    tiles_any(task, tiles, count, s, found);
}

/* Every tile must lie on the plane, and every pixel of every tile find room. */
static int fits(const Plane *pixels, const Plane *tiles, Py_ssize_t room) {
    const Py_ssize_t down = (pixels->rows + TILE - 1) / TILE;
    const Py_ssize_t across = (pixels->columns + TILE - 1) / TILE;
    const int64_t *numbers = ROW(tiles, int64_t, 0);
    for (Py_ssize_t at = 0; at < tiles->columns; at++)
        if (numbers[at] < 0 || numbers[at] >= down * across) {
            PyErr_Format(PyExc_ValueError, "there is no tile %lld", (long long)numbers[at]);
            return 0;
        }
    if (room / (TILE * TILE) >= tiles->columns) return 1;
    PyErr_Format(PyExc_ValueError, "places has no room for %zd tiles", tiles->columns);
    return 0;
}

static PyObject *ridges(PyObject *self, PyObject *args) {
    PyObject *from, *chosen, *blurring, *places, *before, *after, *answer = NULL;
    Plane pixels = {0}, tiles = {0}, weights = {0}, at = {0}, one = {0}, two = {0};
    Scratch *scratch = NULL;
    Task task = {0};
    Found found = {0};
    (void)self;
    if (!PyArg_ParseTuple(args, "OpOOffOOO", &from, &task.wide, &chosen, &blurring, &task.least,
                          &task.ridge, &places, &before, &after))
        return NULL;
    if (plane_open(from, &pixels, "pixels", task.wide ? 'H' : 'B', 1, READ) < 0 ||
        plane_open(chosen, &tiles, "tiles", 'q', 1, READ) < 0 ||
        plane_open(blurring, &weights, "weights", 'f', 1, READ) < 0 ||
        plane_open(places, &at, "places", 'q', 1, WRITE) < 0 ||
        plane_open(before, &one, "before", 'f', 1, WRITE) < 0 ||
        plane_open(after, &two, "after", 'f', 1, WRITE) < 0 ||
        plane_sized(&tiles, "tiles", 1, tiles.columns) < 0 ||
        plane_sized(&weights, "weights", 1, REACH + 1) < 0 ||
        plane_sized(&at, "places", 1, at.columns) < 0 ||
        plane_sized(&one, "before", 1, at.columns) < 0 ||
        plane_sized(&two, "after", 1, at.columns) < 0 || !fits(&pixels, &tiles, at.columns))
        goto close;
    scratch = malloc(sizeof *scratch);
    if (scratch == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    task.pixels = &pixels;
    task.weights = ROW(&weights, float, 0);
    found.places = ROW(&at, int64_t, 0);
    found.before = ROW(&one, float, 0);
    found.after = ROW(&two, float, 0);
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? tiles_avx2 : tiles_plain)(&task, ROW(&tiles, int64_t, 0), tiles.columns, scratch,
                                            &found);
    Py_END_ALLOW_THREADS;
    answer = PyLong_FromSsize_t(found.count);
close:
    free(scratch);
    plane_close(&pixels);
    plane_close(&tiles);
    plane_close(&weights);
    plane_close(&at);
    plane_close(&one);
    plane_close(&two);
    return answer;
}

PyMethodDef edges_kernels[] = {
    {"ridges", ridges, METH_VARARGS, "Find ridges of slopes in some tiles of a plane."},
    {NULL, NULL, 0, NULL},
};
