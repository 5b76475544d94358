/* Ridges of slopes, tile by tile, and how steep they are before and after blurring.
 *
 * What is computed is that of imgrules/checks/_edges.py: whole numbers up to the slopes, so that the
 * order of sums does not matter; squares in single precision, no contraction. */

#include <stdlib.h>

#include "plane.h"

enum {
    TILE = 64,
    REACH = 3,               /* of the blur, to each side */
    HALO = REACH + 2,        /* the blur, the slope, the neighbour */
    SPAN = TILE + 2 * HALO,
    SOFT = SPAN - 2 * REACH, /* what is left after blurring, */
    STEEP = SOFT - 2,        /* after slopes */
    FINEST = 8,              /* bits of a level that are fractions in the pixels */
    /* Rows are computed somewhat longer than they are, to whole steps of eight or sixteen: */
    MOST = 64, SLOPES = 72, SOFTS = 80, DOWNS = 96
};

/* Of what follows from the pixels a few rows are held at a time, so that all of it stays close by;
 * row y of them lies at y % HELD. */
enum { HELD = 4 };

typedef struct {
    uint16_t grey[SPAN][DOWNS];
    float down[DOWNS];
    int32_t soft[HELD][SOFTS], smooth[SOFTS], change[SOFTS];
    float steep[HELD][SLOPES], most[HELD][MOST];
    uint8_t ridge[TILE];
} Scratch;

typedef struct {
    const Plane *pixels;
    int wide; /* 16 bits a pixel */
    int unit; /* bits of a level that are fractions */
    const uint16_t *weights;
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

INLINE void load_run(const Task *task, Py_ssize_t row, Py_ssize_t left, int from, int to,
                     uint16_t *restrict out) {
    const uint8_t *narrow = ROW(task->pixels, uint8_t, row) + left;
    const uint16_t *wide = ROW(task->pixels, uint16_t, row) + left;
    if (task->wide)
        for (int x = from; x < to; x++) out[x] = wide[x];
    else
        for (int x = from; x < to; x++) out[x] = narrow[x];
}

INLINE void load(const Task *task, Py_ssize_t top, Py_ssize_t left, Scratch *s) {
    const Py_ssize_t rows = task->pixels->rows, columns = task->pixels->columns;
    const int from = left < 0 ? (int)-left : 0;
    const int to = columns - left < SPAN ? (int)(columns - left) : SPAN;
    const int end = to + HALO < SPAN ? to + HALO : SPAN; /* what is further has no part in an edge */
    for (int y = 0; y < SPAN; y++) {
        const Py_ssize_t row = mirrored(top + y, rows);
        uint16_t *grey = s->grey[y];
        if (from == 0 && to == SPAN) load_run(task, row, left, 0, SPAN, grey);
        else load_run(task, row, left, from, to, grey);
        for (int x = 0; x < from; x++) grey[x] = grey[mirrored(left + x, columns) - left];
        for (int x = to; x < end; x++) grey[x] = grey[mirrored(left + x, columns) - left];
    }
}

/* Down the columns: 1/256 of a level, rounded half up, 16 bits. */
INLINE void blur_down(const uint16_t *weights, int unit, const uint16_t (*restrict row)[DOWNS],
                      float *restrict out) {
    const uint16_t own = weights[0], first = weights[1], second = weights[2], third = weights[3];
    for (int x = 0; x < DOWNS; x++) {
        if (unit == 0) {
            uint16_t sum = (uint16_t)(own * row[3][x]);
            sum = (uint16_t)(sum + (uint16_t)(first * (uint16_t)(row[2][x] + row[4][x])));
            sum = (uint16_t)(sum + (uint16_t)(second * (uint16_t)(row[1][x] + row[5][x])));
            sum = (uint16_t)(sum + (uint16_t)(third * (uint16_t)(row[0][x] + row[6][x])));
            out[x] = (float)sum;
        } else {
            uint32_t sum = (uint32_t)own * row[3][x];
            sum += first * ((uint32_t)row[2][x] + row[4][x]);
            sum += second * ((uint32_t)row[1][x] + row[5][x]);
            sum += third * ((uint32_t)row[0][x] + row[6][x]);
            out[x] = (float)(uint16_t)((sum + (1u << unit >> 1)) >> unit);
        }
    }
}

/* Along the rows: 1/65536 of a level, 24 bits, which floats hold exactly. */
INLINE void blur_across(const uint16_t *weights, const float *restrict row, int32_t *restrict out) {
    const float own = weights[0], first = weights[1], second = weights[2], third = weights[3];
    for (int x = 0; x < SOFTS; x++)
        out[x] = (int32_t)(own * row[x + 3] + first * (row[x + 2] + row[x + 4]) +
                           second * (row[x + 1] + row[x + 5]) + third * (row[x] + row[x + 6]));
}

INLINE float squared(int32_t across, int32_t down) {
    const float x = (float)across, y = (float)down;
    return x * x + y * y;
}

/* The squared slope by Scharr's operator of the middle one of three rows' pixels. */
INLINE float slope(const uint16_t *above, const uint16_t *here, const uint16_t *below) {
    const int32_t falling = below[1] - above[-1], rising = below[-1] - above[1];
    return squared(3 * (falling - rising) + 10 * (here[1] - here[-1]),
                   3 * (falling + rising) + 10 * (below[0] - above[0]));
}

/* The same of a row of the blurred picture. */
INLINE void slopes(const int32_t *restrict above, const int32_t *restrict here,
                   const int32_t *restrict below, int32_t *restrict smooth,
                   int32_t *restrict change, float *restrict out) {
    for (int x = 0; x < SOFTS; x++) {
        smooth[x] = 3 * (above[x] + below[x]) + 10 * here[x];
        change[x] = below[x] - above[x];
    }
    for (int x = 0; x < SLOPES; x++)
        out[x] = squared(smooth[x + 2] - smooth[x],
                         3 * (change[x] + change[x + 2]) + 10 * change[x + 1]);
}

INLINE float larger(float one, float two) { return one > two ? one : two; }

INLINE void find_ridge(const Task *task, const float *restrict above, const float *restrict middle,
                       const float *restrict below, const float *restrict here,
                       uint8_t *restrict ridge) {
    const float least = task->least, share = task->ridge;
    for (int x = 0; x < TILE; x++) {
        const float most = larger(larger(above[x], middle[x]), below[x]);
        ridge[x] = (uint8_t)((here[x] >= least) & (here[x] >= share * most));
    }
}

/* Keep what is on a ridge of the tile's row y; `grey` and `steep` begin at its first pixel. */
INLINE void keep(Py_ssize_t first, Py_ssize_t columns, const uint8_t *ridge,
                 const uint16_t *grey, const float *steep, Found *found) {
    for (int block = 0; block < TILE; block += 8) {
        uint64_t any;
        memcpy(&any, ridge + block, sizeof any);
        if (any == 0) continue;
        for (int x = block; x < block + 8 && x < columns; x++) {
            if (!ridge[x]) continue;
            found->places[found->count] = first + x;
            found->before[found->count] = slope(grey + x - DOWNS, grey + x, grey + x + DOWNS);
            found->after[found->count++] = steep[x];
        }
    }
}

INLINE void find_in_tile(const Task *task, Py_ssize_t top, Py_ssize_t left, int unit, Scratch *s,
                         Found *found) {
    const Py_ssize_t rows = task->pixels->rows - top, columns = task->pixels->columns - left;
    load(task, top - HALO, left - HALO, s);
    for (int y = 0; y < SOFT; y++) {
        const int steep = y - 2, row = y - 4; /* the last ones that this row completes */
        float *slopes_here = s->steep[steep & (HELD - 1)], *most = s->most[steep & (HELD - 1)];
        blur_down(task->weights, unit, (const uint16_t(*)[DOWNS])s->grey + y, s->down);
        blur_across(task->weights, s->down, s->soft[y % HELD]);
        if (steep < 0) continue;
        slopes(s->soft[steep % HELD], s->soft[(steep + 1) % HELD], s->soft[y % HELD], s->smooth,
               s->change, slopes_here);
        for (int x = 0; x < TILE; x++)
            most[x] = larger(larger(slopes_here[x], slopes_here[x + 1]), slopes_here[x + 2]);
        if (row < 0 || row >= rows) continue;
        const float *middle = s->steep[(row + 1) % HELD] + 1;
        find_ridge(task, s->most[row % HELD], s->most[(row + 1) % HELD], most, middle, s->ridge);
        keep((top + row) * task->pixels->columns + left, columns, s->ridge,
             s->grey[row + HALO] + HALO, middle, found);
    }
}

INLINE void tiles_any(const Task *task, const int64_t *tiles, Py_ssize_t count, Scratch *s,
                      Found *found) {
    const Py_ssize_t across = (task->pixels->columns + TILE - 1) / TILE;
    for (Py_ssize_t at = 0; at < count; at++) {
        const Py_ssize_t top = tiles[at] / across * TILE, left = tiles[at] % across * TILE;
        if (task->unit == 0) find_in_tile(task, top, left, 0, s, found);
        else find_in_tile(task, top, left, task->unit, s, found);
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
    if (!PyArg_ParseTuple(args, "OpiOOffOOO", &from, &task.wide, &task.unit, &chosen, &blurring,
                          &task.least, &task.ridge, &places, &before, &after))
        return NULL;
    if (task.unit < 0 || task.unit > FINEST || (task.unit > 0 && !task.wide))
        return PyErr_Format(PyExc_ValueError, "unit is %d bits, not 0 to %d", task.unit,
                            task.wide ? FINEST : 0);
    if (plane_open(from, &pixels, "pixels", task.wide ? 'H' : 'B', 1, READ) < 0 ||
        plane_open(chosen, &tiles, "tiles", 'q', 1, READ) < 0 ||
        plane_open(blurring, &weights, "weights", 'H', 1, READ) < 0 ||
        plane_open(places, &at, "places", 'q', 1, WRITE) < 0 ||
        plane_open(before, &one, "before", 'f', 1, WRITE) < 0 ||
        plane_open(after, &two, "after", 'f', 1, WRITE) < 0 ||
        plane_sized(&tiles, "tiles", 1, tiles.columns) < 0 ||
        plane_sized(&weights, "weights", 1, REACH + 1) < 0 ||
        plane_sized(&at, "places", 1, at.columns) < 0 ||
        plane_sized(&one, "before", 1, at.columns) < 0 ||
        plane_sized(&two, "after", 1, at.columns) < 0 || !fits(&pixels, &tiles, at.columns))
        goto close;
    scratch = calloc(1, sizeof *scratch);
    if (scratch == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    task.pixels = &pixels;
    task.weights = ROW(&weights, uint16_t, 0);
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
