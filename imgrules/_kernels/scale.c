/* Reducing a picture by any factor, every pixel weighed by how much of it lies in the new one.
 *
 * The average is OpenCV's INTER_AREA to the bit, for factors that are not whole on both axes: the
 * weights in single precision, along the row first, in the order of the pixels. */

#include <math.h>
#include <stdlib.h>

#include "plane.h"

/* Where the pixels of each new row or column come from, and their weights: `taps` a span, of which
 * those from its count on are 0. */
typedef struct {
    Py_ssize_t taps;
    Py_ssize_t *first, *count;
    float *weights;
} Spans;

/* An axis: its pixels, the new ones, and which of these are wanted. */
typedef struct {
    Py_ssize_t from, to, start, wanted;
} Axis;

static int spans_open(Spans *spans, const Axis *axis) {
    spans->taps = axis->from / axis->to + 2; /* what is whole, and a part at either end */
    spans->first = malloc(2 * (size_t)axis->wanted * sizeof *spans->first);
    spans->weights = calloc((size_t)(axis->wanted * spans->taps), sizeof *spans->weights);
    if (spans->first == NULL || spans->weights == NULL) return -1;
    spans->count = spans->first + axis->wanted;
    return 0;
}

static void spans_close(Spans *spans) {
    free(spans->first);
    free(spans->weights);
}

static void spans_weigh(Spans *spans, const Axis *axis) {
    const Py_ssize_t from = axis->from;
    const double scale = 1.0 / ((double)axis->to / (double)from), least = 1e-3;
    for (Py_ssize_t at = 0; at < axis->wanted; at++) {
        const double left = (double)(axis->start + at) * scale, right = left + scale;
        const double remains = (double)from - left, cell = scale < remains ? scale : remains;
        float *weights = spans->weights + at * spans->taps;
        Py_ssize_t start = (Py_ssize_t)ceil(left), end = (Py_ssize_t)floor(right), count = 0;
        end = end < from - 1 ? end : from - 1;
        start = start < end ? start : end;
        spans->first[at] = start;
        if ((double)start - left > least) {
            spans->first[at] = start - 1;
            weights[count++] = (float)(((double)start - left) / cell);
        }
        for (Py_ssize_t whole = start; whole < end; whole++) weights[count++] = (float)(1.0 / cell);
        if (right - (double)end > least) {
            const double part = right - (double)end < 1.0 ? right - (double)end : 1.0;
            weights[count++] = (float)((part < cell ? part : cell) / cell);
        }
        spans->count[at] = count;
    }
}

/* Three channels and one that is not wanted: compilers do not put them side by side themselves. */
#if defined(__GNUC__) || defined(__clang__)
typedef float Four __attribute__((vector_size(16)));

INLINE Four add_weighed(Four total, const float *level, float weight) {
    Four levels;
    memcpy(&levels, level, sizeof levels);
    return total + levels * weight;
}
#else
typedef struct {
    float channels[4];
} Four;

INLINE Four add_weighed(Four total, const float *level, float weight) {
    for (int channel = 0; channel < 4; channel++)
        total.channels[channel] += level[channel] * weight;
    return total;
}
#endif

/* Average along one row of levels. Four are taken for three channels: what the fourth gives is
 * overwritten by the next pixel. Weights of 0 change nothing, and save a loop of unknown length. */
INLINE void average_row(const float *restrict levels, Py_ssize_t columns, const Spans *across,
                        Py_ssize_t taps, float *restrict sums) {
    const float *weights = across->weights;
    for (Py_ssize_t x = 0; x < columns; x++, weights += taps) {
        const float *from = levels + 3 * across->first[x];
        Four total = {0};
        for (Py_ssize_t at = 0; at < taps; at++)
            total = add_weighed(total, from + 3 * at, weights[at]);
        memcpy(sums + 3 * x, &total, sizeof total);
    }
}

INLINE void add_row(const uint8_t *restrict row, Py_ssize_t columns, const Spans *across,
                    float *restrict levels, float *restrict sums) {
    const Py_ssize_t end = across->first[columns - 1] + across->count[columns - 1];
    for (Py_ssize_t x = 3 * across->first[0]; x < 3 * end; x++) levels[x] = (float)row[x];
    switch (across->taps) {
    case 3: average_row(levels, columns, across, 3, sums); break;
    case 4: average_row(levels, columns, across, 4, sums); break;
    case 5: average_row(levels, columns, across, 5, sums); break;
    case 6: average_row(levels, columns, across, 6, sums); break;
    default: average_row(levels, columns, across, across->taps, sums);
    }
}

INLINE void store(const float *restrict sums, Py_ssize_t values, uint8_t *restrict out) {
    const float round = 12582912.0f; /* 1.5 * 2^23: adding it leaves no room for fractions */
    for (Py_ssize_t x = 0; x < values; x++) {
        float level = (sums[x] + round) - round;
        out[x] = (uint8_t)(int32_t)(level < 255.0f ? level : 255.0f);
    }
}

/* What one row needs: its levels, their averages, and the averages of the rows so far. */
typedef struct {
    float *levels, *row, *total;
} Rooms;

INLINE void scale_any(const Plane *rgb, const Plane *out, const Spans *down, const Spans *across,
                       const Rooms *rooms) {
    const Py_ssize_t values = 3 * out->columns;
    float *restrict row = rooms->row, *restrict total = rooms->total;
    Py_ssize_t in_row = -1; /* two new rows may share one */
    for (Py_ssize_t y = 0; y < out->rows; y++) {
        for (Py_ssize_t at = 0; at < down->count[y]; at++) {
            const float weight = down->weights[y * down->taps + at];
            if (in_row != down->first[y] + at) {
                in_row = down->first[y] + at;
                add_row(ROW(rgb, uint8_t, in_row), out->columns, across, rooms->levels, row);
            }
            if (at == 0)
                for (Py_ssize_t x = 0; x < values; x++) total[x] = weight * row[x];
            else
                for (Py_ssize_t x = 0; x < values; x++) total[x] += weight * row[x];
        }
        store(total, values, ROW(out, uint8_t, y));
    }
}

AVX2 static void scale_avx2(const Plane *rgb, const Plane *out, const Spans *down,
                             const Spans *across, const Rooms *rooms) {
    scale_any(rgb, out, down, across, rooms);
}

static void scale_plain(const Plane *rgb, const Plane *out, const Spans *down,
                         const Spans *across, const Rooms *rooms) {
    scale_any(rgb, out, down, across, rooms);
}

static int scale_planes(const Plane *rgb, const Axis *rows, const Axis *columns, const Plane *out) {
    Spans down = {0}, across = {0};
    const int opened = spans_open(&down, rows) == 0 && spans_open(&across, columns) == 0;
    /* The last span may reach beyond the row, with weights of 0. */
    const size_t values = 3 * (size_t)out->columns + 1;
    const size_t levels = 3 * (size_t)(rgb->columns + across.taps) + 1;
    float *room = calloc(2 * values + levels, sizeof *room);
    const int whole = opened && room != NULL;
    if (whole) {
        const Rooms rooms = {room, room + levels, room + levels + values};
        spans_weigh(&down, rows);
        spans_weigh(&across, columns);
        (HAS_AVX2() ? scale_avx2 : scale_plain)(rgb, out, &down, &across, &rooms);
    }
    free(room);
    spans_close(&down);
    spans_close(&across);
    return whole ? 0 : -1;
}

static int is_within(const Axis *axis, const char *name) {
    const int smaller = axis->to >= 1 && axis->to <= axis->from;
    if (smaller && axis->wanted >= 1 && axis->start >= 0 && axis->start <= axis->to - axis->wanted)
        return 1;
    PyErr_Format(PyExc_ValueError, "out has %zd %s from %zd, of %zd to be made of %zd",
                 axis->wanted, name, axis->start, axis->to, axis->from);
    return 0;
}

static PyObject *scale_down(PyObject *self, PyObject *args) {
    PyObject *from, *to, *answer = NULL;
    Plane rgb = {0}, out = {0};
    Axis rows = {0}, columns = {0};
    int failed;
    (void)self;
    if (!PyArg_ParseTuple(args, "O(nn)(nn)O", &from, &rows.to, &columns.to, &rows.start,
                          &columns.start, &to))
        return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(to, &out, "out", 'B', 3, WRITE) < 0)
        goto close;
    rows.from = rgb.rows, rows.wanted = out.rows;
    columns.from = rgb.columns, columns.wanted = out.columns;
    if (!is_within(&rows, "rows") || !is_within(&columns, "columns")) goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = scale_planes(&rgb, &rows, &columns, &out);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&out);
    return answer;
}

PyMethodDef scale_kernels[] = {
    {"scale_down", scale_down, METH_VARARGS, "Reduce a picture by any factor."},
    {NULL, NULL, 0, NULL},
};
