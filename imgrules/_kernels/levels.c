/* Smaller copies of a plane: halved by adding up squares, or shrunk by weights; and what each tile
 * holds. Whole numbers throughout, so that the order of sums does not matter. */

#include <stdlib.h>

#include "plane.h"

enum {
    BITS = 11, /* of a weight, along each axis */
    WIDEST = 64, USUAL = 32, /* side of a tile */
    NARROW = 8191 /* level up to which 64 squares fit 32 bits */
};

/* ---- halve: sums over squares of two by two pixels, divided by `share` */

INLINE void halve_rows(const Plane *from, const Plane *to, int wide, uint32_t share) {
    for (Py_ssize_t y = 0; y < to->rows; y++) {
        const uint8_t *one = ROW(from, uint8_t, 2 * y), *two = ROW(from, uint8_t, 2 * y + 1);
        const uint16_t *up = ROW(from, uint16_t, 2 * y), *low = ROW(from, uint16_t, 2 * y + 1);
        uint16_t *restrict out = ROW(to, uint16_t, y);
        if (wide)
            for (Py_ssize_t x = 0; x < to->columns; x++)
                out[x] = (uint16_t)(((uint32_t)up[2 * x] + up[2 * x + 1] + low[2 * x] +
                                     low[2 * x + 1] + share / 2) / share);
        else
            for (Py_ssize_t x = 0; x < to->columns; x++)
                out[x] = (uint16_t)((one[2 * x] + one[2 * x + 1] + two[2 * x] + two[2 * x + 1] +
                                     share / 2) / share);
    }
}

AVX2 static void halve_avx2(const Plane *from, const Plane *to, int wide, int share) {
    if (share == 4) halve_rows(from, to, wide, 4);
    else halve_rows(from, to, wide, 1);
}

static void halve_plain(const Plane *from, const Plane *to, int wide, int share) {
    if (share == 4) halve_rows(from, to, wide, 4);
    else halve_rows(from, to, wide, 1);
}

static PyObject *halve(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane pixels = {0}, out = {0};
    int wide, share;
    (void)self;
    if (!PyArg_ParseTuple(args, "OpiO", &from, &wide, &share, &to)) return NULL;
    if (share != 1 && share != 4)
        return PyErr_Format(PyExc_ValueError, "share is %d, not 1 or 4", share);
    if (plane_open(from, &pixels, "pixels", wide ? 'H' : 'B', 1, READ) < 0 ||
        plane_open(to, &out, "out", 'H', 1, WRITE) < 0 ||
        plane_sized(&out, "out", pixels.rows / 2, pixels.columns / 2) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? halve_avx2 : halve_plain)(&pixels, &out, wide, share);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&pixels);
    plane_close(&out);
    return answer;
}

/* ---- survey: darkest and lightest pixel of each tile, sum of its pixels and of their squares */

typedef struct {
    const Plane *pixels, *low, *high, *sums, *squares;
    int height, width; /* of a tile */
} Survey;

typedef struct {
    uint64_t low, high, sum, squares;
} Tile;

/* Columns apart, so that many are done at once: sums of squares fit 32 bits up to NARROW. */
INLINE void survey_tile(const Plane *pixels, Py_ssize_t top, Py_ssize_t left, Py_ssize_t height,
                        Py_ssize_t width, Tile *tile) {
    uint16_t low[WIDEST], high[WIDEST];
    uint32_t sums[WIDEST] = {0}, squares[WIDEST] = {0};
    memset(low, 255, sizeof low);
    memset(high, 0, sizeof high);
    for (Py_ssize_t y = top; y < top + height; y++) {
        const uint16_t *run = ROW(pixels, uint16_t, y) + left;
        for (Py_ssize_t x = 0; x < width; x++) {
            low[x] = run[x] < low[x] ? run[x] : low[x];
            high[x] = run[x] > high[x] ? run[x] : high[x];
        }
        for (Py_ssize_t x = 0; x < width; x++) sums[x] += run[x];
        for (Py_ssize_t x = 0; x < width; x++) squares[x] += (uint32_t)run[x] * run[x];
    }
    *tile = (Tile){UINT16_MAX, 0, 0, 0};
    for (Py_ssize_t x = 0; x < width; x++) {
        tile->low = low[x] < tile->low ? low[x] : tile->low;
        tile->high = high[x] > tile->high ? high[x] : tile->high;
        tile->sum += sums[x];
        tile->squares += squares[x];
    }
}

static uint64_t large_squares(const Plane *pixels, Py_ssize_t top, Py_ssize_t left,
                              Py_ssize_t height, Py_ssize_t width) {
    uint64_t squares = 0;
    for (Py_ssize_t y = top; y < top + height; y++) {
        const uint16_t *run = ROW(pixels, uint16_t, y) + left;
        for (Py_ssize_t x = 0; x < width; x++) squares += (uint64_t)run[x] * run[x];
    }
    return squares;
}

INLINE void survey_any(const Survey *s) {
    const Plane *pixels = s->pixels;
    for (Py_ssize_t row = 0; row < s->low->rows; row++)
        for (Py_ssize_t column = 0; column < s->low->columns; column++) {
            const Py_ssize_t left = column * s->width, top = row * s->height;
            const Py_ssize_t right = pixels->columns - left, below = pixels->rows - top;
            const Py_ssize_t width = right < s->width ? right : s->width;
            const Py_ssize_t height = below < s->height ? below : s->height;
            Tile tile;
            if (width == USUAL) survey_tile(pixels, top, left, height, USUAL, &tile);
            else survey_tile(pixels, top, left, height, width, &tile);
            if (tile.high > NARROW)
                tile.squares = large_squares(pixels, top, left, height, width);
            ROW(s->low, int64_t, row)[column] = (int64_t)tile.low;
            ROW(s->high, int64_t, row)[column] = (int64_t)tile.high;
            ROW(s->sums, int64_t, row)[column] = (int64_t)tile.sum;
            ROW(s->squares, int64_t, row)[column] = (int64_t)tile.squares;
        }
}

AVX2 static void survey_avx2(const Survey *s) { survey_any(s); }

static void survey_plain(const Survey *s) { survey_any(s); }

static PyObject *survey(PyObject *self, PyObject *args) {
    PyObject *from, *lows, *highs, *totals, *powers, *answer = NULL;
    Plane pixels = {0}, low = {0}, high = {0}, sums = {0}, squares = {0};
    Survey task = {&pixels, &low, &high, &sums, &squares, 0, 0};
    Py_ssize_t down, across;
    (void)self;
    if (!PyArg_ParseTuple(args, "OiiOOOO", &from, &task.height, &task.width, &lows, &highs, &totals,
                          &powers))
        return NULL;
    if (task.height < 1 || task.height > WIDEST || task.width < 1 || task.width > WIDEST)
        return PyErr_Format(PyExc_ValueError, "a tile is %d x %d, not 1 to %d", task.height,
                            task.width, WIDEST);
    if (plane_open(from, &pixels, "pixels", 'H', 1, READ) < 0) goto close;
    down = (pixels.rows + task.height - 1) / task.height;
    across = (pixels.columns + task.width - 1) / task.width;
    if (plane_open(lows, &low, "low", 'q', 1, WRITE) < 0 ||
        plane_open(highs, &high, "high", 'q', 1, WRITE) < 0 ||
        plane_open(totals, &sums, "sums", 'q', 1, WRITE) < 0 ||
        plane_open(powers, &squares, "squares", 'q', 1, WRITE) < 0 ||
        plane_sized(&low, "low", down, across) < 0 ||
        plane_sized(&high, "high", down, across) < 0 ||
        plane_sized(&sums, "sums", down, across) < 0 ||
        plane_sized(&squares, "squares", down, across) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? survey_avx2 : survey_plain)(&task);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    plane_close(&pixels);
    plane_close(&low);
    plane_close(&high);
    plane_close(&sums);
    plane_close(&squares);
    return answer;
}

/* ---- shrink: each pixel is the weighed sum of some rows' and columns' */

typedef struct {
    const Plane *pixels, *out, *down, *across; /* first pixel, then weights of it and the next */
    int wide;
} Shrink;

INLINE void shrink_row(const Shrink *s, Py_ssize_t y, int is_wide, int32_t *restrict sums) {
    const int32_t *plan = ROW(s->down, int32_t, y);
    for (Py_ssize_t tap = 0; tap + 1 < s->down->columns; tap++) {
        const int32_t weight = plan[1 + tap];
        const uint8_t *narrow = ROW(s->pixels, uint8_t, plan[0] + tap);
        const uint16_t *wide = ROW(s->pixels, uint16_t, plan[0] + tap);
        const Py_ssize_t columns = s->pixels->columns;
        if (weight == 0 && tap > 0) continue;
        if (tap == 0 && is_wide)
            for (Py_ssize_t x = 0; x < columns; x++) sums[x] = weight * wide[x];
        else if (tap == 0)
            for (Py_ssize_t x = 0; x < columns; x++) sums[x] = weight * narrow[x];
        else if (is_wide)
            for (Py_ssize_t x = 0; x < columns; x++) sums[x] += weight * wide[x];
        else
            for (Py_ssize_t x = 0; x < columns; x++) sums[x] += weight * narrow[x];
    }
}

/* Of pixels of 8 bits the sums fit 32. */
INLINE void shrink_columns(const Shrink *s, Py_ssize_t y, Py_ssize_t taps, int is_wide,
                           const int32_t *restrict sums) {
    uint16_t *restrict out = ROW(s->out, uint16_t, y);
    for (Py_ssize_t x = 0; x < s->out->columns; x++) {
        const int32_t *plan = ROW(s->across, int32_t, x);
        const int32_t *from = sums + plan[0];
        if (is_wide) {
            int64_t total = 1 << (2 * BITS - 1);
            for (Py_ssize_t tap = 0; tap < taps; tap++) total += (int64_t)plan[1 + tap] * from[tap];
            out[x] = (uint16_t)(total >> (2 * BITS));
        } else {
            int32_t total = 1 << (2 * BITS - 1);
            for (Py_ssize_t tap = 0; tap < taps; tap++) total += plan[1 + tap] * from[tap];
            out[x] = (uint16_t)(total >> (2 * BITS));
        }
    }
}

INLINE void shrink_any(const Shrink *s, int is_wide, int32_t *sums) {
    const Py_ssize_t taps = s->across->columns - 1;
    for (Py_ssize_t y = 0; y < s->out->rows; y++) {
        shrink_row(s, y, is_wide, sums);
        if (taps == 3) shrink_columns(s, y, 3, is_wide, sums);
        else shrink_columns(s, y, taps, is_wide, sums);
    }
}

AVX2 static void shrink_avx2(const Shrink *s, int32_t *sums) {
    if (s->wide) shrink_any(s, 1, sums);
    else shrink_any(s, 0, sums);
}

static void shrink_plain(const Shrink *s, int32_t *sums) {
    if (s->wide) shrink_any(s, 1, sums);
    else shrink_any(s, 0, sums);
}

/* A plan's rows are the first pixel and the weights; all of them must lie within `size`. */
static int plan_fits(const Plane *plan, const char *name, Py_ssize_t length, Py_ssize_t size) {
    const Py_ssize_t taps = plan->columns - 1;
    if (plane_sized(plan, name, length, plan->columns) < 0) return 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        const int32_t first = ROW(plan, int32_t, at)[0];
        if (taps < 1 || first < 0 || first + taps > size) {
            PyErr_Format(PyExc_ValueError, "%s asks for pixels there are not", name);
            return 0;
        }
        for (Py_ssize_t tap = 1; tap <= taps; tap++)
            if (ROW(plan, int32_t, at)[tap] < 0 || ROW(plan, int32_t, at)[tap] > 1 << BITS) {
                PyErr_Format(PyExc_ValueError, "%s holds a weight that is none", name);
                return 0;
            }
    }
    return 1;
}

static PyObject *shrink(PyObject *self, PyObject *args) {
    PyObject *from, *rows, *columns, *to, *answer = NULL;
    Plane pixels = {0}, down = {0}, across = {0}, out = {0};
    Shrink task = {&pixels, &out, &down, &across, 0};
    int32_t *sums = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "OpOOO", &from, &task.wide, &rows, &columns, &to)) return NULL;
    if (plane_open(from, &pixels, "pixels", task.wide ? 'H' : 'B', 1, READ) < 0 ||
        plane_open(rows, &down, "down", 'i', 1, READ) < 0 ||
        plane_open(columns, &across, "across", 'i', 1, READ) < 0 ||
        plane_open(to, &out, "out", 'H', 1, WRITE) < 0 ||
        !plan_fits(&down, "down", out.rows, pixels.rows) ||
        !plan_fits(&across, "across", out.columns, pixels.columns))
        goto close;
    sums = malloc((size_t)pixels.columns * sizeof *sums);
    if (sums == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    Py_BEGIN_ALLOW_THREADS;
    (HAS_AVX2() ? shrink_avx2 : shrink_plain)(&task, sums);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    free(sums);
    plane_close(&pixels);
    plane_close(&down);
    plane_close(&across);
    plane_close(&out);
    return answer;
}

PyMethodDef levels_kernels[] = {
    {"halve", halve, METH_VARARGS, "Add up squares of two by two pixels."},
    {"survey", survey, METH_VARARGS, "Tell what each tile of a plane holds."},
    {"shrink", shrink, METH_VARARGS, "Weigh rows and columns into fewer."},
    {NULL, NULL, 0, NULL},
};
