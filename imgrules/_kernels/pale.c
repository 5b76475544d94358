/* Which pixels of a picture, sampled at given rows and columns, differ from the backdrop's colour, are
 * hardly darker than it, and flat: all about them, two rows and columns away at most, is alike. */

#include <stdlib.h>

#include "plane.h"

enum { REACH = 2, WINDOW = 2 * REACH + 1 };

typedef struct {
    uint8_t ground[3];
    int least, nearest, most; /* levels of a pale pixel, off the ground, and apart from each other */
} Tone;

/* One sampled row of each channel, with what lies beyond its ends repeated, and the least and the
 * largest level about each pixel of it. */
typedef struct {
    uint8_t *levels[3], *low[3], *high[3];
} Row;

INLINE uint8_t lower(uint8_t one, uint8_t two) { return one < two ? one : two; }
INLINE uint8_t higher(uint8_t one, uint8_t two) { return one > two ? one : two; }

INLINE void sample_row(const uint8_t *restrict from, const int32_t *restrict columns,
                       Py_ssize_t width, const Row *row) {
    uint8_t *restrict red = row->levels[0] + REACH, *restrict green = row->levels[1] + REACH;
    uint8_t *restrict blue = row->levels[2] + REACH;
    for (Py_ssize_t x = 0; x < width; x++) {
        const uint8_t *pixel = from + 3 * (Py_ssize_t)columns[x];
        red[x] = pixel[0];
        green[x] = pixel[1];
        blue[x] = pixel[2];
    }
}

INLINE void range_row(Py_ssize_t width, const Row *row) {
    for (int channel = 0; channel < 3; channel++) {
        uint8_t *restrict levels = row->levels[channel];
        uint8_t *restrict low = row->low[channel], *restrict high = row->high[channel];
        memset(levels, levels[REACH], REACH);
        memset(levels + REACH + width, levels[REACH + width - 1], REACH);
        for (Py_ssize_t x = 0; x < width; x++) {
            uint8_t least = levels[x], most = levels[x];
            for (int step = 1; step < WINDOW; step++) {
                least = lower(least, levels[x + step]);
                most = higher(most, levels[x + step]);
            }
            low[x] = least;
            high[x] = most;
        }
    }
}

/* Mark in `out` what is pale in a row; says whether anything is. */
INLINE int find_pale(const Row *row, Py_ssize_t width, const Tone *tone, uint8_t *restrict out) {
    const uint8_t *restrict red = row->levels[0] + REACH, *restrict green = row->levels[1] + REACH;
    const uint8_t *restrict blue = row->levels[2] + REACH;
    const uint8_t ground[3] = {tone->ground[0], tone->ground[1], tone->ground[2]};
    const uint8_t nearest = (uint8_t)tone->nearest, least = (uint8_t)tone->least;
    uint8_t any = 0;
    for (Py_ssize_t x = 0; x < width; x++) {
        const uint8_t one = (uint8_t)(higher(red[x], ground[0]) - lower(red[x], ground[0]));
        const uint8_t two = (uint8_t)(higher(green[x], ground[1]) - lower(green[x], ground[1]));
        const uint8_t three = (uint8_t)(higher(blue[x], ground[2]) - lower(blue[x], ground[2]));
        const uint8_t away = higher(higher(one, two), three);
        const uint8_t low = lower(lower(red[x], green[x]), blue[x]);
        out[x] = (away >= nearest) & (low >= least);
        any |= out[x];
    }
    return any;
}

/* Leave of the marks what is flat, seen over the rows `first` to `last`. */
INLINE Py_ssize_t keep_flat(const Row *ring, Py_ssize_t first, Py_ssize_t last, Py_ssize_t width,
                            int most, uint8_t *restrict low, uint8_t *restrict high,
                            uint8_t *restrict out) {
    for (int channel = 0; channel < 3; channel++) {
        memcpy(low, ring[first % WINDOW].low[channel], (size_t)width);
        memcpy(high, ring[first % WINDOW].high[channel], (size_t)width);
        for (Py_ssize_t y = first + 1; y <= last; y++) {
            const uint8_t *restrict least = ring[y % WINDOW].low[channel];
            const uint8_t *restrict largest = ring[y % WINDOW].high[channel];
            for (Py_ssize_t x = 0; x < width; x++) low[x] = lower(low[x], least[x]);
            for (Py_ssize_t x = 0; x < width; x++) high[x] = higher(high[x], largest[x]);
        }
        for (Py_ssize_t x = 0; x < width; x++)
            out[x] &= (uint8_t)(high[x] - low[x]) <= (uint8_t)most;
    }
    Py_ssize_t found = 0;
    for (Py_ssize_t x = 0; x < width; x++) found += out[x];
    return found;
}

INLINE Py_ssize_t pale_any(const Plane *rgb, const int32_t *rows, const int32_t *columns,
                           const Tone *tone, const Row *ring, uint8_t *room, const Plane *out) {
    const Py_ssize_t width = out->columns, last = out->rows - 1;
    Py_ssize_t found = 0, sampled = 0;
    for (Py_ssize_t y = 0; y <= last; y++) {
        const Py_ssize_t first = y < REACH ? 0 : y - REACH, end = y + REACH < last ? y + REACH : last;
        uint8_t *marks = ROW(out, uint8_t, y);
        for (; sampled <= end; sampled++) {
            const Row *row = ring + sampled % WINDOW;
            sample_row(ROW(rgb, uint8_t, rows[sampled]), columns, width, row);
            range_row(width, row);
        }
        if (find_pale(ring + y % WINDOW, width, tone, marks))
            found += keep_flat(ring, first, end, width, tone->most, room, room + width, marks);
    }
    return found;
}

AVX2 static Py_ssize_t pale_avx2(const Plane *rgb, const int32_t *rows, const int32_t *columns,
                                 const Tone *tone, const Row *ring, uint8_t *room,
                                 const Plane *out) {
    return pale_any(rgb, rows, columns, tone, ring, room, out);
}

static Py_ssize_t pale_plain(const Plane *rgb, const int32_t *rows, const int32_t *columns,
                             const Tone *tone, const Row *ring, uint8_t *room, const Plane *out) {
    return pale_any(rgb, rows, columns, tone, ring, room, out);
}

static Py_ssize_t pale_planes(const Plane *rgb, const int32_t *rows, const int32_t *columns,
                              const Tone *tone, const Plane *out) {
    const Py_ssize_t width = out->columns, levels = width + 2 * REACH;
    uint8_t *room = malloc((size_t)(3 * WINDOW * (levels + 2 * width) + 2 * width));
    Row ring[WINDOW];
    uint8_t *at = room;
    if (room == NULL) return -1;
    for (int row = 0; row < WINDOW; row++) {
        for (int channel = 0; channel < 3; channel++, at += levels + 2 * width) {
            ring[row].levels[channel] = at;
            ring[row].low[channel] = at + levels;
            ring[row].high[channel] = at + levels + width;
        }
    }
    const Py_ssize_t found =
        (HAS_AVX2() ? pale_avx2 : pale_plain)(rgb, rows, columns, tone, ring, at, out);
    free(room);
    return found;
}

static int are_within(const Plane *plane, const char *name, Py_ssize_t length) {
    const int32_t *values = ROW(plane, int32_t, 0);
    for (Py_ssize_t at = 0; at < plane->columns; at++) {
        if (values[at] >= 0 && values[at] < length) continue;
        PyErr_Format(PyExc_ValueError, "%s holds %d, not 0 to %zd", name, (int)values[at],
                     length - 1);
        return 0;
    }
    return 1;
}

static int are_levels(const Tone *tone) {
    const int values[3] = {tone->least, tone->nearest, tone->most};
    for (int at = 0; at < 3; at++) {
        if (values[at] >= 0 && values[at] <= 255) continue;
        PyErr_Format(PyExc_ValueError, "%d is no level", values[at]);
        return 0;
    }
    return 1;
}

static PyObject *pale(PyObject *self, PyObject *args) {
    PyObject *from, *down, *across, *to, *answer = NULL;
    Plane rgb = {0}, rows = {0}, columns = {0}, out = {0};
    Py_ssize_t found;
    Tone tone;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOO(bbb)iiiO", &from, &down, &across, &tone.ground[0],
                          &tone.ground[1], &tone.ground[2], &tone.least, &tone.nearest, &tone.most,
                          &to))
        return NULL;
    if (!are_levels(&tone) || plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(down, &rows, "rows", 'i', 1, READ) < 0 ||
        plane_open(across, &columns, "columns", 'i', 1, READ) < 0 ||
        plane_open(to, &out, "pale", 'B', 1, WRITE) < 0 ||
        plane_sized(&rows, "rows", 1, out.rows) < 0 ||
        plane_sized(&columns, "columns", 1, out.columns) < 0 ||
        !are_within(&rows, "rows", rgb.rows) || !are_within(&columns, "columns", rgb.columns))
        goto close;
    if (out.rows < 1 || out.columns < 1) {
        PyErr_SetString(PyExc_ValueError, "pale is empty");
        goto close;
    }
    Py_BEGIN_ALLOW_THREADS;
    found = pale_planes(&rgb, ROW(&rows, int32_t, 0), ROW(&columns, int32_t, 0), &tone, &out);
    Py_END_ALLOW_THREADS;
    answer = found < 0 ? PyErr_NoMemory() : PyLong_FromSsize_t(found);
close:
    plane_close(&rgb);
    plane_close(&rows);
    plane_close(&columns);
    plane_close(&out);
    return answer;
}

PyMethodDef pale_kernels[] = {
    {"pale", pale, METH_VARARGS, "Find what is flat, little darker than a colour, and not that colour."},
    {NULL, NULL, 0, NULL},
};
